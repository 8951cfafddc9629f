"""How small a change still matters to those who changed? By what they say of it: an anchor.

An anchor is a question asked after: are you better than before, and how much? Its codes grow with improvement: −1 worse,
0 the same, 1 a little better, 2 better, 3 much better. The spread of scores tells what can be told from noise,
not what matters (Terwee et al. 2021, Qual. Life Res. 30:2729). Values are in points of the score, in its own direction:
on a scale where lower is better, an improvement is negative.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from village.core.direction import Direction
from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate

ENOUGH = (
    0.3  # Revicki et al. (2008, J. Clin. Epidemiol. 61:102): an anchor that correlates less is none
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorBased:
    """What persons who say they are a little better have in common.

    Attributes
    ----------
    n
        Persons with a change and an anchor.
    mean_little, mean_same, difference
        Mean change of those a little better, of those the same, and the first minus the second.
    best_cut
        The improvement (positive) that best separates those who say they are better: it maximises sensitivity +
        specificity − 1 (Youden 1950), and is the smallest of the best.
    sensitivity, specificity, auc
        At that cut; and the area under the whole curve.
    correlation
        Spearman's, between anchor and improvement.
    warnings
        Sentences: an anchor that hardly follows the change is no anchor.
    """

    n: int
    n_little: int
    n_same: int
    mean_little: float
    mean_same: float
    difference: float
    best_cut: float
    sensitivity: float
    specificity: float
    auc: float
    correlation: float
    warnings: tuple[str, ...]


def by_anchor(
    change: Array, anchor: Array, *, higher_is: Direction, little: int = 1, same: int = 0
) -> AnchorBased:
    """The anchor-based values, from the change (n,) and anchor (n,) of each person (Jaeschke et al. 1989).

    Those whose anchor is `little` or more say they are better, all others that they are not. Raises `CannotEstimate`
    for a missing value, when nobody chose one of the two codes, or when all changed alike.
    """
    change, anchor = np.asarray(change, float), np.asarray(anchor, float)
    if not (np.isfinite(change).all() and np.isfinite(anchor).all()):
        raise CannotEstimate(
            "A change or an anchor is missing: leave that person out, and count them."
        )
    groups = {"little better": change[anchor == little], "the same": change[anchor == same]}
    for name, members in groups.items():
        if not len(members):
            raise CannotEstimate(
                f"Nobody says to be {name} (anchor {little if name[0] == 'l' else same})."
            )
    gain = change if higher_is == "better" else -change
    if np.ptp(gain) == 0:
        raise CannotEstimate(f"All changed by {change[0]:g}: no cut separates anybody.")
    cut, sensitivity, specificity = _youden(gain, anchor >= little)
    rho = float(np.corrcoef(rankdata(gain), rankdata(anchor))[0, 1])
    mean_little, mean_same = (float(members.mean()) for members in groups.values())
    return AnchorBased(
        n=len(change),
        n_little=len(groups["little better"]),
        n_same=len(groups["the same"]),
        mean_little=mean_little,
        mean_same=mean_same,
        difference=mean_little - mean_same,
        best_cut=cut,
        sensitivity=sensitivity,
        specificity=specificity,
        auc=_auc(gain, anchor >= little),
        correlation=rho,
        warnings=()
        if rho >= ENOUGH
        else (f"The anchor hardly follows the change (Spearman {rho:.2f}, below {ENOUGH}).",),
    )


def _youden(
    gain: Array, better: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[float, float, float]:
    cuts = np.unique(gain)
    sensitivity = np.array([(gain[better] >= cut).mean() for cut in cuts])
    specificity = np.array([(gain[~better] < cut).mean() for cut in cuts])
    best = int(np.argmax(sensitivity + specificity))
    return float(cuts[best]), float(sensitivity[best]), float(specificity[best])


def _auc(gain: Array, better: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
    """The chance that someone better improved more than someone not, ties for half (Mann & Whitney)."""
    ranks, n = rankdata(gain), int(better.sum())
    return float((ranks[better].sum() - n * (n + 1) / 2) / (n * (len(gain) - n)))
