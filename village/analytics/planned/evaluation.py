"""The whole plan on a snapshot: counted, modelled, tested within its families, and compared with what was planned."""

from collections.abc import Sequence
from dataclasses import replace

from ibis.expr.types import Table

from village.analytics.engine import Snapshot
from village.analytics.estimators.fit import CannotEstimate
from village.analytics.estimators.multiplicity import within_family
from village.analytics.evaluation import evaluate
from village.analytics.planned.findings import (
    Deviation,
    Finding,
    Modelled,
    PlannedEvaluation,
    PopulationFound,
    Tested,
    Verdict,
)
from village.analytics.planned.modelling import Course, model
from village.analytics.planned.people import answered_waves, members, people
from village.analytics.plans.matching import match
from village.analytics.plans.plan import FAMILIES, Outcome, Plan, Population
from village.analytics.plans.registration import Receipt, standing
from village.analytics.results import Rules, ScaleChange
from village.core.version import code_version


def evaluate_plan(
    snapshot: Snapshot, plan: Plan, *, register: Sequence[Receipt] = (), language: str = "fr"
) -> PlannedEvaluation:
    """Do what the plan says, and say where that could not be done.

    `register` are the receipts among which the plan's own is looked for (see `plans.registration`). Raises
    `InvalidPlan` or `NotAllowed` when the snapshot cannot answer the plan, before anything is looked at.
    """
    match(plan, snapshot.manifest)
    return _Run(snapshot, plan, language).evaluation(register)


class _Run:
    """One plan on one snapshot."""

    def __init__(self, snapshot: Snapshot, plan: Plan, language: str) -> None:
        self.snapshot, self.plan, self.language = snapshot, plan, language
        limits = plan.thresholds
        self.rules = Rules(
            minimum_paired_share=limits.minimum_paired_share,
            few_houses=limits.few_houses,
            few_groups=limits.few_groups,
            ceiling=limits.ceiling,
        )
        self.deviations: list[Deviation] = []
        everyone = snapshot.keep(people(snapshot, baseline=plan.baseline))
        self.courses = {
            population.key: self._course(population, everyone) for population in plan.populations
        }
        self.counted = {
            key: evaluate(
                course.snapshot, audience=plan.audience, language=language, rules=self.rules
            )
            for key, course in self.courses.items()
        }

    def evaluation(self, register: Sequence[Receipt]) -> PlannedEvaluation:
        manifest = self.snapshot.manifest
        findings = [
            finding for outcome in self.plan.outcomes for finding in self._findings(outcome)
        ]
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
            populations=tuple(self._population(key) for key in self.courses),
            findings=tuple(_within_families(findings, self.plan.thresholds.false_discovery_rate)),
            deviations=tuple(self.deviations),
        )

    def _course(self, population: Population, everyone: Table) -> Course:
        chosen = everyone
        if population.where:
            chosen = self.snapshot.keep(members(everyone, population))
        snapshot = self.snapshot.of(chosen)
        return Course(self.plan, population, chosen, snapshot, answered_waves(snapshot, chosen))

    def _population(self, key: str) -> PopulationFound:
        population, counted = self.plan.population(key), self.counted[key]
        waves = {self.plan.baseline, *self.plan.followups}
        return PopulationFound(
            key=key,
            title=population.titles.get(self.language, key),
            where=population.where,
            reach=counted.reach,
            responses=tuple(r for r in counted.responses if r.wave in waves),
        )

    def _findings(self, outcome: Outcome) -> list[Finding]:
        counted = [
            change
            for change in self.counted[outcome.population].changes
            if (change.instrument, change.version, change.scale) == outcome.scale_key
            and change.response.wave in self.plan.followups
        ]
        refusal = None
        try:
            modelled = model(self.courses[outcome.population], outcome, counted)
        except CannotEstimate as error:
            modelled, refusal = {}, str(error)
        return [
            self._finding(outcome, change, modelled.get(change.response.wave), refusal)
            for change in counted
        ]

    def _finding(
        self, outcome: Outcome, counted: ScaleChange, modelled: Modelled | None, refusal: str | None
    ) -> Finding:
        wave = counted.response.wave
        finding = Finding(
            outcome=outcome.key,
            family=outcome.family,
            model=outcome.model,
            population=outcome.population,
            is_endpoint=wave == outcome.endpoint,
            verdict=_verdict(counted, modelled),
            counted=counted,
            modelled=None if counted.suppressed else modelled,
        )
        if finding.is_endpoint and finding.verdict != "enough":
            code = {"not_run": "not_run", "silent": "silent", "not_enough": "not_enough_answers"}
            self.deviations.append(
                Deviation(
                    code=code[finding.verdict],
                    outcome=outcome.key,
                    wave=wave,
                    population=outcome.population,
                    detail=refusal if finding.verdict == "not_run" else None,
                )
            )
        return finding


def _verdict(counted: ScaleChange, modelled: Modelled | None) -> Verdict:
    """Whether there are enough answers to conclude: decided by who could be compared, not by the model."""
    if counted.suppressed:
        return "silent"
    if modelled is None:
        return "not_run"
    has_interval = modelled.change.low is not None
    return "enough" if counted.is_enough and has_interval else "not_enough"


def _within_families(findings: Sequence[Finding], level: float) -> list[Finding]:
    """Adjust the tests of each family among themselves; only those that are concluded upon are tests."""
    adjusted: dict[str, Tested] = {}
    for family in FAMILIES:
        p = {
            finding.outcome: finding.modelled.change.p
            for finding in findings
            if finding.family == family and finding.is_endpoint and finding.verdict == "enough"
            if finding.modelled and finding.modelled.change.p is not None
        }
        if p:
            adjusted |= {
                key: Tested(
                    p=test.p, adjusted=test.adjusted, rejected=test.rejected, family_size=len(p)
                )
                for key, test in within_family(p, level=level).items()
            }
    return [
        replace(finding, tested=adjusted.get(finding.outcome)) if finding.is_endpoint else finding
        for finding in findings
    ]
