"""Words of an instrument: complete in their language, and brought by a site to a scoring that everybody has."""

from pathlib import Path

import pytest

from tests.calm import WORDS, write_calm
from village.core.errors import InvalidInstrument
from village.core.instruments import load_library
from village.core.scales import NOT_APPLICABLE


def words_at(root: Path, text: str = WORDS, language: str = "en") -> Path:
    folder = root / "calm/1"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{language}.toml").write_text(text)
    return root


def test_not_applicable_is_the_last_answer_where_it_is_one(tmp_path):
    write_calm(tmp_path)
    options = load_library([tmp_path])["calm@1"].wordings["en"].options

    assert [option.value for option in options["1"]] == [2, 1, 0]
    assert [option.value for option in options["2"]] == [2, 1, 0, NOT_APPLICABLE]
    assert options["2"][-1].label == "Does not concern me"


def test_an_item_may_say_not_applicable_in_its_own_words(tmp_path):
    own = WORDS.replace('not_applicable = "Does not concern me"\n', "").replace(
        '2 = "I slept', '2.not_applicable = "I had no night"\n2.question = "I slept'
    )
    write_calm(tmp_path, words=own)

    options = load_library([tmp_path])["calm@1"].wordings["en"].options

    assert [option.label for option in options["2"]] == [
        "Often",
        "Sometimes",
        "Never",
        "I had no night",
    ]


def test_words_for_not_applicable_are_needed_where_it_is_an_answer(tmp_path):
    write_calm(tmp_path, words=WORDS.replace('not_applicable = "Does not concern me"\n', ""))

    with pytest.raises(InvalidInstrument, match="item '2' needs the words of `not_applicable`"):
        load_library([tmp_path])


def test_words_for_an_answer_that_no_item_takes_are_refused(tmp_path):
    folder = write_calm(tmp_path)
    scale = folder / "scale.toml"
    scale.write_text(scale.read_text().replace("not_applicable = 1\n", ""))

    with pytest.raises(InvalidInstrument, match="no item may be answered “not applicable”"):
        load_library([tmp_path])


def test_a_site_adds_its_words_to_a_scoring_that_everybody_has(tmp_path):
    write_calm(tmp_path / "shipped", words=None)
    words_at(tmp_path / "ours")

    both = load_library([tmp_path / "shipped", tmp_path / "ours"])["calm@1"]

    assert set(both.wordings) == {"en"}
    assert both.hash == load_library([tmp_path / "shipped"])["calm@1"].hash


def test_words_come_after_the_scoring_whatever_the_order_of_the_folders(tmp_path):
    write_calm(tmp_path / "shipped", words=None)
    words_at(tmp_path / "ours")

    assert load_library([tmp_path / "ours", tmp_path / "shipped"])["calm@1"].wordings


def test_words_without_a_scoring_or_a_second_time_are_refused(tmp_path):
    words_at(tmp_path / "ours")
    with pytest.raises(InvalidInstrument, match="words for calm@1, which is not installed"):
        load_library([tmp_path / "ours"])

    write_calm(tmp_path / "shipped")
    with pytest.raises(InvalidInstrument, match="calm@1 already has words in 'en'"):
        load_library([tmp_path / "shipped", tmp_path / "ours"])


def test_words_say_their_own_licence_and_where_they_come_from(tmp_path):
    write_calm(tmp_path, words='licence = "theirs"\nsource = "a letter of 2 May"\n' + WORDS)

    wording = load_library([tmp_path])["calm@1"].wordings["en"]

    assert (wording.licence, wording.source) == ("theirs", "a letter of 2 May")
