"""What a model fitted to a file expects for each value of some factors: marginal means, and their differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa

from village.statistics.arrays import Array
from village.statistics.engine import Engine, Rows, open_rows
from village.statistics.estimators.contrasts import (
    MarginalMeans,
    Setting,
    differences,
    marginal_means,
    reference_grid,
)
from village.statistics.estimators.degrees import Rule
from village.statistics.estimators.fit import Term
from village.statistics.estimators.mixed import MixedFit, fit_nested
from village.statistics.estimators.mixed.fitting import Method
from village.statistics.formulas import (
    Column,
    Formula,
    compile_design,
    nested_levels,
    parse_formula,
)
from village.statistics.formulas.design import Level, factors_of
from village.statistics.formulas.errors import InvalidFormula
from village.statistics.scans.nested import scan_nested
from village.statistics.scans.rows import usable_rows


@dataclass(frozen=True, slots=True, eq=False)
class FileMeans:
    """The fit, the mean for each combination of the factors asked for, and the difference of every pair of them."""

    fit: MixedFit
    marginal: MarginalMeans
    differences: Mapping[tuple[tuple[object, ...], tuple[object, ...]], Term]


def means_of_file(
    path: Path | str,
    formula: str,
    *,
    of: Sequence[str],
    groups: str | None = None,
    method: Method = "REML",
    df: Rule = "satterthwaite",
    engine: Engine | str = Engine.DUCKDB,
    relative: bool = False,
) -> FileMeans:
    """Fit a mixed model to a file, as `fit_file` does, and give its marginal means.

    Parameters
    ----------
    of
        Columns of the file that the formula takes as factors: the means are told apart by these. Other factors count
        equally, whatever their numbers of rows; numbers stand at their mean over the rows used.

    Raises
    ------
    DomainError
        As `fit_file`, and for a name in `of` that is no factor of the formula.
    """
    said = parse_formula(formula)
    levels = nested_levels(said, groups)
    with open_rows(Path(path), engine=engine) as rows:
        _refuse_numbers(of, factors_of(said, rows.table))
        scan = scan_nested(rows, said, levels, relative=relative)
        fit = fit_nested(scan.moments, method=method, df=df, terms=scan.terms)
        grid = _grid(rows, said, levels)
        design = _design(rows, said, grid)
    means = marginal_means(fit, grid, design, of=of)
    return FileMeans(fit, means, differences(fit, means))


def _refuse_numbers(of: Sequence[str], factors: Sequence[str]) -> None:
    for name in of:
        if name not in factors:
            raise InvalidFormula(
                f"Means are told apart by factors of the formula, and '{name}' is not one: "
                f"{', '.join(factors) or 'it has none'}."
            )


def _grid(rows: Rows, formula: Formula, keys: Sequence[str]) -> list[dict[str, object]]:
    """The levels of each factor, and each number at its mean, over the rows that the model is fitted to."""
    table, factors = rows.table, factors_of(formula, rows.table)
    outcome = formula.outcome.columns
    numbers = [name for name in formula.variables if name not in (*factors, *outcome)]
    usable = usable_rows(
        rows,
        formula,
        {f"k{place}": name for place, name in enumerate(keys)},
        summed=lambda _: [Column(name, table[name].cast("float64")) for name in numbers],
    )
    columns = usable.columns[:-1]
    found = usable.table.agg(count=usable.count, **{z: usable.table[z].mean() for z in columns})
    shifts = rows.collect(found).to_pylist()[0]
    means = {
        name: float(middle) + shifts[z]
        for name, middle, z in zip(numbers, usable.centre, columns, strict=False)
    }
    return reference_grid(usable.design.levels, means)


def _design(rows: Rows, formula: Formula, grid: Sequence[Setting]) -> Array:
    """(G, p) the columns of the formula for each setting, worked out by the engine as they are for rows."""
    settings = pa.Table.from_pylist(
        [
            {**setting, **dict.fromkeys(formula.outcome.columns, 0.0), "place": place}
            for place, setting in enumerate(grid)
        ]
    )
    table = ibis.memtable(settings)
    levels: dict[str, list[Level]] = {
        name: list(dict.fromkeys(settings.column(name).to_pylist()))
        for name in factors_of(formula, table)
    }
    design = compile_design(formula, table, levels)
    values = rows.collect(
        table.select("place", **{f"z{i}": column.value for i, column in enumerate(design.columns)})
    ).sort_by("place")
    columns = [values.column(name).to_numpy() for name in values.column_names[1:]]
    ones = [np.ones(len(grid))] if design.intercept else []
    return np.column_stack([*ones, *columns])
