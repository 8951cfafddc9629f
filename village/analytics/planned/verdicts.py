"""What may be concluded: whether there are enough answers, and which tests of a family hold once all are counted."""

from collections.abc import Sequence
from dataclasses import replace

from village.analytics.disclosure import unless_few
from village.analytics.planned.findings import Deviation, Finding, Modelled, Tested, Verdict
from village.analytics.plans.plan import FAMILIES, Outcome
from village.analytics.results import ScaleChange
from village.core.privacy import Audience
from village.statistics.estimators.multiplicity import within_family

FEW = Audience.PUBLIC.minimum_parents


def finding_of(outcome: Outcome, counted: ScaleChange, modelled: Modelled | None) -> Finding:
    """One outcome at one follow-up: its estimate is kept back wherever its counts are."""
    wave = counted.response.wave
    return Finding(
        outcome=outcome.key,
        family=outcome.family,
        model=outcome.model,
        population=outcome.population,
        is_endpoint=wave == outcome.endpoint,
        verdict=verdict_on(counted, modelled),
        counted=counted,
        modelled=None if counted.suppressed or modelled is None else _unless_few(modelled),
    )


def _unless_few(modelled: Modelled) -> Modelled:
    return replace(modelled, left_out=unless_few(modelled.left_out, FEW))


def verdict_on(counted: ScaleChange, modelled: Modelled | None) -> Verdict:
    """Whether there are enough answers to conclude: decided by who could be compared, not by the model."""
    if counted.suppressed:
        return "silent"
    if modelled is None:
        return "not_run"
    has_interval = modelled.change.low is not None
    return "enough" if counted.is_enough and has_interval else "not_enough"


def within_families(findings: Sequence[Finding], level: float) -> list[Finding]:
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


CODES = {"not_run": "not_run", "silent": "silent", "not_enough": "not_enough_answers"}


def deviation_of(finding: Finding, refusal: str | None) -> Deviation | None:
    """What went otherwise than planned for one finding; None when it is not the one concluded upon, or all went well."""
    if not finding.is_endpoint or finding.verdict == "enough":
        return None
    return Deviation(
        code=CODES[finding.verdict],
        outcome=finding.outcome,
        wave=finding.counted.response.wave,
        population=finding.population,
        detail=refusal if finding.verdict == "not_run" else None,
    )
