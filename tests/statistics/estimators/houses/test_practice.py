"""How results go with the way groups are run: as metafor fits it, and never called an effect."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.houses.practice import PracticeModel, practice_model

SCRIPT = Path(__file__).parents[3] / "golden/r/practice.json"


@pytest.fixture(scope="module")
def r() -> dict[str, Any]:
    return json.loads(SCRIPT.read_text("utf-8"))


def fitted(r: dict[str, Any], *practices: str) -> PracticeModel:
    houses = {name: np.array(column, float) for name, column in r["houses"].items()}
    return practice_model(houses["mean"], houses["se"], {name: houses[name] for name in practices})


def test_it_is_what_metafor_fits(r: dict[str, Any]):
    found, expected = fitted(r, "fidelity", "meetings"), r["with"]

    terms = list(found.fixed.values())
    for ours, name in (("estimate", "estimate"), ("se", "se"), ("low", "low"), ("high", "high")):
        assert [getattr(t, ours) for t in terms] == pytest.approx(expected[name], rel=1e-7)
    assert found.tau2 == pytest.approx(expected["tau2"], rel=1e-6)
    assert found.left_chi2 == pytest.approx(expected["QE"], rel=1e-9)
    assert found.left_p == pytest.approx(expected["QEp"], rel=1e-9)
    assert found.tau2_without == pytest.approx(r["alone"]["tau2"], rel=1e-6)


def test_without_practices_it_is_the_mean_of_houses(r: dict[str, Any]):
    (mean,) = fitted(r).fixed.values()

    assert mean.estimate == pytest.approx(r["alone"]["estimate"], rel=1e-7)
    assert mean.se == pytest.approx(r["alone"]["se"], rel=1e-7)


def test_houses_that_do_not_differ_leave_nothing_to_explain(r: dict[str, Any]):
    alike = np.arange(1, 26) % 2 * 0.01

    found = practice_model(alike, np.array(r["houses"]["se"]), {})

    assert found.tau2 == r["calm_tau2"] == 0
    assert found.explained is None


def test_it_is_an_association_between_houses(r: dict[str, Any]):
    assert fitted(r, "fidelity").warnings[0].startswith("Observational, between houses")
    assert (
        "few for 3 practices"
        in practice_model(
            np.array(r["houses"]["mean"]),
            np.array(r["houses"]["se"]),
            {name: np.array(r["houses"][name]) for name in ("fidelity", "meetings")}
            | {"age": np.arange(25.0) ** 2},
        ).warnings[1]
    )


@pytest.mark.parametrize(
    ("values", "se", "sentence"),
    [
        (np.arange(3.0), np.ones(3), "3 houses are too few"),
        (np.arange(9.0), np.zeros(9), "not positive"),
        (np.append(np.nan, np.arange(8.0)), np.ones(9), "missing"),
    ],
)
def test_too_few_houses_or_unknown_ones_are_refused(values: Array, se: Array, sentence: str):
    with pytest.raises(CannotEstimate, match=sentence):
        practice_model(values, se, {"fidelity": np.arange(float(len(values)))})
