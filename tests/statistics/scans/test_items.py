"""One pass over a file of answers gives the sums that one would make by hand, with everybody who is left out counted."""

from pathlib import Path

import numpy as np
import pytest

from tests.reference import dataset, stat_case
from village.statistics.arrays import Array
from village.statistics.engine import open_rows
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.psychometrics.consistency import consistency
from village.statistics.estimators.psychometrics.spread import complete_spread, pairwise_spread
from village.statistics.scans.answers import file_answers
from village.statistics.scans.items import scan_items

ITEMS = ("A1", "A2", "A3", "A4", "A5")


@pytest.mark.reference
def test_a_file_with_a_column_per_item_is_read_as_well(agreeable_file: Path):
    case = stat_case("alpha_bfi_agreeableness_reverse")
    with open_rows(agreeable_file) as rows:
        answers = file_answers(
            rows, ITEMS, reversed_items=["A1"], lowest=1, highest=6, by=["gender"]
        )
        found = scan_items(rows, answers)

    pairwise = consistency(pairwise_spread(found.moments))
    assert pairwise.alpha == pytest.approx(case["outputs"]["raw_alpha_pairwise"], abs=1e-9)
    assert found.moments.respondents.sum() == case["outputs"]["n_listwise"]
    assert found.left_out == {"an item without answer": 91}


@pytest.fixture
def agreeable_file() -> Path:
    return dataset("psych_bfi.csv")


def written(folder: Path, text: str) -> Path:
    path = folder / "answers.csv"
    path.write_text(text)
    return path


def test_a_mean_of_a_million_and_a_spread_of_a_hundredth_keep_their_digits(tmp_path: Path):
    rng = np.random.default_rng(3)
    answers: Array = 1e6 + 0.01 * (rng.normal(size=(500, 1)) + rng.normal(size=(500, 3)))
    lines = "\n".join(",".join(f"{x:.9f}" for x in row) for row in answers)
    with open_rows(written(tmp_path, f"a,b,c\n{lines}\n")) as rows:
        found = scan_items(rows, file_answers(rows, ["a", "b", "c"])).moments

    exact = np.cov(np.round(answers, 9) - 1e6, rowvar=False)
    assert complete_spread(found).covariance == pytest.approx(exact, rel=1e-8)


def test_an_answer_that_is_no_number_is_missing(tmp_path: Path):
    with open_rows(written(tmp_path, "a,b\n1,2\nnan,3\n2,inf\n4,5\n")) as rows:
        found = scan_items(rows, file_answers(rows, ["a", "b"]))

    assert found.moments.respondents.tolist() == [2]
    assert found.left_out == {"an item without answer": 2}


@pytest.mark.parametrize(
    ("text", "asked", "reason"),
    [
        ("a,b\n1,2\n", {"items": ["a", "c"]}, "no column 'c'"),
        ("a,b\n1,2\n", {"items": ["a", "b"], "by": ["language"]}, "no column 'language'"),
        ("a,b\n1,2\n", {"items": ["a", "a"]}, "each named once"),
        ("a,b\n1,2\n2,-1e308\n", {"items": ["a", "b"]}, "'b' holds 1e\\+308"),
        ("a,b\n1,2\n", {"items": ["a"], "reversed_items": ["b"]}, "'b' is not among the items"),
        ("a,b\n1,never\n", {"items": ["a", "b"]}, "'b' is not of numbers"),
        ("a,b\n1,NA\n2,NA\n", {"items": ["a", "b"]}, "'b' (is not of numbers|holds no answer)"),
        ("a,b\n1,2\n", {"items": ["a", "b"], "reversed_items": ["b"]}, "turn the item 'b' round"),
        (
            "a,b\n1,2\n3,9\n",
            {"items": ["a", "b"], "lowest": 1, "highest": 6},
            "'b' goes from 2 to 9, beyond",
        ),
    ],
)
def test_a_file_that_cannot_be_items_is_refused_by_the_name_of_the_column(
    tmp_path: Path, text: str, asked: dict, reason: str
):
    with open_rows(written(tmp_path, text)) as rows, pytest.raises(CannotEstimate, match=reason):
        file_answers(rows, **asked)
