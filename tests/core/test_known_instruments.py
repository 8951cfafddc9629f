"""The scoring of instruments others have published, against answers keyed and added apart from this program."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests import reference
from village.core.babies import UNBORN, aged
from village.core.errors import InvalidAnswers
from village.core.instruments import find_instrument, load_library
from village.core.scales import NOT_APPLICABLE, TOTAL, Instrument
from village.core.scoring import score_all

SHIPPED = Path(__file__).parents[2] / "instruments"


@pytest.fixture(scope="module")
def library() -> dict[str, Instrument]:
    return load_library([SHIPPED])


def answers_of(instrument: Instrument, responses: list[Any]) -> dict[str, int | None]:
    values = (NOT_APPLICABLE if response == "NA" else response for response in responses)
    return dict(zip((item.key for item in instrument.items), values, strict=True))


@pytest.mark.reference
def test_every_published_vector_comes_out_exactly(library: dict[str, Instrument]):
    cases = json.loads((reference.FOLDER / "score_cases.json").read_text("utf-8"))["cases"]
    scored = [case for case in cases if "responses" in case]
    assert len(scored) > 290
    for case in scored:
        instrument = find_instrument(library, case["instrument"])
        answers = answers_of(instrument, case["responses"])
        expected = dict(case["expected"])
        if "error" in expected:
            with pytest.raises(InvalidAnswers, match="only to 1, 9"):
                score_all(instrument, answers)
            continue
        found = score_all(instrument, answers)
        if (alert := expected.pop("alert", None)) is not None:
            assert bool(found.not_assessed) == (alert == "not_assessed"), case
            assert bool(found.alerts) == (alert is True), case
        for name, value in expected.items():
            score = found.scores[TOTAL if name == "score" else name].value
            exact = None if value is None else Fraction(value).limit_denominator(1000)
            assert score == exact, (case, name)


def test_not_applicable_is_an_answer_of_its_own(library: dict[str, Instrument]):
    confidence = find_instrument(library, "KPCS")
    answers = answers_of(confidence, ["NA", *[3] * 7, "NA", *[3] * 6])

    assert score_all(confidence, answers).total == 13 * 3 + 2 * 2
    assert score_all(confidence, answers).missing == 0


def test_an_unanswered_item_of_the_epds_leaves_no_total(library: dict[str, Instrument]):
    epds = find_instrument(library, "epds")
    for gap in range(10):
        answers = answers_of(epds, [None if place == gap else 1 for place in range(10)])
        found = score_all(epds, answers)

        assert found.total is None
        assert (found.scores["EPDS-3A"].value is None) == (gap in {2, 3, 4})
        assert found.not_assessed == (("item_10",) if gap == 9 else ())


def test_what_is_from_memory_is_named_and_what_was_checked_is_not(library: dict[str, Instrument]):
    bond = find_instrument(library, "MIBS").evidence
    assert [fact.status for fact in bond.unverified(TOTAL)] == ["memory"]
    assert find_instrument(library, "EPDS").evidence.unverified(TOTAL) == ()
    disputed = find_instrument(library, "PSOC17").evidence
    assert disputed.unverified(TOTAL) == ()
    assert [fact.status for fact in disputed.unverified("valeur_Terrisse")] == ["disputed"]


def test_karitane_is_for_infants_up_to_twelve_months(library: dict[str, Instrument]):
    window = find_instrument(library, "KPCS").evidence.window
    assert window is not None
    babies = (UNBORN, aged(0), aged(12), aged(12.1))
    assert [window.admits(baby) for baby in babies] == [False, True, True, False]


def test_no_words_of_others_are_here(library: dict[str, Instrument]):
    worded = {name for name, instrument in library.items() if instrument.wordings}

    assert {name.partition("-")[0] for name in worded} == {"village"}
    assert len(library) - len(worded) == 27


def test_two_yes_or_no_questions_need_one_yes_only(library: dict[str, Instrument]):
    whooley = find_instrument(library, "whooley")

    assert score_all(whooley, {"1": None, "2": 1}).total == 1
    assert score_all(whooley, {"1": None, "2": 0}).total is None
    assert score_all(whooley, {"1": 0, "2": 0}).total == 0
