"""Do several judges, or several occasions, give the same score? The six intraclass correlations.

Shrout & Fleiss (1979, Psychological Bulletin 86:420): form 1, each target has its own judges; form 2, the same judges,
drawn from many; form 3, these judges and no others. `k`: of the mean of the k judges. A retest after two weeks is
form 2, with two occasions as judges.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtr, fdtri

from village.statistics.estimators.fit import LEVEL, CannotEstimate
from village.statistics.estimators.psychometrics.spread import ItemSpread


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One intraclass correlation, the F test that it is zero, and its interval."""

    value: float
    f: float
    df1: int
    df2: int
    p: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Squares:
    """Mean squares of a targets × judges table, from the covariance of the judges' columns and their means."""

    n: int
    k: int
    between: float  # targets
    judges: float
    error: float

    @property
    def within(self) -> float:
        """Mean square within targets: judges and error together."""
        return (self.judges + (self.n - 1) * self.error) / self.n

    @classmethod
    def of(cls, judges: ItemSpread) -> "_Squares":
        n, k = judges.n, len(judges.items)
        between = float(judges.covariance.sum() / k)
        error = float((np.trace(judges.covariance) - between) / (k - 1))
        return cls(n, k, between, float(n * judges.mean.var(ddof=1)), max(0.0, error))


def agreement(judges: ItemSpread, *, level: float = LEVEL) -> Mapping[str, Agreement]:
    """ICC1, ICC2, ICC3, ICC1k, ICC2k, ICC3k of targets × judges, the judges being the "items".

    Intervals: exact F for forms 1 and 3; for form 2, the approximation of Fleiss & Shrout (1978, Psychometrika 43:259).
    Raises `CannotEstimate` for one judge, two targets or fewer, judges who never disagree in rank or
    level, or targets whose means are all alike.
    """
    if len(judges.items) < 2:
        raise CannotEstimate(f"There is one judge, {judges.items[0]!r}: agreement is between two.")
    if judges.n < 3:
        raise CannotEstimate(
            f"{judges.n} targets were judged by all: agreement needs three at least."
        )
    squares = _Squares.of(judges)
    if squares.error <= 1e-12 * squares.between:
        raise CannotEstimate(
            f"The judges {', '.join(judges.items)} differ by a constant: there is no error to compare with."
        )
    if squares.between <= 1e-12 * squares.error:
        raise CannotEstimate(
            f"Every target has the same mean over {', '.join(judges.items)}: there is nothing for judges to agree on."
        )
    tail = (1 - level) / 2
    single = {
        "ICC1": _one_way(squares, tail),
        "ICC2": _random(squares, tail),
        "ICC3": _fixed(squares, tail),
    }
    return single | {f"{form}k": _of_mean(one, squares.k) for form, one in single.items()}


def _one_way(s: _Squares, tail: float) -> Agreement:
    return _ratio(s, s.within, s.n * (s.k - 1), tail)


def _fixed(s: _Squares, tail: float) -> Agreement:
    return _ratio(s, s.error, (s.n - 1) * (s.k - 1), tail)


def _ratio(s: _Squares, against: float, df2: int, tail: float) -> Agreement:
    """(B − W)/(B + (k − 1) W), whose interval is that of the ratio F = B/W."""
    f, df1 = s.between / against, s.n - 1
    low, high = f / float(fdtri(df1, df2, 1 - tail)), f * float(fdtri(df2, df1, 1 - tail))
    return _agreement(f, df1, df2, *((x - 1) / (x + s.k - 1) for x in (f, low, high)))


def _random(s: _Squares, tail: float) -> Agreement:
    """(B − E)/(B + (k − 1) E + k (J − E)/n)."""
    n, k, b, j, e = s.n, s.k, s.between, s.judges, s.error
    value = (b - e) / (b + (k - 1) * e + k * (j - e) / n)
    ratio, rest = j / e, n * (1 + (k - 1) * value) - k * value
    df = (
        (k - 1) * (n - 1) * (k * value * ratio + rest) ** 2
        / ((n - 1) * (k * value * ratio) ** 2 + rest**2)
    )  # fmt: skip
    noise = k * j + (k * n - k - n) * e
    above, below = float(fdtri(n - 1, df, 1 - tail)), float(fdtri(df, n - 1, 1 - tail))
    low = n * (b - above * e) / (above * noise + n * b)
    high = n * (below * b - e) / (noise + n * below * b)
    return _agreement(b / e, n - 1, (n - 1) * (k - 1), value, low, high)


def _agreement(f: float, df1: int, df2: int, value: float, low: float, high: float) -> Agreement:
    return Agreement(
        value=value, f=f, df1=df1, df2=df2, p=1 - float(fdtr(df1, df2, f)), low=low, high=high
    )


def _of_mean(one: Agreement, k: int) -> Agreement:
    """Spearman and Brown: the correlation of the mean of k judges, and the ends of its interval."""
    value, low, high = (k * r / (1 + (k - 1) * r) for r in (one.value, one.low, one.high))
    return _agreement(one.f, one.df1, one.df2, value, low, high)
