"""Houses beside the limits of chance: the invented houses of the reference, and houses too small to be placed."""

import csv
from dataclasses import fields

import numpy as np
import pytest

from tests.reference import dataset, stat_case
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.houses.dispersion import winsorised
from village.statistics.estimators.houses.funnel import (
    Funnel,
    HouseCount,
    HouseMean,
    Widening,
    funnel_of_means,
    funnel_of_shares,
)

ORDINARY = {name: HouseCount(count=10, parents=20) for name in ("arles", "brest", "creil")}


@pytest.fixture(scope="module")
def houses() -> dict[str, HouseCount]:
    with dataset("synthetic_funnel.csv").open() as file:
        return {
            row["house"]: HouseCount(count=int(row["r"]), parents=int(row["n"]))
            for row in csv.DictReader(file)
        }


def scores(funnel: Funnel) -> list[float | None]:
    return [point.adjusted for point in funnel.houses.values()]


@pytest.mark.reference
def test_the_spread_of_twenty_houses(houses: dict[str, HouseCount]):
    case = stat_case("funnel_spiegelhalter")
    expected, tolerance = case["outputs"], case["tolerance"]

    found = funnel_of_shares(houses)

    assert found.target == pytest.approx(expected["target"], abs=tolerance)
    assert [p.z for p in found.houses.values()] == pytest.approx(expected["z"], abs=tolerance)
    spread = found.dispersion
    assert spread.raw == pytest.approx(expected["phi_raw"], abs=tolerance)
    assert spread.winsorised == pytest.approx(expected["phi_winsorised"], abs=tolerance)
    assert spread.chi2 == pytest.approx(expected["overdispersed_test_chi2"], abs=tolerance)
    assert spread.p == pytest.approx(expected["overdispersed_p"], abs=tolerance)
    assert spread.tau2 == pytest.approx(expected["tau2_additive"], abs=tolerance)
    assert spread.tau2**0.5 == pytest.approx(expected["tau"], abs=tolerance)
    assert spread.is_over


@pytest.mark.reference
@pytest.mark.parametrize("widening", ["additive", "multiplicative"])
def test_scores_once_houses_differ_more_than_chance(
    houses: dict[str, HouseCount], widening: Widening
):
    case = stat_case("funnel_spiegelhalter")

    found = funnel_of_shares(houses, widening=widening)

    expected = case["outputs"][f"z_{widening}"]
    assert scores(found) == pytest.approx(expected, abs=case["tolerance"])
    outside = [name for name, point in found.houses.items() if point.place != "within"]
    assert outside == case["outputs"][f"outside_998_after_{widening}"]


@pytest.mark.reference
@pytest.mark.parametrize(("level", "key"), [(0.95, "95"), (0.998, "998")])
def test_limits_by_the_normal_distribution(houses: dict[str, HouseCount], level: float, key: str):
    case = stat_case("funnel_spiegelhalter")
    found, parents = funnel_of_shares(houses), [house.parents for house in houses.values()]

    normal = np.column_stack(found.limits(np.array(parents, float), level, widened=False))

    assert normal == pytest.approx(
        np.array(case["outputs"][f"limits_normal_{key}"]), abs=case["tolerance"]
    )
    beyond = [p.z for p in found.houses.values() if p.z is not None and abs(p.z) > 3.0902323]
    assert beyond == case["outputs"]["outside_998_normal"]


@pytest.mark.reference
def test_curves_are_widened_as_houses_are_judged(houses: dict[str, HouseCount]):
    found = funnel_of_shares(houses)
    sizes = np.array([12.0, 340])

    _, high = found.limits(sizes)
    _, alone = found.limits(sizes, widened=False)

    assert (high > alone).all()
    point = found.houses["H20"]
    assert point.value is not None and point.adjusted is not None
    scale = (high[1] - found.target) / 3.0902323
    assert point.adjusted == pytest.approx((point.value - found.target) / scale, rel=1e-6)


def test_houses_that_differ_by_chance_keep_its_limits():
    found = funnel_of_shares({**ORDINARY, "dijon": HouseCount(count=12, parents=20)})

    assert not found.dispersion.is_over
    assert all(point.adjusted == point.z for point in found.houses.values())
    assert found.warnings == ()


def test_a_house_of_nine_parents_has_no_place():
    found = funnel_of_shares({**ORDINARY, "dole": HouseCount(count=9, parents=9)})

    point = found.houses["dole"]
    assert (point.parents, point.value, point.z, point.adjusted, point.place) == (9, *[None] * 4)
    assert found.target == pytest.approx(39 / 69)
    assert "1 houses with fewer than 10 parents" in found.warnings[0]


def test_a_house_far_out_is_seen_and_does_not_hide_itself():
    chance = np.random.default_rng(3)
    ordinary = {f"h{i}": HouseMean(mean=5 + 0.4 * chance.normal(), parents=25) for i in range(20)}

    found = funnel_of_means({**ordinary, "odd": HouseMean(mean=9, parents=25)}, sd=2)

    assert found.houses["odd"].place == "above"
    assert [name for name, p in found.houses.items() if p.place != "within"] == ["odd"]


@pytest.mark.reference
def test_houses_stay_in_the_order_they_came_in(houses: dict[str, HouseCount]):
    shuffled = dict(reversed(houses.items()))

    assert list(funnel_of_shares(shuffled).houses) == list(shuffled)
    assert not {"rank", "order", "position"} & {field.name for field in fields(Funnel)}


def test_quantiles_are_of_type_seven():
    assert list(winsorised(np.arange(1.0, 12))) == [2, *range(2, 11), 10]


@pytest.mark.parametrize(
    ("houses", "sentence"),
    [
        ({"arles": HouseCount(count=3, parents=20)}, "Fewer than two houses"),
        ({**ORDINARY, "dole": HouseCount(count=9, parents=8)}, "more parents than it has"),
        ({"a": HouseCount(count=0, parents=20), "b": HouseCount(count=0, parents=9)}, "or none"),
        ({}, "or none"),
    ],
)
def test_houses_without_a_funnel_are_refused(houses: dict[str, HouseCount], sentence: str):
    with pytest.raises(CannotEstimate, match=sentence):
        funnel_of_shares(houses)


def test_means_without_spread_or_parents_are_refused():
    mean = {"arles": HouseMean(mean=1, parents=20), "brest": HouseMean(mean=2, parents=20)}

    with pytest.raises(CannotEstimate, match="do not differ"):
        funnel_of_means(mean, sd=0)
    with pytest.raises(CannotEstimate, match="No house"):
        funnel_of_means({}, sd=1)
