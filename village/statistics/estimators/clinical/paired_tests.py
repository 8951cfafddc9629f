"""The same persons twice: did more cross a cut-off one way than the other, did scores move one way?"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import bdtr, chdtrc, ndtri
from scipy.stats import rankdata, wilcoxon

from village.statistics.arrays import Array
from village.statistics.estimators.fit import LEVEL, CannotEstimate

EXACT_UP_TO = 50  # pairs without tie: beyond, or with ties, the normal approximation, as R does


@dataclass(frozen=True, slots=True, kw_only=True)
class McNemar:
    """Persons who crossed a cut-off one way and the other.

    `difference` is the share after minus the share before, with its interval (Wald with Bonett & Price's 2012 two added
    pairs, J. Educ. Behav. Stat. 37:479); χ² with and without continuity correction, and the exact binomial p.
    """

    n: int
    gained: int
    lost: int
    difference: float
    low: float
    high: float
    chi2: float
    p: float
    chi2_corrected: float
    p_corrected: float
    p_exact: float


def mcnemar(crossings: tuple[tuple[int, int], tuple[int, int]], *, level: float = LEVEL) -> McNemar:
    """McNemar's test of ((no-no, no-yes), (yes-no, yes-yes)), rows before, columns after.

    χ² = (b − c)²/(b + c) (McNemar 1947, Psychometrika 12:153), corrected (|b − c| − 1)²/(b + c) (Edwards 1948).
    Raises `CannotEstimate` when nobody crossed, or for a negative count.
    """
    (neither, gained), (lost, both) = crossings
    if min(neither, gained, lost, both) < 0:
        raise CannotEstimate("A number of persons is negative.")
    n, discordant = neither + gained + lost + both, gained + lost
    if not discordant:
        raise CannotEstimate("Nobody crossed the cut-off in either direction.")
    chi2 = (gained - lost) ** 2 / discordant
    corrected = max(0, abs(gained - lost) - 1) ** 2 / discordant
    low, high = _bonett_price(gained, lost, n, level)
    return McNemar(
        n=n,
        gained=gained,
        lost=lost,
        difference=(gained - lost) / n,
        low=low,
        high=high,
        chi2=chi2,
        p=float(chdtrc(1, chi2)),
        chi2_corrected=corrected,
        p_corrected=float(chdtrc(1, corrected)),
        p_exact=min(1.0, 2 * float(bdtr(min(gained, lost), discordant, 0.5))),
    )


def _bonett_price(gained: int, lost: int, n: int, level: float) -> tuple[float, float]:
    up, down = ((count + 1) / (n + 2) for count in (gained, lost))
    half = float(ndtri((1 + level) / 2)) * sqrt((up + down - (up - down) ** 2) / (n + 2))
    return max(-1.0, up - down - half), min(1.0, up - down + half)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRank:
    """Wilcoxon's signed ranks: V is the sum of the ranks of positive changes.

    `p` is two-sided, `p_greater` and `p_less` one-sided; `rank_biserial` is (V − V⁻)/(V + V⁻), from −1 to 1 (Kerby
    2014). `unchanged` persons are left out, as Wilcoxon did.
    """

    n: int
    unchanged: int
    v: float
    p: float
    p_greater: float
    p_less: float
    is_exact: bool
    rank_biserial: float


def signed_rank(change: Array) -> SignedRank:
    """Wilcoxon (1945, Biometrics Bull. 1:80) on changes (n,): exact without ties, else normal with both corrections.

    Raises `CannotEstimate` for a missing change, or when nobody changed.
    """
    change = np.asarray(change, float)
    if not np.isfinite(change).all():
        raise CannotEstimate("A change is missing: only pairs can be compared.")
    moved = change[change != 0]
    if not (n := len(moved)):
        raise CannotEstimate("Nobody changed: there is no rank to give.")
    ranks = rankdata(np.abs(moved))
    v, total = float(ranks[moved > 0].sum()), n * (n + 1) / 2
    is_exact = n < EXACT_UP_TO and len(moved) == len(change) and len(np.unique(ranks)) == n
    two_sided, above, below = (
        float(
            wilcoxon(
                moved,
                correction=True,
                alternative=side,
                method="exact" if is_exact else "asymptotic",
            ).pvalue
        )
        for side in ("two-sided", "greater", "less")
    )
    return SignedRank(
        n=n,
        unchanged=len(change) - n,
        v=v,
        p=two_sided,
        p_greater=above,
        p_less=below,
        is_exact=is_exact,
        rank_biserial=2 * v / total - 1,
    )
