"""Combinations of coefficients, on a small table whose answers can be worked out by hand."""

import numpy as np
import pytest
from scipy import stats

from village.statistics.estimators.contrasts import (
    PreciseFit,
    differences,
    marginal_means,
    reference_grid,
)
from village.statistics.estimators.degrees import ContrastPrecision, covariance_of_variances
from village.statistics.estimators.fit import CannotEstimate, Term

# Two groups of parents (Anna's of 6, Bilal's of 2), asked before and after: cell means of unequal sizes.
SIZES = {("anna", "t0"): 6, ("anna", "t1"): 6, ("bilal", "t0"): 2, ("bilal", "t1"): 2}
MEANS = {("anna", "t0"): 10.0, ("anna", "t1"): 14.0, ("bilal", "t0"): 6.0, ("bilal", "t1"): 7.0}
VARIANCE, DF = 3.0, 12


def least_squares() -> PreciseFit:
    """score ~ group * wave by least squares: 16 rows, 4 coefficients, residual variance 3."""
    cells = np.array([[1, group == "bilal", wave == "t1", 0] for group, wave in SIZES], float)
    cells[:, 3] = cells[:, 1] * cells[:, 2]
    counts = np.array([*SIZES.values()], float)
    gram = cells.T @ (counts[:, None] * cells)
    phi = VARIANCE * np.linalg.inv(gram)
    names = ("(Intercept)", "bilal", "t1", "bilal:t1")
    estimates = np.linalg.solve(cells, np.array([*MEANS.values()]))
    errors = np.sqrt(np.diagonal(phi))
    return PreciseFit(
        method="least squares",
        criterion=0.0,
        fixed={n: Term.of(e, s, DF) for n, e, s in zip(names, estimates, errors, strict=True)},
        covariance=phi,
        sd={"residual": VARIANCE**0.5},
        n={"rows": int(counts.sum())},
        precision=ContrastPrecision(
            rule="satterthwaite",
            phi=phi,
            first=-gram[None] / VARIANCE**2,
            second=np.zeros((1, 1, 4, 4)),
            variances=covariance_of_variances(np.array([[DF / VARIANCE**2]])),
        ),
    )


def cell(group: str, wave: str) -> list[float]:
    bilal, after = float(group == "bilal"), float(wave == "t1")
    return [1, bilal, after, bilal * after]


def test_a_contrast_has_the_estimate_error_and_df_of_the_means_it_compares():
    change = least_squares().contrast({"t1": 1, "bilal:t1": 1})  # of Bilal's group

    assert change.estimate == pytest.approx(7 - 6)
    assert change.se == pytest.approx(np.sqrt(VARIANCE * (1 / 2 + 1 / 2)))
    assert change.df == pytest.approx(DF)
    assert change.high - change.estimate == pytest.approx(stats.t.ppf(0.975, DF) * change.se)


def test_a_contrast_may_ask_for_another_confidence():
    wide = least_squares().contrast({"t1": 1}, level=0.99)

    assert wide.high - wide.estimate == pytest.approx(stats.t.ppf(0.995, DF) * wide.se)


def test_a_joint_test_is_the_f_of_the_analysis_of_variance():
    fit = least_squares()
    test = fit.joint_of(["t1", "bilal:t1"])

    # each group's own change, which do not share a parent
    expected = (4**2 / (VARIANCE * 2 / 6) + 1**2 / (VARIANCE * 2 / 2)) / 2
    assert (test.hypotheses, test.df) == (2, pytest.approx(DF))
    assert test.statistic == pytest.approx(expected)
    assert test.p == pytest.approx(stats.f.sf(expected, 2, DF))
    assert fit.joint([{"t1": 2}]).statistic == pytest.approx(fit.fixed["t1"].t ** 2)


def test_groups_count_equally_in_a_marginal_mean_whatever_their_size():
    fit = least_squares()
    grid = reference_grid({"group": ("anna", "bilal"), "wave": ("t0", "t1")}, {"age": 31.5})
    design = np.array([cell(str(setting["group"]), str(setting["wave"])) for setting in grid])

    found = marginal_means(fit, grid, design, of=["wave"])

    assert [setting["age"] for setting in grid] == [31.5] * 4
    assert found.means["t0",].estimate == pytest.approx((10 + 6) / 2)
    assert found.means["t1",].estimate == pytest.approx((14 + 7) / 2)
    assert found.means["t0",].se == pytest.approx(np.sqrt(VARIANCE * (1 / 6 + 1 / 2)) / 2)
    change = differences(fit, found)[("t0",), ("t1",)]
    assert change.estimate == pytest.approx(8 - 10.5)
    assert list(marginal_means(fit, grid, design, of=["group", "wave"]).means) == list(MEANS)


def test_weights_that_name_no_coefficient_are_refused():
    with pytest.raises(CannotEstimate, match="'t2' is not one of the coefficients"):
        least_squares().contrast({"t2": 1})
    with pytest.raises(CannotEstimate, match="4 weights"):
        least_squares().contrast(np.ones(3))
