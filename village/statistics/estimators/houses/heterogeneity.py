"""Whether a change, or a difference, is not the same for all: tested once per circumstance, all of them counted.

A subgroup's own p-value says nothing of how it differs from the others (Assmann et al. 2000, Lancet 355:1064), so what
is tested is the interaction, all levels at once, and each p-value is adjusted within the family of circumstances the
plan names (Benjamini & Hochberg 1995).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.columns import indicators, joined
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.linear import INTERCEPT, Regression, regress_rows
from village.statistics.estimators.multiplicity import Adjusted, Procedure, within_family
from village.statistics.estimators.sandwich import JointTest


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroup:
    """One level of a circumstance: how many parents, and the change or difference among them."""

    parents: int
    estimate: Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """One circumstance: its levels, in the order given, and whether they differ."""

    levels: Mapping[str, Subgroup]
    test: JointTest
    among: Adjusted


@dataclass(frozen=True, slots=True, kw_only=True)
class Heterogeneity:
    """A family of circumstances, what could not be tested and why."""

    circumstances: Mapping[str, Circumstance]
    untested: Mapping[str, str]
    method: str


def heterogeneity(
    outcome: Array,
    circumstances: Mapping[str, Sequence[Any] | Array],
    *,
    clusters: Sequence[Any] | Array | None = None,
    exposure: Array | None = None,
    adjusted_for: Mapping[str, Array] | None = None,
    level: float = 0.05,
    procedure: Procedure = "benjamini-hochberg",
) -> Heterogeneity:
    """Test whether the mean of `outcome` (a change), or the coefficient of `exposure` on it, differs by circumstance.

    All arrays are (n,), without missing values ("unknown" may be a level). Each circumstance has its own model:
    outcome on exposure × level and `adjusted_for`; CR2 errors and HTZ test with `clusters`, classical ones without.
    A circumstance with a single level, or a level too small to be told apart, is among the `untested`; the adjustment
    counts those tested.
    """
    others = dict(adjusted_for or {})
    fitted: dict[str, tuple[dict[str, Subgroup], JointTest]] = {}
    untested: dict[str, str] = {}
    for name, values in circumstances.items():
        model = _Model(name, np.asarray(values), None if exposure is None else np.asarray(exposure))
        try:
            fitted[name] = model.fit(outcome, others, clusters)
        except CannotEstimate as reason:
            untested[name] = str(reason)
    family = within_family(
        {name: test.p for name, (_, test) in fitted.items()}, level=level, procedure=procedure
    )
    return Heterogeneity(
        circumstances={
            name: Circumstance(levels=levels, test=test, among=family[name])
            for name, (levels, test) in fitted.items()
        },
        untested=untested,
        method=f"interaction tests, {procedure} within {len(fitted)} circumstances at {level:g}",
    )


class _Model:
    """Outcome on one circumstance, alone or crossed with an exposure."""

    def __init__(self, name: str, values: np.ndarray[Any, Any], exposure: Array | None) -> None:
        self.name, self.values, self.exposure = name, values, exposure
        self.levels = [str(level) for level in np.unique(values)]
        self.base = INTERCEPT if exposure is None else "exposure"

    def fit(
        self,
        outcome: Array,
        others: Mapping[str, Array],
        clusters: Sequence[Any] | Array | None,
    ) -> tuple[dict[str, Subgroup], JointTest]:
        if len(self.levels) < 2:
            raise CannotEstimate(f"Every parent has the same {self.name!r}.")
        apart = indicators(self.name, self.values.astype(str), levels=self.levels)
        # around their means, so that the mean of a level is that of parents like all others
        columns = joined(apart, {name: column - column.mean() for name, column in others.items()})
        tested = list(apart)
        if self.exposure is not None:
            crossed = {f"exposure:{name}": column * self.exposure for name, column in apart.items()}
            columns = joined({"exposure": self.exposure}, crossed, columns)
            tested = list(crossed)
        fitted = regress_rows(columns, outcome, clusters=clusters)
        return self._subgroups(fitted, tested), fitted.joint(tested)

    def _subgroups(self, fitted: Regression, tested: list[str]) -> dict[str, Subgroup]:
        weights = [{self.base: 1.0}, *({self.base: 1.0, name: 1.0} for name in tested)]
        terms = fitted.contrasts(weights)
        return {
            level: Subgroup(parents=int((self.values.astype(str) == level).sum()), estimate=term)
            for level, term in zip(self.levels, terms, strict=True)
        }
