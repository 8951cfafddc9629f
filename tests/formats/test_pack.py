"""A pack of words is written whole, comes back the same, and never takes the place of another."""

import dataclasses

import pytest

from tests.calm import write_calm
from village.core.errors import InvalidDocument, InvalidInstrument
from village.core.instruments import load_library
from village.core.scales import Option
from village.formats.pack import check_wording, place_wording, wording_text


@pytest.fixture
def bare(tmp_path):
    """The same scale without any word."""
    write_calm(tmp_path / "shipped", words=None)
    return load_library([tmp_path / "shipped"])["calm@1"]


def test_words_are_added_beside_the_scoring(calm, bare, tmp_path):
    path = place_wording(calm.wordings["en"], bare, tmp_path / "ours")

    both = load_library([tmp_path / "shipped", tmp_path / "ours"])["calm@1"]
    assert both.wordings["en"].questions == calm.wordings["en"].questions
    assert both.wordings["en"].options == calm.wordings["en"].options
    assert [one.name for one in path.parent.iterdir()] == ["en.toml"]


def test_quotes_newlines_and_other_directions_survive(calm):
    text = 'She said: "no\\way"\nمرحبا \u2066OK\u2069 \x7f'
    wording = dataclasses.replace(
        calm.wordings["en"], questions={"1": text, "2": "= 2"}, licence="a\nb"
    )

    assert check_wording(wording, calm) == wording_text(wording)


def test_answers_of_their_own_are_written_with_each_item(calm):
    wording = calm.wordings["en"]
    own = {**wording.options, "1": tuple(Option(value=v, label=f"calm {v}") for v in (0, 1, 2))}

    text = check_wording(dataclasses.replace(wording, options=own), calm)

    assert '[[items."1".options]]' in text


def test_words_already_there_are_not_replaced(calm, bare, tmp_path):
    place_wording(calm.wordings["en"], bare, tmp_path / "ours")

    for instrument in (calm, bare):
        with pytest.raises(InvalidDocument, match="calm@1 already has words in 'en'"):
            place_wording(calm.wordings["en"], instrument, tmp_path / "ours")


def test_incomplete_words_leave_nothing_behind(calm, bare, tmp_path):
    half = dataclasses.replace(calm.wordings["en"], questions={"1": "Only this one."})

    with pytest.raises(InvalidInstrument, match="`2` is missing"):
        place_wording(half, bare, tmp_path / "ours")
    assert not (tmp_path / "ours").exists()
