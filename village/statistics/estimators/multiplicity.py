"""Many tests of one family: what each p-value becomes once all of them are counted.

Which tests form a family is decided in the plan, before the results are seen; here they are only adjusted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate

Procedure = Literal["benjamini-hochberg", "benjamini-yekutieli", "bonferroni", "hochberg", "holm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """One test of a family: its p-value alone, its p-value among the others, and whether it is rejected."""

    p: float
    adjusted: float
    rejected: bool


def adjust(p: Array | Sequence[float], procedure: Procedure = "benjamini-hochberg") -> Array:
    """(m,) adjusted p-values, in the order given.

    With p(1) ≤ … ≤ p(m):

    - Bonferroni: m p;
    - Holm (1979): max over j ≤ i of (m − j + 1) p(j), the family-wise error whatever the dependence;
    - Hochberg (1988): min over j ≥ i of (m − j + 1) p(j), under positive dependence;
    - Benjamini–Hochberg (1995): min over j ≥ i of m p(j) / j, the false discovery rate under positive dependence;
    - Benjamini–Yekutieli (2001): the same times Σ 1/j, whatever the dependence.

    Raises `CannotEstimate` when a p-value is missing or outside 0 to 1: a test that could not be made is not in the
    family.

    >>> [round(float(q), 3) for q in adjust([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    values = np.asarray(p, dtype=float)
    if not np.all((values >= 0) & (values <= 1)):
        raise CannotEstimate("A p-value to adjust is missing, or is not between 0 and 1.")
    order = np.argsort(values, kind="stable")
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(1.0, _PROCEDURES[procedure](values[order]))
    return adjusted


def within_family(
    p: Mapping[str, float], *, level: float = 0.05, procedure: Procedure = "benjamini-hochberg"
) -> dict[str, Adjusted]:
    """Each named test of one family, rejected when its adjusted p-value is at most `level`."""
    adjusted = adjust(list(p.values()), procedure)
    return {
        name: Adjusted(p=alone, adjusted=float(among), rejected=bool(among <= level))
        for (name, alone), among in zip(p.items(), adjusted, strict=True)
    }


def _ranks(p: Array) -> Array:
    return np.arange(1.0, len(p) + 1)


def _step_up(p: Array) -> Array:
    """The smallest of each value and those after it."""
    return np.minimum.accumulate(p[::-1])[::-1]


def _benjamini_hochberg(p: Array) -> Array:
    return _step_up(p * len(p) / _ranks(p))


_PROCEDURES: Mapping[Procedure, Callable[[Array], Array]] = {
    "benjamini-hochberg": _benjamini_hochberg,
    "benjamini-yekutieli": lambda p: _benjamini_hochberg(p) * (1 / _ranks(p)).sum(),
    "bonferroni": lambda p: p * len(p),
    "hochberg": lambda p: _step_up(p * _ranks(p)[::-1]),
    "holm": lambda p: np.maximum.accumulate(p * _ranks(p)[::-1]),
}
