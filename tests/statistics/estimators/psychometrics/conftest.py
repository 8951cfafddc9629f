"""Questionnaires whose reliability is published, and what R says of them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.reference import dataset
from village.statistics.arrays import Array
from village.statistics.estimators.psychometrics.spread import ItemSpread

R = Path(__file__).parents[3] / "golden/r/measurement.json"
ATTITUDE = ("rating", "complaints", "privileges", "learning", "raises", "critical", "advance")
AGREEABLE = ("A1", "A2", "A3", "A4", "A5")


@pytest.fixture(scope="session")
def r() -> dict[str, Any]:
    """What lavaan, psych and MASS said (tests/golden/r/measurement.R)."""
    return json.loads(R.read_text("utf-8"))


@pytest.fixture(scope="session")
def attitude() -> ItemSpread:
    """Thirty departments, seven questions."""
    return ItemSpread.of_rows(ATTITUDE, read("attitude.csv", ATTITUDE))


@pytest.fixture(scope="session")
def agreeable() -> Array:
    """Five answers of 2 800 persons, some missing, the first turned round."""
    answers = read("psych_bfi.csv", AGREEABLE)
    answers[:, 0] = 7 - answers[:, 0]
    return answers


@pytest.fixture(scope="session")
def genders() -> list[str]:
    return ["men" if code == 1 else "women" for code in read("psych_bfi.csv", ("gender",))[:, 0]]


@pytest.fixture(scope="session")
def ages() -> list[str]:
    years = read("psych_bfi.csv", ("age",))[:, 0]
    return ["a" if age < 20 else "b" if age < 35 else "c" for age in years]


def read(name: str, columns: tuple[str, ...]) -> Array:
    """Some columns of a data set; NaN where it says NA."""
    with dataset(name).open() as file:
        header = [title.strip('"') for title in file.readline().strip().split(",")]
        wanted = [header.index(column) for column in columns]
        return np.genfromtxt(file, delimiter=",", usecols=wanted, ndmin=2)


def one_factor_answers(
    *, n: int, loadings: list[float], seed: int = 1, shift: Array | None = None
) -> Array:
    """Answers of n persons to items that share one factor and leave half a unit of their own."""
    rng = np.random.default_rng(seed)
    factor = rng.normal(0, 1, (n, 1))
    own = rng.normal(0, 0.7, (n, len(loadings)))
    return factor * np.array(loadings) + own + (0 if shift is None else shift)
