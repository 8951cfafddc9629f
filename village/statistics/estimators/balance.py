"""How two sets of parents differ, in standard deviations: whatever their number, unlike a test."""

import numpy as np

from village.statistics.arrays import Array


def standardised_difference(one: Array, other: Array) -> float | None:
    """(m₁ − m₀) / √((s₁² + s₀²) / 2), with n − 1 (Austin 2009, Statistics in Medicine 28:3083).

    None with fewer than two parents on a side, or when nobody differs within the sides but the sides do.
    """
    if min(len(one), len(other)) < 2:
        return None
    spread = float(np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / 2))
    gap = float(one.mean() - other.mean())
    if not spread:
        return None if gap else 0.0
    return gap / spread
