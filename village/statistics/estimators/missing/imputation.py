"""Several plausible completions of a table with gaps, by chained equations: each column drawn from the others, in turn.

van Buuren & Groothuis-Oudshoorn (2011), J. Statistical Software 45(3). Each column is y = Xβ + u_cluster + e given the
others; β, the variances and u are drawn from their posterior, so that the tables differ as much as the truth is
unknown. Valid when leaving depends on what the table holds (missing at random); `sensitivity` asks what otherwise.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular

from village.statistics.arrays import Array, IntArray
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.missing.pooling import Pooled, pool_terms

Draw = Literal["match", "normal"]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
RIDGE = 1e-5  # of each predictor's sum of squares: predictors that repeat one another share their coefficient
DONORS = 5
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Imputations:
    """The completed tables, which of their values are imputed, and the path of the means of those (times, rounds)."""

    tables: tuple[Mapping[str, Array], ...]
    missing: Mapping[str, Mask]
    path: Mapping[str, Array]
    method: str
    warnings: tuple[str, ...]


def impute(
    columns: Mapping[str, Array],
    *,
    times: int,
    seed: int,
    rounds: int = 10,
    draw: Mapping[str, Draw] | Draw = "match",
    clusters: Sequence[Any] | Array | None = None,
) -> Imputations:
    """Complete a table `times` times; the same seed gives the same tables.

    Parameters
    ----------
    columns
        (n,) each, NaN where missing.
    draw
        For each incomplete column or for all: "match" takes the value of one of the five parents whose expected value
        is nearest (predictive mean matching, Little 1988, JBES 6:287: never an impossible score); "normal" draws from the model.
    clusters
        Groups or houses: each column then has a random intercept per cluster, drawn by Gibbs (Schafer & Yucel 2002),
        and the others' cluster means among its predictors, so that completed parents resemble their group too.

    Raises `CannotEstimate` when nothing is missing, or too few parents have a column.
    """
    table = _Table({name: np.asarray(column, float) for name, column in columns.items()}, clusters)
    table.check(times)
    chances = [np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(times)]
    drawn = [_chain(table, chance, rounds, draw) for chance in chances]
    path = {name: np.array([means[name] for _, means in drawn]) for name in table.incomplete}
    intercepts = " with a random intercept by cluster" if clusters is not None else ""
    return Imputations(
        tables=tuple(completed for completed, _ in drawn),
        missing={name: table.missing[name] for name in table.incomplete},
        path=path,
        method=f"{times} imputations by chained equations{intercepts}, {rounds} rounds, seed {seed}",
        warnings=tuple(table.warnings(times)),
    )


def estimate_each(
    imputations: Imputations, estimate: Callable[[Mapping[str, Array]], Term]
) -> Pooled:
    """Estimate in each completed table, and pool."""
    return pool_terms([estimate(table) for table in imputations.tables])


class _Table:
    """The columns, what is missing, and which rows stand in which cluster."""

    def __init__(
        self, columns: Mapping[str, Array], clusters: Sequence[Any] | Array | None
    ) -> None:
        self.columns = columns
        self.missing: dict[str, Mask] = {name: np.isnan(c) for name, c in columns.items()}
        gaps = {name: int(mask.sum()) for name, mask in self.missing.items() if mask.any()}
        self.incomplete = sorted(gaps, key=lambda name: gaps[name])
        self.rows = len(next(iter(columns.values()), ()))
        self.cluster: IntArray | None = None
        if clusters is not None:
            self.cluster = np.unique(np.asarray(clusters), return_inverse=True)[1].astype(np.int64)

    def check(self, times: int) -> None:
        if times < 2:
            raise CannotEstimate(
                "At least two imputations are needed to say what imputing changes."
            )
        if not self.incomplete:
            raise CannotEstimate("Nothing is missing: there is nothing to impute.")
        for name in self.incomplete:
            known = self.columns[name][~self.missing[name]]
            if len(known) < len(self.columns) + DONORS or not np.ptp(known) > 0:
                raise CannotEstimate(
                    f"Too few parents have {name!r}, or all the same: it cannot be imputed."
                )

    def warnings(self, times: int) -> list[str]:
        shares = {name: float(self.missing[name].mean()) for name in self.incomplete}
        said = [
            f"{share:.0%} of {name!r} is missing: most of it is the model's."
            for name, share in shares.items()
            if share > HALF
        ]
        worst = max(shares.values())
        if times < 100 * worst:
            said.append(
                f"{times} imputations are few for {worst:.0%} missing: the interval depends on the seed."
            )
        return said

    def predictors(self, name: str, current: Mapping[str, Array]) -> Array:
        """A constant, the other columns, and their cluster means where they vary within clusters."""
        others = [column for other, column in current.items() if other != name]
        if self.cluster is not None:
            means = [_spread_mean(column, self.cluster) for column in others]
            others += [
                mean
                for mean, column in zip(means, others, strict=True)
                if not np.allclose(mean, column)
            ]
        x = np.column_stack([np.ones(self.rows), *others])
        scale = np.abs(x - np.append(0, x[:, 1:].mean(axis=0))).max(axis=0)
        x[:, 1:] -= x[:, 1:].mean(axis=0)
        return x / np.where(scale > 0, scale, 1.0)


@dataclass(slots=True)
class _Intercepts:
    """The random intercepts of one column, kept from one round to the next."""

    of_cluster: Array
    variance: float


def _chain(
    table: _Table, chance: np.random.Generator, rounds: int, draw: Mapping[str, Draw] | Draw
) -> tuple[dict[str, Array], dict[str, list[float]]]:
    current = dict(table.columns)
    for name in table.incomplete:
        known = current[name][~table.missing[name]]
        current[name] = current[name].copy()
        current[name][table.missing[name]] = chance.choice(known, int(table.missing[name].sum()))
    intercepts: dict[str, _Intercepts] = {}
    means: dict[str, list[float]] = {name: [] for name in table.incomplete}
    for _ in range(rounds):
        for name in table.incomplete:
            how = draw if isinstance(draw, str) else draw.get(name, "match")
            gap, x = table.missing[name], table.predictors(name, current)
            drawn = _redraw(table, name, x, how, chance, intercepts)
            current[name] = np.where(gap, 0.0, table.columns[name])
            current[name][gap] = drawn
            means[name].append(float(drawn.mean()))
    return current, means


def _redraw(
    table: _Table,
    name: str,
    x: Array,
    how: Draw,
    chance: np.random.Generator,
    intercepts: dict[str, _Intercepts],
) -> Array:
    """New values for the gaps of one column, given the others as they now stand."""
    gap = table.missing[name]
    known = ~gap
    y = table.columns[name][known]
    shift = np.zeros(table.rows)
    if table.cluster is not None:
        own = intercepts.setdefault(name, _Intercepts(np.zeros(table.cluster.max() + 1), 0.0))
        shift = own.of_cluster[table.cluster]
    fitted, drawn, residual = _draw_regression(x[known], y - shift[known], chance)
    if table.cluster is not None:
        left = y - x[known] @ drawn
        _draw_intercepts(own, left, table.cluster[known], residual, chance)
        shift = own.of_cluster[table.cluster]
    expected = x[gap] @ drawn + shift[gap]
    if how == "normal":
        return expected + np.sqrt(residual) * chance.standard_normal(len(expected))
    return _match(x[known] @ fitted + shift[known], y, expected, chance)


def _draw_regression(x: Array, y: Array, chance: np.random.Generator) -> tuple[Array, Array, float]:
    """β̂, a draw of β and of σ² (Rubin 1987, p. 167): σ² = RSS / χ²(n − p), β ~ N(β̂, σ² (XᵀX)⁻¹)."""
    cross = x.T @ x
    cross[np.diag_indices_from(cross)] *= 1 + RIDGE
    cross += RIDGE * np.eye(len(cross))
    factor = cho_factor(cross)
    fitted: Array = cho_solve(factor, x.T @ y)
    squares = float(((y - x @ fitted) ** 2).sum())
    residual = squares / chance.chisquare(max(len(y) - x.shape[1], 1))
    noise = solve_triangular(factor[0], chance.standard_normal(len(fitted)))
    return fitted, fitted + np.sqrt(residual) * noise, residual


def _draw_intercepts(
    own: _Intercepts, left: Array, cluster: IntArray, residual: float, chance: np.random.Generator
) -> None:
    """u ~ N(τ² Σr / (n τ² + σ²), τ² σ² / (n τ² + σ²)), then τ² from u: one step of Gibbs, in place."""
    count = len(own.of_cluster)
    sizes = np.bincount(cluster, minlength=count)
    sums = np.bincount(cluster, weights=left, minlength=count).astype(np.float64)
    variance = own.variance or _spread_between(left, sizes, sums)
    below = sizes * variance + residual
    spread = np.sqrt(variance * residual / below)
    own.of_cluster = variance * sums / below + spread * chance.standard_normal(count)
    own.variance = float((own.of_cluster**2).sum() / chance.chisquare(count))


def _spread_between(left: Array, sizes: IntArray, sums: Array) -> float:
    """Where τ² starts: its estimate by analysis of variance, at least a hundredth of the whole."""
    seen = sizes[sizes > 0]
    between = float((sums[sizes > 0] ** 2 / seen).sum())
    inside = (float((left**2).sum()) - between) / max(len(left) - len(seen), 1)
    typical = (len(left) - float((seen**2).sum()) / len(left)) / max(len(seen) - 1, 1)
    estimate = (between / max(len(seen) - 1, 1) - inside) / max(typical, 1.0)
    return max(estimate, 0.01 * float((left**2).mean()))


def _match(fitted: Array, values: Array, expected: Array, chance: np.random.Generator) -> Array:
    """For each expected value, the value of one of the five parents whose fitted value is nearest."""
    order = np.argsort(fitted, kind="stable")
    ranked = fitted[order]
    near = np.searchsorted(ranked, expected)[:, None] + np.arange(-DONORS, DONORS)
    inside = (near >= 0) & (near < len(ranked))
    near = np.clip(near, 0, len(ranked) - 1)
    distance = np.where(inside, np.abs(ranked[near] - expected[:, None]), np.inf)
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :DONORS]
    picked = nearest[np.arange(len(expected)), chance.integers(0, DONORS, len(expected))]
    return values[order[near[np.arange(len(expected)), picked]]]


def _spread_mean(column: Array, cluster: IntArray) -> Array:
    means: Array = np.bincount(cluster, weights=column) / np.bincount(cluster)
    return means[cluster]
