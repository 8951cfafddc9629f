"""How the outcome goes with meetings attended: the invented network of the reference, and bands that are empty."""

import csv

import numpy as np
import pytest

from tests.reference import dataset, stat_case
from village.statistics.estimators.causal.exposure import ExposureResponse, exposure_response
from village.statistics.estimators.fit import CannotEstimate, Fit


@pytest.fixture(scope="module")
def found() -> ExposureResponse:
    with dataset("synthetic_peer_support_wide.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["y_m12"] not in ("", "NA")]
    entry, later, sessions = (
        np.array([float(row[name]) for row in rows]) for name in ("y_m0", "y_m12", "sessions")
    )
    return exposure_response(
        later - entry,
        sessions,
        edges=[5, 11],
        adjusted_for={"y_m0": entry},
        knots=[8, 12],
        boundary=(2, 20),
        name="sessions",
    )


def estimates(fit: Fit) -> list[float]:
    return [term.estimate for term in fit.fixed.values()]


@pytest.mark.reference
def test_the_straight_line_and_the_parabola(found: ExposureResponse):
    expected, tolerance = (
        stat_case("dose_response")["outputs"],
        stat_case("dose_response")["tolerance"],
    )

    assert found.linear.n["rows"] == expected["n"]
    assert estimates(found.linear) == pytest.approx(list(expected["linear"].values()), tolerance)
    errors = [term.se for term in found.linear.fixed.values()]
    assert errors == pytest.approx(list(expected["linear_se"].values()), tolerance)
    p = [term.p for term in found.linear.fixed.values()]
    assert p == pytest.approx(list(expected["linear_p"].values()), tolerance)
    assert estimates(found.quadratic) == pytest.approx(list(expected["quad"].values()), tolerance)
    p = [term.p for term in found.quadratic.fixed.values()]
    assert p == pytest.approx(list(expected["quad_p"].values()), tolerance)


@pytest.mark.reference
def test_the_spline_and_its_departure_from_the_line(found: ExposureResponse):
    expected, tolerance = (
        stat_case("dose_response")["outputs"],
        stat_case("dose_response")["tolerance"],
    )

    assert found.residual_squares["spline"] == pytest.approx(expected["spline_rss"], tolerance)
    assert found.residual_squares["linear"] == pytest.approx(expected["linear_rss"], tolerance)
    assert found.departure.statistic == pytest.approx(expected["spline_vs_linear_F"], tolerance)
    assert found.departure.p == pytest.approx(expected["spline_vs_linear_p"], tolerance)


@pytest.mark.reference
def test_the_bands_and_their_trend(found: ExposureResponse):
    expected, tolerance = (
        stat_case("dose_response")["outputs"],
        stat_case("dose_response")["tolerance"],
    )

    assert list(found.band_counts.values()) == list(expected["band_counts"].values())
    assert estimates(found.bands) == pytest.approx(list(expected["bands"].values()), tolerance)
    assert found.trend.estimate == pytest.approx(expected["trend_slope"], tolerance)
    assert found.trend.p == pytest.approx(expected["trend_p"], tolerance)


@pytest.mark.reference
def test_it_is_never_called_an_effect(found: ExposureResponse):
    assert found.warnings[0].startswith("Observational")
    assert "'up to 5' of sessions has 6 parents" in found.warnings[1]


def test_parents_of_a_group_may_resemble_one_another():
    chance = np.random.default_rng(2)
    group = np.repeat(np.arange(30), 10)
    sessions = chance.integers(0, 20, 300).astype(float)
    outcome = 0.2 * sessions + chance.normal(size=30)[group] + chance.normal(size=300)

    found = exposure_response(outcome, sessions, edges=[6, 12], clusters=group)

    assert found.linear.n == {"rows": 300, "clusters": 30}
    assert found.linear.fixed["exposure"].low < 0.2 < found.linear.fixed["exposure"].high
    assert "HTZ" in found.departure.method


@pytest.mark.parametrize(
    ("edges", "sentence"),
    [([30], "one band"), ([8, 5], "do not increase"), ([], "do not increase")],
)
def test_bands_that_cut_nothing_are_refused(edges: list[float], sentence: str):
    sessions = np.arange(40.0) % 20

    with pytest.raises(CannotEstimate, match=sentence):
        exposure_response(sessions**2, sessions, edges=edges)
