"""Mean and covariance of items: the only thing reliability and factor models read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.moments.items import ItemMoments

ROUNDING = 1e-13  # below this share of its mean square about the centre, the variance of an item is rounding
LAST_DIGIT = 1e-28  # … as it is below this share of its mean square: the square of the last digit of the answers


@dataclass(frozen=True, slots=True, eq=False)
class ItemSpread:
    """The mean (k,) and covariance (k, k), divisor n − 1, of the answers of `n` persons to `items`."""

    items: tuple[str, ...]
    n: int
    mean: Array
    covariance: Array

    @classmethod
    def of_rows(cls, items: Sequence[str], answers: Array) -> "ItemSpread":
        """From answers (n, k) held in memory; a person with a missing answer (NaN) is left out."""
        return complete_spread(ItemMoments.of_rows(items, answers))

    @property
    def sd(self) -> Array:
        """(k,) the standard deviation of each item."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def correlation(self) -> Array:
        """(k, k) the correlations."""
        return self.covariance / np.outer(self.sd, self.sd)

    @property
    def total_sd(self) -> float:
        """The standard deviation of the sum of the items."""
        return float(np.sqrt(self.covariance.sum()))

    def without(self, item: str) -> "ItemSpread":
        """The other items."""
        kept = [i for i, name in enumerate(self.items) if name != item]
        return ItemSpread(
            tuple(self.items[i] for i in kept),
            self.n,
            self.mean[kept],
            self.covariance[np.ix_(kept, kept)],
        )


def complete_spread(moments: ItemMoments) -> ItemSpread:
    """Of the persons who answered every item, all cells together.

    Raises `CannotEstimate` for fewer than two of them, and names an item that all answered alike.
    """
    sums = moments.total().complete[0]
    n = round(float(sums[0, 0]))
    if n < 2:
        raise CannotEstimate(
            f"{n} person answered every item of {', '.join(moments.items)}: a covariance needs two."
        )
    mean = sums[0, 1:] / n
    covariance = (sums[1:, 1:] - n * np.outer(mean, mean)) / (n - 1)
    squares = np.diag(sums)[1:] / n
    return _checked(
        ItemSpread(moments.items, n, mean + moments.centre, covariance), squares, moments.centre
    )


def pairwise_spread(moments: ItemMoments) -> ItemSpread:
    """Each covariance from the persons who answered these two items, as R's `use = "pairwise"`.

    `n` is the smallest number of persons behind an entry, so that what rests on it is not overstated. Raises
    `CannotEstimate` as `complete_spread`, naming the two items.
    """
    whole = moments.total()
    counts = whole.pair_counts[0].astype(float)
    if (counts < 2).any():
        i, j = np.argwhere(counts < 2)[0]
        raise CannotEstimate(
            f"Fewer than two persons answered both {whole.items[i]} and {whole.items[j]}."
        )
    means = whole.pair_sums[0] / counts  # of item i over the persons of the pair
    covariance = (whole.pair_cross[0] - counts * means * means.T) / (counts - 1)
    own = np.diag(means)
    squares = np.diag(whole.pair_cross[0]) / np.diag(counts)
    spread = ItemSpread(whole.items, int(counts.min()), own + whole.centre, covariance)
    return _checked(spread, squares, whole.centre)


def _checked(spread: ItemSpread, squares: Array, centre: Array) -> ItemSpread:
    """`squares` (k,) are the mean squares about `centre` (k,)."""
    if not np.isfinite(spread.covariance).all():
        bad = spread.items[int(np.argmin(np.isfinite(spread.covariance).all(0)))]
        raise CannotEstimate(f"The item {bad!r} has answers too large to be squared.")
    least = np.maximum(ROUNDING * squares, LAST_DIGIT * (squares + centre**2))
    for name, variance, floor in zip(spread.items, np.diag(spread.covariance), least, strict=True):
        if variance <= floor:
            raise CannotEstimate(f"Everybody gave the same answer to the item {name!r}.")
    return spread
