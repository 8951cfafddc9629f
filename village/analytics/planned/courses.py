"""The populations of a plan, each followed from its start to its last follow-up, and counted wave by wave."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ibis.expr.types import Table

from village.analytics.engine import Snapshot
from village.analytics.planned.people import answered_waves, answers, members, people
from village.analytics.planned.starts import ScaleKey, Starts, of_scales, started, starts_of
from village.analytics.plans.plan import Outcome, Plan, Population
from village.analytics.results import Evaluation, Rules, ScaleChange
from village.analytics.tables import BASELINE
from village.statistics.engine import Rows
from village.statistics.estimators.fit import CannotEstimate


@dataclass(frozen=True, slots=True)
class Course:
    """One population of a plan, followed from its start to its last follow-up.

    In its snapshot the start of every parent is called `t0`, whichever wave it was (see `starts`).
    """

    plan: Plan
    population: Population
    people: Table  # one row per participant (see `people`)
    snapshot: Snapshot  # as if it held these participants only
    waves: Mapping[ScaleKey, Collection[str]]  # those answered, by scale
    starts: Starts = ()
    kept: dict[ScaleKey, Table] = field(default_factory=dict, compare=False)

    def rows(self, outcome: Outcome) -> Rows:
        """The answers of one outcome, a parent and a wave a row (see `people.answers`): looked up once, then kept."""
        key = outcome.scale_key
        if key not in self.kept:
            waves = (BASELINE, *self.plan.followups_of(outcome))
            table = answers(self.snapshot, self.people, outcome, waves)
            self.kept[key] = self.snapshot.keep(table)
        return Rows(self.snapshot.folder, self.kept[key], self.snapshot.connection)

    def answered(self, outcome: Outcome) -> tuple[str, ...]:
        """The start, then the follow-ups at which somebody answered; raises `CannotEstimate` without both."""
        seen = self.waves.get(outcome.scale_key, ())
        waves = [wave for wave in (BASELINE, *self.plan.followups_of(outcome)) if wave in seen]
        if BASELINE not in waves or len(waves) < 2:
            named = " or ".join(dict.fromkeys(self.plan.starts(outcome).values()))
            raise CannotEstimate(
                f"Nobody answered both at {named} and later: there is no change to estimate."
            )
        return tuple(waves)


CourseKey = tuple[str, Starts]  # a population, and where its parents start


def key_of(plan: Plan, outcome: Outcome) -> CourseKey:
    """The course of an outcome, among those of its plan."""
    return outcome.population, starts_of(plan, outcome)


def courses_of(snapshot: Snapshot, plan: Plan) -> dict[CourseKey, Course]:
    """The course of each population of a plan from its entry, then those of the outcomes that start elsewhere."""
    found = dict(_courses(snapshot, plan, (), plan.populations))
    own: dict[Starts, dict[str, Population]] = {}
    for outcome in plan.outcomes:
        if starts := starts_of(plan, outcome):
            population = plan.population(outcome.population)
            own.setdefault(starts, {}).setdefault(population.key, population)
    for starts, populations in own.items():
        found |= _courses(snapshot, plan, starts, populations.values())
    return found


def _courses(
    snapshot: Snapshot, plan: Plan, starts: Starts, populations: Iterable[Population]
) -> Iterator[tuple[CourseKey, Course]]:
    """The courses of some populations that start alike; people are looked up once."""
    outcomes = {starts_of(plan, one): one for one in reversed(plan.outcomes)}
    if starts:
        snapshot = started(snapshot, starts, plan.followups_of(outcomes[starts]))
    if outcomes.keys() - {()}:
        snapshot = of_scales(snapshot, _scales_of(snapshot, plan, starts))
    everyone = snapshot.keep(people(snapshot))
    for population in populations:
        chosen = snapshot.keep(members(everyone, population)) if population.where else everyone
        own = snapshot.of(chosen)
        course = Course(plan, population, chosen, own, answered_waves(own, chosen), starts)
        yield (population.key, starts), course


def _scales_of(snapshot: Snapshot, plan: Plan, starts: Starts) -> set[ScaleKey]:
    """The scales that some outcome counts from there; and from `t0`, those that no outcome counts from anywhere."""
    asked = {outcome.scale_key for outcome in plan.outcomes}
    own = {one.scale_key for one in plan.outcomes if starts_of(plan, one) == starts}
    return own if starts else own | ({one.key for one in snapshot.manifest.scales} - asked)


def rules_of(plan: Plan) -> Rules:
    """The thresholds of a plan as an evaluation takes them."""
    limits = plan.thresholds
    return Rules(
        minimum_paired_share=limits.minimum_paired_share,
        few_houses=limits.few_houses,
        few_groups=limits.few_groups,
        ceiling=limits.ceiling,
    )


def changes_of(counted: Evaluation, plan: Plan, outcome: Outcome) -> list[ScaleChange]:
    """What was counted of one outcome, follow-up by follow-up."""
    return [
        change
        for change in counted.changes
        if (change.instrument, change.version, change.scale) == outcome.scale_key
        and change.response.wave in plan.followups_of(outcome)
    ]
