"""How houses spread around the change of all: whether more than chance makes them, without naming any.

Never a league table: a house with few parents is far from the mean by chance, and the limits of the funnel say how
far. Points carry no name, and only houses whose figure may be shown to this audience are points.
"""

import numpy as np

from village.analytics.disclosure import Block, Counts, Silence
from village.analytics.planned.endpoints import Asked
from village.analytics.planned.further import FunnelFound, FunnelPoint
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.houses.funnel import (
    ALARM,
    WARNING,
    HouseMean,
    funnel_of_means,
)

CURVE = 24  # sizes of houses at which the limits are given


def funnel_of(about: Asked) -> FunnelFound:
    """The mean change of each house that may be shown, beside the limits of chance for its size."""
    outcome, endpoint, audience = about.outcome, about.endpoint, about.audience
    stayed = endpoint.stayed
    names, groups = endpoint.named("house")[stayed], endpoint.named("group")[stayed]
    change = endpoint.change[stayed]
    counts = {
        str(house): Counts((int((names == house).sum()),), len(set(groups[names == house])))
        for house in np.unique(names)
    }
    block = Block(counts, audience=audience)
    shown = [house for house in counts if not block.silence(house)]
    if len(shown) < 2:
        return FunnelFound(
            outcome=outcome.key, wave=outcome.endpoint, silences={"houses": Silence.TOO_FEW}
        )
    if not about.tells(*(endpoint.stayed & (endpoint.named("house") == house) for house in shown)):
        return FunnelFound(
            outcome=outcome.key, wave=outcome.endpoint, silences={"houses": Silence.WAITING}
        )
    means = {
        h: HouseMean(mean=float(change[names == h].mean()), parents=counts[h].parents)
        for h in shown
    }
    within = sum(float(((change[names == h] - means[h].mean) ** 2).sum()) for h in shown)
    parents = sum(counts[h].parents for h in shown)
    try:
        funnel = funnel_of_means(means, sd=float(np.sqrt(within / (parents - len(shown)))))
    except CannotEstimate as error:
        return FunnelFound(outcome=outcome.key, wave=outcome.endpoint, refused=str(error))
    points = sorted(
        (point.parents, point.value) for point in funnel.houses.values() if point.value is not None
    )
    sizes = np.unique(np.linspace(points[0][0], points[-1][0], CURVE).round())
    low, high = funnel.limits(sizes, ALARM)
    inner_low, inner_high = funnel.limits(sizes, WARNING)
    return FunnelFound(
        outcome=outcome.key,
        wave=outcome.endpoint,
        target=funnel.target,
        more_than_chance=funnel.dispersion.is_over,
        points=tuple(FunnelPoint(parents=n, change=value) for n, value in points),
        outside=sum(point.place in ("below", "above") for point in funnel.houses.values()),
        sizes=tuple(sizes.tolist()),
        limits=tuple(zip(low.tolist(), high.tolist(), strict=True)),
        inner_limits=tuple(zip(inner_low.tolist(), inner_high.tolist(), strict=True)),
    )
