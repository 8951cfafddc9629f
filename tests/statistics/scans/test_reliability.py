"""A scale measured from a file, as a researcher brings it."""

import json
from pathlib import Path

import pytest

from tests.reference import dataset, stat_case
from village.core.errors import DomainError
from village.statistics.scans.reliability import reliability_of_file

AGREEABLE = ["A1", "A2", "A3", "A4", "A5"]


@pytest.mark.reference
def test_five_questions_of_revelle_by_gender():
    found = reliability_of_file(
        dataset("psych_bfi.csv"), AGREEABLE, reversed_items=["A1"], lowest=1, highest=6, by="gender"
    )
    expected = stat_case("alpha_bfi_agreeableness_reverse")["outputs"]

    assert found.consistency.alpha == pytest.approx(expected["raw_alpha_listwise"], abs=1e-9)
    assert found.alpha_pairwise == pytest.approx(expected["raw_alpha_pairwise"], abs=1e-9)
    assert list(found.invariance.n.items()) == [("2", 1813), ("1", 896)]  # the largest first
    assert found.invariance.level == "metric"
    assert set(found.functioning) == set(AGREEABLE)
    json.dumps(found.as_json(), allow_nan=False)


def written(folder: Path, lines: str) -> Path:
    path = folder / "answers.csv"
    path.write_text(lines)
    return path


def test_two_items_have_an_alpha_and_say_why_they_have_no_factor(tmp_path: Path):
    path = written(tmp_path, "a,b,language\n1,2,fr\n2,2,fr\n4,5,fr\n3,3,fr\n5,4,fr\n")
    found = reliability_of_file(path, ["a", "b"], by="language")

    assert found.consistency.n == 5
    assert (found.factor, found.invariance) == (None, None)
    assert any("needs three items" in sentence for sentence in found.warnings)
    assert any("one group" in sentence for sentence in found.warnings)


def test_an_item_that_all_answered_alike_is_refused_by_name(tmp_path: Path):
    with pytest.raises(DomainError, match="'b'"):
        reliability_of_file(written(tmp_path, "a,b\n1,2\n2,2\n3,2\n"), ["a", "b"])
