"""What the sums of a set of groups say of change: the mean, its interval, two effect sizes."""

from dataclasses import dataclass

from village.statistics import inference
from village.statistics.arrays import Array
from village.statistics.inference import Estimate
from village.statistics.moments.paired import PairedMoments


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEstimate:
    """Mean scores at both waves and their difference (after − before), for the same parents.

    `mean_change` speaks of houses like these: its interval lets the parents of a house resemble one another.
    `in_these_houses` is the same mean, for other parents and groups of these very houses: its interval lets the
    parents of a group resemble one another, and knows nothing of what makes one house differ from the next. Of one
    house alone, there is only the latter. The effect sizes speak as `mean_change` does; they are corrected for small
    samples (Hedges, exact, parents − 1 degrees of freedom).
    """

    parents: int
    groups: int
    houses: int
    mean_before: float
    mean_after: float
    sd_before: float | None
    sd_after: float | None
    sd_change: float | None
    correlation: float | None
    mean_change: Estimate
    in_these_houses: Estimate
    d_z: Estimate
    d_av: Estimate


def estimate_change(groups: PairedMoments, houses: PairedMoments) -> ChangeEstimate:
    """Estimate change from the sums of each group, and from the same sums by house.

    Raises `ValueError` when nobody is paired: there is nothing to estimate.
    """
    n = float(groups.parents.sum())
    if not n:
        raise ValueError("nobody was scored at both waves")
    places = houses if len(houses.parents) > 1 else groups
    before = _Spread(places.parents, places.sum_before, places.square_before)
    after = _Spread(places.parents, places.sum_after, places.square_after)
    change = _Spread(places.parents, places.sum_change, places.square_change)
    return ChangeEstimate(
        parents=int(n),
        groups=len(groups.parents),
        houses=len(houses.parents),
        mean_before=before.mean,
        mean_after=after.mean,
        sd_before=before.sd,
        sd_after=after.sd,
        sd_change=change.sd,
        correlation=_correlation(before, after, change),
        mean_change=_mean_change(change),
        in_these_houses=_mean_change(
            _Spread(groups.parents, groups.sum_change, groups.square_change)
        ),
        d_z=_effect(change, change),
        d_av=_effect(change, before, after),
    )


class _Spread:
    """Mean and standard deviation of one column of scores, and how much each place makes them what they are."""

    def __init__(self, sizes: Array, sums: Array, squares: Array) -> None:
        self.sizes, self.sums, self.squares = sizes, sums, squares
        self.n = float(sizes.sum())
        self.mean = float(sums.sum() / self.n)
        self.sd = inference.sample_sd(self.n, float(sums.sum()), float(squares.sum()))

    @property
    def residuals(self) -> Array:
        """Sum of deviations from the mean, by place."""
        return self.sums - self.sizes * self.mean

    @property
    def influence(self) -> Array:
        """Sum over each place of the parents' linearised influence on the standard deviation."""
        if not self.sd:
            return 0 * self.sizes
        around = self.squares - 2 * self.mean * self.sums + self.sizes * self.mean**2
        return (around - self.sizes * around.sum() / self.n) / (2 * self.sd)


def _mean_change(change: _Spread) -> Estimate:
    if change.sd is None:
        return Estimate(value=change.mean, reason="one_parent")
    if change.sd == 0:
        return Estimate(value=change.mean, reason="no_spread")
    return inference.clustered(change.mean, change.sizes, change.residuals)


def _effect(change: _Spread, *units: _Spread) -> Estimate:
    """Mean change in units of the mean of these standard deviations: d_z with the change's own, d_av with both waves'.

    Its interval counts the uncertainty of the unit too: the ratio is linearised (delta method) and its influence
    summed by place, so that it is robust to houses (or groups) exactly as the mean is.
    """
    sds = [unit.sd for unit in units if unit.sd is not None]
    if len(sds) < len(units):
        return Estimate(reason="one_parent")
    if not (scale := sum(sds) / len(sds)):
        return Estimate(reason="no_spread")
    if (corrected := inference.hedges_correction(int(change.n) - 1)) is None:
        return Estimate(reason="two_parents")
    influence = sum((unit.influence for unit in units), 0 * change.sizes) / len(units)
    residuals = change.residuals / scale - change.mean / scale**2 * influence
    return inference.clustered(change.mean / scale, change.sizes, residuals).times(corrected)


def _correlation(before: _Spread, after: _Spread, change: _Spread) -> float | None:
    if before.sd is None or after.sd is None or change.sd is None:
        return None
    return inference.correlation(sd_before=before.sd, sd_after=after.sd, sd_change=change.sd)
