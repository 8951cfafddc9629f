"""The populations of a plan, each followed from entry to its last follow-up, and counted wave by wave."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ibis.expr.types import Table

from village.analytics.engine import Rows, Snapshot
from village.analytics.estimators.fit import CannotEstimate
from village.analytics.planned.people import answered_waves, answers, members, people
from village.analytics.plans.plan import Outcome, Plan, Population
from village.analytics.results import Evaluation, Rules, ScaleChange

ScaleKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Course:
    """One population of a plan, followed from entry to its last follow-up."""

    plan: Plan
    population: Population
    people: Table  # one row per participant (see `people`)
    snapshot: Snapshot  # as if it held these participants only
    waves: Mapping[ScaleKey, Collection[str]]  # those answered, by scale
    kept: dict[ScaleKey, Table] = field(default_factory=dict, compare=False)

    def rows(self, outcome: Outcome) -> Rows:
        """The answers of one outcome, a parent and a wave a row (see `people.answers`): looked up once, then kept."""
        key = outcome.scale_key
        if key not in self.kept:
            table = answers(self.snapshot, self.people, self.plan, outcome)
            self.kept[key] = self.snapshot.keep(table)
        return Rows(self.snapshot.folder, self.kept[key], self.snapshot.connection)

    def answered(self, outcome: Outcome) -> tuple[str, ...]:
        """The baseline, then the follow-ups at which somebody answered; raises `CannotEstimate` without both."""
        seen = self.waves.get(outcome.scale_key, ())
        waves = [wave for wave in (self.plan.baseline, *self.plan.followups) if wave in seen]
        if self.plan.baseline not in waves or len(waves) < 2:
            raise CannotEstimate(
                f"Nobody answered both at {self.plan.baseline} and later: there is no change to estimate."
            )
        return tuple(waves)


def courses_of(snapshot: Snapshot, plan: Plan) -> dict[str, Course]:
    """The course of each population of a plan, by its key; people are looked up once."""
    everyone = snapshot.keep(people(snapshot, baseline=plan.baseline))
    found = {}
    for population in plan.populations:
        chosen = snapshot.keep(members(everyone, population)) if population.where else everyone
        own = snapshot.of(chosen)
        found[population.key] = Course(plan, population, chosen, own, answered_waves(own, chosen))
    return found


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
        and change.response.wave in plan.followups
    ]
