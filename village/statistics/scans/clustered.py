"""One pass over rows that come in clusters: what is left is `ClusteredMoments`, and least squares from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import ibis
import numpy as np

from village.statistics.engine import Engine, Rows, open_rows
from village.statistics.estimators.fit import CannotEstimate, Fit
from village.statistics.estimators.linear import Errors, regress
from village.statistics.formulas import Formula, parse_formula
from village.statistics.formulas.design import Levels
from village.statistics.moments.clustered import CONSTANT, ClusteredMoments
from village.statistics.scans.lines import bordered, products, sums_of, whole
from village.statistics.scans.rows import usable_rows


@dataclass(frozen=True, slots=True, eq=False)
class ClusteredScan:
    """What one scan found: the moments, the columns that explain, the rows left out by reason."""

    moments: ClusteredMoments
    terms: tuple[str, ...]
    left_out: Mapping[str, int]


def scan_clustered(
    rows: Rows, formula: Formula, cluster: str, *, factor_levels: Levels | None = None
) -> ClusteredScan:
    """Sum the rows of a file by the column `cluster`, as least squares with cluster-robust errors needs them.

    `factor_levels` are the levels of factors when the rows are not to say, as for files that will be added to others.
    Raises `InvalidFormula` for an unknown column; `CannotEstimate` when no row can be used, or without intercept.
    """
    usable = usable_rows(rows, formula, {"k0": cluster}, levels=factor_levels)
    if not usable.design.intercept:
        raise CannotEstimate(
            "Least squares by cluster has an intercept: take '0 +' out of the formula."
        )
    table = usable.table
    sums = table.group_by("k0").agg(
        rows=table.count(),
        totals=ibis.array([table[name].sum() for name in usable.columns]),
        sums=products(table, usable.columns),
    )
    found = rows.collect(sums.mutate(k0=sums.k0.cast("string")).order_by("k0"))
    sizes = whole(found, "rows")
    totals = sums_of(found.select(["totals"]).rename_columns(["sums"]))
    moments = ClusteredMoments(
        columns=(CONSTANT, *usable.names),
        weighted=False,
        centre=np.concatenate([[0.0], usable.centre]),
        labels=tuple(found.column("k0").to_pylist()),
        rows=sizes,
        cross=bordered(sums_of(found), np.column_stack([sizes.astype(float), totals])),
    )
    return ClusteredScan(moments, usable.names[:-1], usable.left_out)


def regress_file(
    path: Path | str,
    formula: str,
    *,
    cluster: str,
    errors: Errors = "CR2",
    within: bool = False,
    engine: Engine | str = Engine.DUCKDB,
) -> Fit:
    """Least squares of the rows of a CSV or Parquet file, with errors robust to the clusters a column names.

    `errors` and `within` as `estimators.linear.regress` takes them: "y ~ open + C(period)" with `within` and the
    house as cluster is a difference-in-differences with two-way fixed effects.
    """
    with open_rows(Path(path), engine=engine) as rows:
        scan = scan_clustered(rows, parse_formula(formula), cluster)
    outcome = scan.moments.columns[-1]
    fit = regress(
        scan.moments, outcome=outcome, regressors=scan.terms, errors=errors, within=within
    ).fit()
    return replace(fit, left_out=dict(scan.left_out))
