"""Least-squares means by wave: what the model expects of persons of given features, at each wave, and their differences.

Features that are not given are held at their mean over the persons who count, so that arms are compared for the same
persons (Searle, Speed & Milliken 1980, Am Stat 34:216; the same as SAS's LSMEANS with OM for covariates).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.degrees import JointTest
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.repeated.design import WaveColumn
from village.statistics.estimators.repeated.fit import WaveFit
from village.statistics.moments.waves import WaveMoments

Values = Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class WaveMeans:
    """The contrasts that are means: `rows[who]` is (T, p), NaN at waves that are not explained."""

    fit: WaveFit
    waves: tuple[str, ...]
    rows: Mapping[str, Array]

    def means(self, who: str) -> dict[str, Term]:
        """The mean of each wave."""
        return self._terms(self._of(who))

    def changes(self, who: str, *, baseline: str) -> dict[str, Term]:
        """Each wave less the baseline."""
        return self._terms(self._of(who) - self._of(who)[self._place(baseline)])

    def differences(self, who: str, other: str) -> dict[str, Term]:
        """At each wave, one less the other."""
        return self._terms(self._of(who) - self._of(other))

    def differences_of_changes(self, who: str, other: str, *, baseline: str) -> dict[str, Term]:
        """How much more one changed from baseline than the other."""
        rows = self._of(who) - self._of(other)
        return self._terms(rows - rows[self._place(baseline)])

    def joint(self, who: str, other: str) -> JointTest:
        """The F test that the two are the same at every wave."""
        rows = self._of(who) - self._of(other)
        return self.fit.joint([row for row in rows if np.isfinite(row).all() and row.any()])

    def _terms(self, rows: Array) -> dict[str, Term]:
        return {
            wave: self.fit.contrast(row)
            for wave, row in zip(self.waves, rows, strict=True)
            if np.isfinite(row).all() and row.any()
        }

    def _of(self, who: str) -> Array:
        if who not in self.rows:
            raise CannotEstimate(f"No mean is asked for '{who}': there are {', '.join(self.rows)}.")
        return self.rows[who]

    def _place(self, wave: str) -> int:
        if wave not in self.waves:
            raise CannotEstimate(f"There is no wave {wave}: there are {', '.join(self.waves)}.")
        return self.waves.index(wave)


def means_by_wave(fit: WaveFit, at: Mapping[str, Values] | None = None) -> WaveMeans:
    """The means of `at`, who → values of features: {"alone": {"single": 1}, "with someone": {"single": 0}}.

    A product such as "armB:age" is the product of its parts. Without `at`, the mean of everybody, named "all".
    """
    usual = _usual(fit)
    for values in (at or {}).values():
        for name in values:
            if name not in usual:
                raise CannotEstimate(
                    f"'{name}' is no feature of this model: there are {', '.join(usual)}."
                )
    rows = {
        who: _rows(fit, {**usual, **values}, values) for who, values in (at or {"all": {}}).items()
    }
    return WaveMeans(fit, fit.moments.waves, rows)


def _rows(fit: WaveFit, values: Values, given: Values) -> Array:
    """(T, p) what each column is worth at each wave."""

    def worth(column: WaveColumn) -> float:
        parts = column.of.split(":")
        if column.of not in given and any(part in given for part in parts):
            return prod(values.get(part, values[column.of]) for part in parts)
        return values[_name(column, fit.moments)]

    rows = np.column_stack([column.over_waves * worth(column) for column in fit.columns])
    explained = np.isin(fit.moments.waves, fit.details["waves"])
    rows[~explained] = np.nan
    return rows


def _name(column: WaveColumn, moments: WaveMoments) -> str:
    return (
        column.of if column.at_wave is None else f"{column.of} at {moments.waves[column.at_wave]}"
    )


def _usual(fit: WaveFit) -> dict[str, float]:
    """The mean of each feature over the persons who count, of each varying column over their rows; 1 for the constant."""
    moments, counts = fit.moments, _who_counts(fit)
    everywhere = list(range(len(moments.waves)))
    found: dict[str, float] = {}
    for column in fit.columns:
        at_waves = everywhere if column.at_wave is None else [column.at_wave]
        is_seen = moments.patterns[:, at_waves]
        if column.of in moments.features:
            at_waves, is_seen = [0], np.ones((len(moments.persons), 1), bool)
        weights = is_seen * counts[:, None]
        places = [column.place(moments, wave) for wave in at_waves]
        total = float((weights * moments.cross[:, 0, places]).sum())
        rows = float(moments.persons @ weights.sum(axis=1))
        found[_name(column, moments)] = total / rows + moments.centre_of(column.of)
    return found


def _who_counts(fit: WaveFit) -> Array:
    """(P,) 1 for patterns of persons whom the model was fitted to."""
    needed = [column.at_wave for column in fit.columns if column.at_wave is not None]
    explained = np.isin(fit.moments.waves, fit.details["waves"])
    patterns = fit.moments.patterns
    were_seen = patterns[:, needed].all(axis=1) & patterns[:, explained].any(axis=1)
    return np.asarray(were_seen, float)
