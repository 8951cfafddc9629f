"""Marginal means of a file, beside those of emmeans (`tests/golden/r/mixed.R`), and on a table one can check by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.reference import dataset
from village.statistics.estimators.degrees import Rule
from village.statistics.estimators.fit import Term
from village.statistics.formulas import InvalidFormula
from village.statistics.scans.means import FileMeans, means_of_file

GOLDEN = Path(__file__).parents[2] / "golden/r/mixed.json"
FORMULA = "y ~ factor(month)*factor(precarity) + sessions"


@pytest.mark.reference
def test_means_by_wave_are_those_of_emmeans():
    found, expected = fitted("satterthwaite", ["month"]), said()["by_wave"]["satterthwaite"]

    assert found.fit.criterion == pytest.approx(said()["criterion"], abs=1e-6)
    for row in expected["means"]:
        close(found.marginal.means[int(row["wave"]),], row, "emmean")
    for row in expected["pairs"]:
        first, second = row["contrast"].replace("wave", "").split(" - ")
        close(found.differences[(int(first),), (int(second),)], row, "estimate")


@pytest.mark.reference
def test_means_by_wave_and_circumstance_are_those_of_emmeans():
    found = fitted("kenward-roger", ["month", "precarity"])

    for row in said()["by_both"]["kenward-roger"]["means"]:
        key = int(row["wave"]), int(row["single"] == "yes")
        close(found.marginal.means[key], row, "emmean")


def fitted(rule: Rule, of: list[str]) -> FileMeans:
    path = dataset("synthetic_peer_support_long.csv")
    return means_of_file(path, FORMULA, of=of, groups="house/group/parent", df=rule)


def said() -> dict[str, Any]:
    waves: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8"))["waves"]
    return waves


def close(term: Term, row: dict[str, Any], value: str) -> None:
    assert term.estimate == pytest.approx(row[value], rel=2e-6)
    assert term.se == pytest.approx(row["SE"], rel=2e-6)
    assert term.df == pytest.approx(row["df"], rel=2e-5)


ROWS = """
arm,single,age,parent,y
groups,yes,31,anna,10
groups,yes,31,anna,14
groups,no,29,bilal,13
groups,no,29,bilal,15
groups,no,35,chloe,17
groups,no,35,chloe,15
later,yes,24,dina,6
later,yes,24,dina,8
later,yes,38,elias,9
later,yes,38,elias,7
later,no,27,fatou,11
later,no,27,fatou,9
"""


def test_words_true_and_false_and_curves_stand_in_a_reference_grid(tmp_path: Path):
    path = tmp_path / "answers.csv"
    path.write_text(ROWS.strip())

    found = means_of_file(path, "y ~ arm + single + log(age)", of=["arm"], groups="parent")

    fixed = found.fit.fixed
    gap = found.differences[("groups",), ("later",)]
    assert gap.estimate == pytest.approx(-fixed["armlater"].estimate)
    assert gap.se == pytest.approx(fixed["armlater"].se)
    # single parents and others count equally; age stands at its mean, 30.67, before its logarithm is taken
    mean = found.marginal.means["groups",].estimate
    expected = fixed["(Intercept)"].estimate + fixed["singleTRUE"].estimate / 2
    assert mean == pytest.approx(expected + fixed["log(age)"].estimate * 3.423176, abs=1e-5)


def test_means_are_told_apart_by_factors_of_the_formula_only(tmp_path: Path):
    path = tmp_path / "answers.csv"
    path.write_text(ROWS.strip())

    with pytest.raises(InvalidFormula, match="'age' is not one: arm"):
        means_of_file(path, "y ~ arm + age", of=["age"], groups="parent")
