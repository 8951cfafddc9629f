"""Whether a conclusion depends on who left, and how many parents moved by more than error of measurement."""

from dataclasses import replace

import numpy as np

from village.analytics.disclosure import Counts, Silence
from village.analytics.manifest import ScaleNote
from village.analytics.planned.endpoints import Asked
from village.analytics.planned.further import (
    EntryGap,
    ReliableFound,
    SensitivityFound,
    as_estimate,
)
from village.analytics.plans.plan import Reliability, Sensitivity
from village.analytics.results import Share
from village.statistics.estimators.clinical.reliable_change import Cited, ReliableChange
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.missing.attrition import (
    attrition_table,
    retention_weights,
    weighted_mean,
)
from village.statistics.estimators.missing.sensitivity import find_tipping_point, pattern_mixture
from village.statistics.inference import wilson_interval


def sensitivity_of(about: Asked, asked: Sensitivity) -> SensitivityFound:
    """The observed change, the change weighted for those who left, and how it would have to be otherwise."""
    outcome, endpoint, audience = about.outcome, about.endpoint, about.audience
    found = SensitivityFound(outcome=outcome.key, wave=outcome.endpoint)
    stayed, houses = endpoint.stayed, endpoint.named("house").tolist()
    counts = Counts((int(stayed.sum()), int((~stayed).sum())), len(set(endpoint.named("group"))))
    if not counts.is_enough(audience):
        return replace(found, silences={"weighted": Silence.TOO_FEW})
    if not about.tells(stayed, ~stayed, np.ones(len(stayed), dtype=bool)):
        return replace(found, silences={"weighted": Silence.WAITING})
    everyone = np.ones(len(stayed), dtype=bool)
    known = {"before": endpoint.before} | endpoint.indicators(
        asked.known_at_entry, everyone, fewest=audience.minimum_parents
    )
    found = replace(found, asked=counts.parents, stayed=counts.cells[0])
    try:
        observed = weighted_mean(endpoint.change, stayed.astype(float), clusters=houses)
        weights = retention_weights(known, stayed.astype(float))
        weighted = weighted_mean(endpoint.change, weights.weights, clusters=houses)
    except CannotEstimate as error:
        return replace(found, refused=str(error))
    gaps = attrition_table(known, stayed.astype(float)).at_entry
    found = replace(
        found,
        observed=as_estimate(observed),
        weighted=as_estimate(weighted),
        effective=weights.summary.effective,
        gaps=tuple(
            EntryGap(name=gap.name, standardised=gap.standardised)
            for gap in gaps
            if gap.standardised is not None
        ),
    )
    return _tipped(found, observed, about.scale) if asked.tipping_point else found


def _tipped(found: SensitivityFound, observed: Term, scale: ScaleNote) -> SensitivityFound:
    """Move those who left towards worse, by the whole range of the scale at most, until zero is in the interval."""
    assert found.stayed is not None and found.asked is not None
    retained, enrolled = found.stayed, found.asked
    worse = -1 if scale.higher_is == "better" else 1
    reach = scale.highest - scale.lowest

    def shifted(delta: float) -> Term:
        return pattern_mixture(observed, retained=retained, enrolled=enrolled, delta=delta)

    tipped = find_tipping_point(shifted, lowest=-reach, highest=reach)
    if not tipped.sure:
        return replace(found, nothing_to_tip=True)
    tipping = None if tipped.delta is None else worse * tipped.delta
    return replace(found, nothing_to_tip=False, tipping=tipping)


def reliable_of(about: Asked, rule: Reliability) -> ReliableFound:
    """The shares of parents who moved by more than error, by the numbers that the plan cites."""
    outcome, endpoint = about.outcome, about.endpoint
    threshold = ReliableChange(
        sd=Cited(rule.sd, rule.sd_source),
        reliability=Cited(rule.reliability, rule.reliability_source),
    ).threshold
    gain = endpoint.change * (
        1 if about.scale.higher_is == "better" else -1
    )  # NaN for those who left
    better, worse = gain > threshold, gain < -threshold
    who = (better, endpoint.stayed & ~better & ~worse, worse)
    cells = tuple(int(part.sum()) for part in who)
    groups = len(set(endpoint.named("group")[endpoint.stayed]))
    silence = None
    if not Counts(cells, groups).is_enough(about.audience):
        silence = Silence.TOO_FEW
    elif not about.tells_who_moved(*who, ~better & endpoint.stayed, endpoint.stayed):
        silence = Silence.WAITING
    shares = (None,) * 3 if silence else tuple(_share(cell, sum(cells)) for cell in cells)
    return ReliableFound(
        outcome=outcome.key,
        wave=outcome.endpoint,
        rule=rule,
        threshold=threshold,
        improved=shares[0],
        unchanged=shares[1],
        worsened=shares[2],
        silences={"directions": silence} if silence else {},
    )


def _share(count: int, total: int) -> Share:
    low, high = wilson_interval(count, total)
    return Share(count=count, total=total, share=count / total, low=low, high=high)
