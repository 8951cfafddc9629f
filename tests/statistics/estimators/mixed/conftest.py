"""The public data sets of the reference material, as moments."""

import csv

import numpy as np
import pytest

from tests import reference
from tests.statistics.estimators.mixed.rows import nested_moments
from village.statistics.arrays import Array
from village.statistics.moments.nested import NestedMoments


def rows_of(name: str, outcome: str) -> list[dict[str, str]]:
    """The rows of a data set whose outcome is there."""
    with reference.dataset(name).open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row[outcome] not in ("", "NA")]


def numbers(rows: list[dict[str, str]], *names: str) -> dict[str, Array]:
    return {name: np.array([float(row[name]) for row in rows]) for name in names}


def units(rows: list[dict[str, str]], *names: str) -> dict[str, list[str]]:
    return {name: [row[name] for row in rows] for name in names}


@pytest.fixture(scope="session")
def sleepstudy() -> NestedMoments:
    rows = rows_of("lme4_sleepstudy.csv", "Reaction")
    return nested_moments(numbers(rows, "Days", "Reaction"), units(rows, "Subject"))


@pytest.fixture(scope="session")
def dyestuff() -> NestedMoments:
    rows = rows_of("lme4_Dyestuff.csv", "Yield")
    return nested_moments(numbers(rows, "Yield"), units(rows, "Batch"))


@pytest.fixture(scope="session")
def dyestuff2() -> NestedMoments:
    rows = rows_of("lme4_Dyestuff2.csv", "Yield")
    return nested_moments(numbers(rows, "Yield"), units(rows, "Batch"))


@pytest.fixture(scope="session")
def programme() -> NestedMoments:
    """480 parents in 48 groups of 12 houses, up to four waves."""
    rows = rows_of("synthetic_peer_support_long.csv", "y")
    columns = numbers(rows, "month", "sessions", "precarity", "primiparous")
    columns["month:sessions"] = columns["month"] * columns["sessions"]
    columns |= numbers(rows, "y")
    return nested_moments(columns, units(rows, "house", "group", "parent"))
