"""Whether parents who differ at entry, or who came more often, changed differently.

Mean changes between entry and the endpoint of those who answered at both, by least squares with errors robust to
houses (CR2, degrees of freedom of Bell and McCaffrey; approximate Hotelling test of Pustejovsky and Tipton 2018).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from village.analytics.disclosure import Block, Counts, Silence
from village.analytics.planned.endpoints import Asked, Endpoint
from village.analytics.planned.further import (
    ExposureFound,
    LevelFound,
    SubgroupsFound,
    as_estimate,
)
from village.analytics.plans.plan import Exposure, Feature
from village.core.privacy import Audience
from village.statistics.arrays import Array, Mask, Texts
from village.statistics.estimators.columns import indicators
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.linear import INTERCEPT, Regression, regress_rows
from village.statistics.estimators.multiplicity import within_family

# Houses in a subgroup: with one there is no telling how houses differ, with two hardly.
FEWEST = 3


def subgroups_of(about: Asked, by: Feature) -> SubgroupsFound:
    """The change in each subgroup by one feature, and one test that they are all the same."""
    outcome, endpoint, audience = about.outcome, about.endpoint, about.audience
    stayed = endpoint.stayed
    values, houses, groups = (endpoint.named(n)[stayed] for n in (by, "house", "group"))
    counts = {
        str(level): Counts((int((values == level).sum()),), len(set(groups[values == level])))
        for level in np.unique(values)
    }
    block = Block(counts, audience=audience)
    told = _beside_houses(
        [level for level in counts if not block.silence(level)],
        values,
        houses,
        groups,
        audience=audience,
    )
    if not about.tells(*(endpoint.stayed & (endpoint.named(by) == level) for level in told)):
        nothing = tuple(LevelFound(level=level, parents=None, change=None) for level in counts)
        return SubgroupsFound(
            outcome=outcome.key,
            by=by,
            wave=outcome.endpoint,
            levels=nothing,
            silences={"levels": Silence.WAITING},
        )
    places = {level: len(set(houses[values == level])) for level in counts}
    shown = [level for level in told if places[level] >= FEWEST]
    silent = tuple(
        LevelFound(
            level=level, parents=counts[level].parents if level in told else None, change=None
        )
        for level in counts
        if level not in shown
    )
    found = SubgroupsFound(outcome=outcome.key, by=by, wave=outcome.endpoint, levels=silent)
    if len(shown) < 2:
        silences = {"levels": Silence.TOO_FEW} if len(told) < len(counts) else {}
        refused = (
            f"Fewer than two subgroups by {by} have enough parents, of {FEWEST} houses at least."
        )
        return replace(found, silences=silences, refused=refused)
    kept = np.isin(values, shown)
    shown.sort(key=lambda level: (-counts[level].parents, level))
    columns = indicators(by, values[kept].tolist(), levels=shown)
    try:
        fit = regress_rows(columns, endpoint.change[stayed][kept], clusters=houses[kept].tolist())
        test = fit.joint(list(columns))
        terms = [
            fit.contrast({INTERCEPT: 1.0} | ({f"{by}={level}": 1.0} if place else {}))
            for place, level in enumerate(shown)
        ]
    except CannotEstimate as error:
        return replace(found, refused=str(error))
    levels = tuple(
        LevelFound(level=level, parents=counts[level].parents, change=as_estimate(term))
        for level, term in zip(shown, terms, strict=True)
    )
    return replace(
        found,
        levels=(*levels, *silent),
        statistic=test.statistic,
        df=test.df,
        df_residual=test.df_residual,
        p=test.p,
    )


def _beside_houses(
    levels: list[str], values: Texts, houses: Texts, groups: Texts, *, audience: Audience
) -> list[str]:
    """The levels that may be told although houses are: what is left of one without its houses is not a few.

    Houses that belong to one level whole (to a zone, always) are subtracted from it by whoever reads their pages.
    """
    counts = {
        str(house): Counts((int((houses == house).sum()),), len(set(groups[houses == house])))
        for house in np.unique(houses)
    }
    block = Block(counts, audience=audience)
    told = [house for house in counts if not block.silence(house)]

    def is_safe(chosen: Mask) -> bool:
        rest = chosen & ~(np.isin(houses, told) & ~np.isin(houses, houses[~chosen]))
        left = Counts((int(rest.sum()),), len(set(groups[rest])))
        return not rest.any() or (len(set(houses[rest])) > 1 and left.is_enough(audience))

    shown = [level for level in levels if is_safe(values == level)]
    shown.sort(key=lambda level: (-int((values == level).sum()), level))
    while shown and not is_safe(~np.isin(values, shown)):
        shown.pop()
    return shown


def among_all(found: Sequence[SubgroupsFound], *, level: float) -> tuple[SubgroupsFound, ...]:
    """Adjust the subgroup tests of a plan among themselves."""
    p = {str(place): one.p for place, one in enumerate(found) if one.p is not None}
    adjusted = within_family(p, level=level) if p else {}
    return tuple(
        replace(one, adjusted=test.adjusted, rejected=test.rejected)
        if (test := adjusted.get(str(place)))
        else one
        for place, one in enumerate(found)
    )


def exposure_of(about: Asked, asked: Exposure) -> ExposureFound:
    """The difference in change that goes with one more meeting, at the same score at entry: observed, not caused."""
    outcome, endpoint, audience = about.outcome, about.endpoint, about.audience
    found = ExposureFound(outcome=outcome.key, wave=outcome.endpoint)
    attended = _noted(endpoint, audience)
    used = endpoint.stayed & ~np.isnan(attended)
    groups = len(set(endpoint.named("group")[used]))
    if not Counts((int(used.sum()),), groups).is_enough(audience):
        return replace(found, silences={"per_meeting": Silence.TOO_FEW})
    if not about.tells(used):
        return replace(found, silences={"per_meeting": Silence.WAITING})
    meetings, before = attended[used], endpoint.before[used]
    others = {"before": before, **endpoint.indicators(asked.adjusted_for, used)}
    try:
        line = _fitted({"meetings": meetings, **others}, endpoint, used)
        bent = _fitted({"meetings": meetings, "squared": meetings**2, **others}, endpoint, used)
        term, departure = line.contrast({"meetings": 1.0}), bent.joint(["squared"]).p
    except CannotEstimate as error:
        return replace(found, refused=str(error))
    return replace(
        found, parents=int(used.sum()), per_meeting=as_estimate(term), departure=departure
    )


def _noted(endpoint: Endpoint, audience: Audience) -> Array:
    """(n,) meetings; a few of whom nobody noted any presence get the mean of the others, which moves no slope much.

    Left out, they would be what separates this estimate from the change of all.
    """
    stayed, attended = endpoint.stayed, endpoint.meetings
    unknown = stayed & np.isnan(attended)
    known = attended[stayed & ~unknown]
    if not 0 < unknown.sum() < audience.minimum_parents or not len(known):
        return attended
    return np.where(unknown, known.mean(), attended)


def _fitted(columns: Mapping[str, Array], endpoint: Endpoint, used: Mask) -> Regression:
    houses = endpoint.named("house")[used].tolist()
    return regress_rows(columns, endpoint.change[used], clusters=houses)
