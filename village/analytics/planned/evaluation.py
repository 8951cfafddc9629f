"""The whole plan on a snapshot: counted, modelled, tested within its families, and compared with what was planned."""

from collections.abc import Iterator, Sequence
from functools import cache

from village.analytics.engine import Snapshot
from village.analytics.measurement import ScaleMeasurement, measurement_report
from village.analytics.planned.courses import changes_of, courses_of, key_of, rules_of
from village.analytics.planned.endpoints import Asked, endpoint_of
from village.analytics.planned.findings import (
    Deviation,
    Finding,
    Modelled,
    PlannedEvaluation,
    PopulationFound,
    StartFound,
)
from village.analytics.planned.further import Further, ReliableFound
from village.analytics.planned.modelling import answering, model
from village.analytics.planned.questions import answer_all
from village.analytics.planned.starting import starts_found
from village.analytics.planned.starts import starts_of
from village.analytics.planned.verdicts import deviation_of, finding_of, within_families
from village.analytics.plans.matching import match, scale_of
from village.analytics.plans.plan import Outcome, Plan
from village.analytics.plans.registration import Receipt, standing
from village.analytics.releases import LocalLedger
from village.analytics.releases.kin import modelled as topic_of_model
from village.analytics.results import ScaleChange, silent
from village.core.version import code_version
from village.statistics.estimators.fit import CannotEstimate


def evaluate_plan(
    snapshot: Snapshot,
    plan: Plan,
    *,
    register: Sequence[Receipt] = (),
    language: str = "fr",
    ledger: LocalLedger | None = None,
) -> PlannedEvaluation:
    """Do what the plan says, and say where that could not be done.

    `register` are the receipts among which the plan's own is looked for (see `plans.registration`); `ledger` knows what
    was drawn from this snapshot before, and notes what is drawn now. Raises
    `InvalidPlan` or `NotAllowed` when the snapshot cannot answer the plan, before anything is looked at.
    """
    match(plan, snapshot.manifest)
    drawn = ledger or LocalLedger.of(snapshot.manifest, plan.audience)
    return _Run(snapshot, plan, language, drawn).evaluation(register)


class _Run:
    """One plan on one snapshot."""

    def __init__(self, snapshot: Snapshot, plan: Plan, language: str, drawn: LocalLedger) -> None:
        self.snapshot, self.plan, self.language = snapshot, plan, language
        self.rules = rules_of(plan)
        self.courses = courses_of(snapshot, plan)
        # Two populations a few parents apart are not both told: one subtraction would find those few.
        self.drawn = drawn
        self.counted = {
            key: drawn.evaluation(course.snapshot, language=language, rules=self.rules)
            for key, course in self.courses.items()
        }
        self.deviations: list[Deviation] = []

    def evaluation(self, register: Sequence[Receipt]) -> PlannedEvaluation:
        manifest = self.snapshot.manifest
        findings = [
            finding for outcome in self.plan.outcomes for finding in self._findings(outcome)
        ]
        further = self._further()
        return PlannedEvaluation(
            plan=self.plan,
            standing=standing(self.plan, register, as_of=manifest.as_of),
            language=self.language,
            audience=self.plan.audience,
            purpose=manifest.purpose,
            snapshot=manifest.hash,
            as_of=manifest.as_of,
            code_version=manifest.code_version,
            evaluated_with=code_version(),
            rules=self.rules,
            populations=tuple(self._population(one.key) for one in self.plan.populations),
            findings=tuple(within_families(findings, self.plan.thresholds.false_discovery_rate)),
            deviations=(*self.deviations, *_refused(further)),
            further=further,
            measurement=self._measurement(),
            starts=tuple(self._starts()),
        )

    def _further(self) -> Further:
        """What is asked beside the outcomes; the parents of each are read once."""

        @cache
        def about(key: str) -> Asked:
            outcome = self.plan.outcome(key)
            return Asked(
                outcome=outcome,
                endpoint=endpoint_of(self.courses[key_of(self.plan, outcome)], outcome),
                scale=scale_of(self.snapshot.manifest, outcome.scale_key),
                audience=self.plan.audience,
                ledger=self.drawn,
            )

        return answer_all(self.plan, about)

    def _measurement(self) -> tuple[ScaleMeasurement, ...]:
        """How well each scale measured: at the plan's baseline and the endpoints, and wherever else its outcomes start."""
        plan = self.plan
        if not plan.measurement:
            return ()
        of_all = {plan.baseline, *(outcome.endpoint for outcome in plan.outcomes)}
        waves = {outcome.scale_key: set(of_all) for outcome in plan.outcomes}
        for outcome in plan.outcomes:
            waves[outcome.scale_key] |= {*plan.starts(outcome).values()}
        found = measurement_report(
            self.snapshot,
            audience=plan.audience,
            scales=waves.keys(),
            waves=set().union(*waves.values()),
            ceiling=plan.thresholds.ceiling,
        )
        return tuple(
            one for one in found if one.wave in waves[one.instrument, one.version, one.scale]
        )

    def _starts(self) -> Iterator[StartFound]:
        """Last of all: no figure is kept back for a count of who has a score."""
        for outcome in self.plan.outcomes:
            if starts_of(self.plan, outcome):
                yield from starts_found(
                    self.courses[key_of(self.plan, outcome)],
                    outcome,
                    audience=self.plan.audience,
                    language=self.language,
                    ledger=self.drawn,
                )

    def _population(self, key: str) -> PopulationFound:
        population, counted = self.plan.population(key), self.counted[key, ()]
        waves = {self.plan.baseline, *self.plan.followups}
        return PopulationFound(
            key=key,
            title=population.titles.get(self.language, key),
            where=population.where,
            reach=counted.reach,
            responses=tuple(r for r in counted.responses if r.wave in waves),
        )

    def _findings(self, outcome: Outcome) -> list[Finding]:
        key = key_of(self.plan, outcome)
        counted = changes_of(self.counted[key], self.plan, outcome)
        refusal = None
        try:
            modelled = model(self.courses[key], outcome, counted)
        except CannotEstimate as error:
            modelled, refusal = {}, str(error)
        if modelled and outcome.model != "paired" and not self._tells_model(outcome):
            counted = [silent(change) for change in counted]
        return [
            self._finding(outcome, change, modelled.get(change.response.wave), refusal)
            for change in counted
        ]

    def _tells_model(self, outcome: Outcome) -> bool:
        """A model may count those who cannot be compared: beside another population's, they must not be a few."""
        fitted = answering(self.courses[key_of(self.plan, outcome)], outcome)
        # Every one is asked: a list, so that none is left untold because another is.
        told = [
            self.drawn.tells(topic_of_model(outcome.instrument, outcome.scale, wave), [names])
            for wave, names in fitted.items()
        ]
        return all(told)

    def _finding(
        self, outcome: Outcome, counted: ScaleChange, modelled: Modelled | None, refusal: str | None
    ) -> Finding:
        finding = finding_of(outcome, counted, modelled)
        if deviation := deviation_of(finding, refusal):
            self.deviations.append(deviation)
        return finding


def _refused(further: Further) -> Iterator[Deviation]:
    """What the plan asked beside its outcomes, and could not be answered."""
    for found in further:
        if not isinstance(found, ReliableFound) and found.refused:
            yield Deviation(
                code="aside", outcome=found.outcome, wave=found.wave, detail=found.refused
            )
