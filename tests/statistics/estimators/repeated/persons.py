"""Persons seen at planned waves, summed in the plainest way, and the same likelihood written with full matrices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from village.statistics.arrays import Array, IntArray
from village.statistics.estimators.repeated import WaveColumn
from village.statistics.moments.waves import WaveMoments


@dataclass(frozen=True)
class Persons:
    """Outcomes (n, T), NaN where a person was not seen; features (n,); varying columns (n, T); the group of each."""

    times: Sequence[float]
    outcome: Array
    features: Mapping[str, Array]
    varying: Mapping[str, Array]
    house: IntArray | None = None
    group: IntArray | None = None

    @property
    def seen(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        return ~np.isnan(self.outcome)

    def chosen(self, which: Array) -> "Persons":
        """Some of them."""
        return replace(
            self,
            outcome=self.outcome[which],
            features={name: values[which] for name, values in self.features.items()},
            varying={name: values[which] for name, values in self.varying.items()},
            house=None if self.house is None else self.house[which],
            group=None if self.group is None else self.group[which],
        )

    def moments(self, *, centred: bool = True) -> WaveMoments:
        """Their sums."""
        n, waves = self.outcome.shape
        columns = [*self.varying.values(), self.outcome]
        features = np.column_stack([np.ones(n), *self.features.values()])
        centre = np.zeros(features.shape[1] + len(columns))
        if centred:
            means = [np.nanmean(np.where(self.seen, column, np.nan)) for column in columns]
            centre = np.array([0, *features.mean(axis=0)[1:], *means])
        w = np.hstack([features, *(np.where(self.seen, column, 0) for column in columns)])
        shifts = [centre[: features.shape[1]], np.repeat(centre[features.shape[1] :], waves)]
        holds = np.hstack([np.ones_like(features), *(self.seen for _ in columns)])
        w = w - np.concatenate(shifts) * holds
        patterns, pattern = np.unique(self.seen, axis=0, return_inverse=True)
        pattern = pattern.reshape(-1)
        found = WaveMoments(
            person="parent",
            features=("1", *self.features),
            varying=tuple(self.varying),
            outcome="y",
            waves=tuple(f"{time:g}" for time in self.times),
            times=np.array(self.times, float),
            centre=centre,
            patterns=patterns,
            persons=np.bincount(pattern),
            cross=np.array([w[pattern == p].T @ w[pattern == p] for p in range(len(patterns))]),
        )
        return found if self.group is None else self._in_groups(found, w, pattern)

    def _in_groups(self, found: WaveMoments, w: Array, pattern: IntArray) -> WaveMoments:
        assert self.house is not None and self.group is not None
        houses, house = np.unique(self.house, return_inverse=True)
        groups, first, group = np.unique(self.group, return_index=True, return_inverse=True)
        cells, cell = np.unique(group * len(found.persons) + pattern, return_inverse=True)
        return replace(
            found,
            levels=("house", "group"),
            labels=(houses.astype(str), groups.astype(str)),
            above=(house[first],),
            cell_unit=cells // len(found.persons),
            cell_pattern=cells % len(found.persons),
            cell_persons=np.bincount(cell),
            cell_sums=np.array([w[cell == c].sum(axis=0) for c in range(len(cells))]),
        )


def dense_criterion(
    persons: Persons, columns: Sequence[WaveColumn], sigma: Array, tau: Array, *, restricted: bool
) -> float:
    """−2 log (restricted) likelihood, from the covariance matrix of all rows."""
    person, wave = np.nonzero(persons.seen)
    values = {"1": np.ones(len(persons.outcome)), **persons.features}
    x = np.column_stack(
        [
            column.over_waves[wave]
            * (
                values[column.of][person]
                if column.of in values
                else persons.varying[column.of][person, wave]
            )
            for column in columns
        ]
    )
    v = sigma[np.ix_(wave, wave)] * (person[:, None] == person)
    for variance, unit in zip(tau, (persons.house, persons.group), strict=False):
        assert unit is not None
        v = v + variance * (unit[person][:, None] == unit[person])
    y = persons.outcome[person, wave]
    weighted = np.linalg.solve(v, np.column_stack([x, y]))
    beta = np.linalg.solve(x.T @ weighted[:, :-1], x.T @ weighted[:, -1])
    residual = y - x @ beta
    value = len(y) * np.log(2 * np.pi) + np.linalg.slogdet(v)[1]
    value += residual @ np.linalg.solve(v, residual)
    if restricted:
        value += np.linalg.slogdet(x.T @ weighted[:, :-1])[1] - x.shape[1] * np.log(2 * np.pi)
    return float(value)


def drawn(seed: int, *, persons: int = 24, waves: int = 3, groups: int = 6) -> Persons:
    """Persons of a small invented programme, some of them missed at some waves."""
    chance = np.random.default_rng(seed)
    group = chance.integers(0, groups, persons)
    house = group // 2
    times = np.cumsum(chance.integers(1, 4, waves)).astype(float)
    age = chance.normal(30, 4, persons)
    sleep = chance.normal(6, 1, (persons, waves))
    own, shared = chance.normal(0, 2, (persons, 1)), chance.normal(0, 1, groups)[group][:, None]
    outcome = (
        20 + 0.3 * times + own + shared + 0.5 * sleep + chance.normal(0, 1.5, (persons, waves))
    )
    outcome[chance.random((persons, waves)) < 0.25] = np.nan
    known = Persons(times, outcome, {"age": age}, {"sleep": sleep}, house, group)
    return known.chosen(np.flatnonzero(known.seen.any(axis=1)))


def all_columns(persons: Persons) -> list[WaveColumn]:
    """Intercept, time, age, age × time, and a column of each wave."""
    times = np.array(persons.times)
    return [
        WaveColumn("(Intercept)", np.ones_like(times)),
        WaveColumn("time", times),
        WaveColumn("age", np.ones_like(times), "age"),
        WaveColumn("time:age", times, "age"),
        WaveColumn("sleep", np.ones_like(times), "sleep"),
    ]


def programme(*, persons: int = 400, effect: float = -2.0, seed: int = 5) -> Persons:
    """Two arms alike at baseline; from then on one of them is `effect` lower; a third of later answers are missed."""
    chance = np.random.default_rng(seed)
    arm = (np.arange(persons) % 2).astype(float)
    own = chance.normal(0, 3, (persons, 1))
    means = np.array([20.0, 18, 17]) + effect * arm[:, None] * np.array([0, 1, 1])
    outcome = means + own + chance.normal(0, 2, (persons, 3))
    outcome[:, 1:][chance.random((persons, 2)) < 0.33] = np.nan
    return Persons([0, 3, 6], outcome, {"arm": arm, "age": chance.normal(30, 4, persons)}, {})
