"""An instrument folder with an error is refused with its file, its line and the reason."""

import shutil
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from village.core.errors import InvalidInstrument, UnknownInstrument
from village.core.instruments import find_instrument, load_instrument, load_library
from village.core.scoring import score_all

SHIPPED = Path(__file__).parents[2] / "instruments"


@pytest.fixture
def folder(tmp_path):
    """A copy of our own questionnaire, to break."""
    return Path(shutil.copytree(SHIPPED / "village-16/1", tmp_path / "village-16/1"))


def change(path: Path, old: str, new: str) -> int:
    """Replace once, and return the line on which the change stands."""
    text = path.read_text()
    assert text.count(old) >= 1, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def refusal(folder: Path) -> str:
    with pytest.raises(InvalidInstrument) as caught:
        load_instrument(folder)
    return str(caught.value)


def test_every_shipped_instrument_proves_itself():
    assert "village-16@1" in load_library([SHIPPED])


def test_two_scales_ask_about_self_harm():
    asking = {one.key for one in load_library([SHIPPED]).values() if one.asks_about_self_harm}

    assert asking == {"epds", "phq9"}


def test_words_that_are_refused_can_be_set_aside_and_the_others_stay(folder):
    change(folder / "ar.toml", "rushing = ", "rush = ")
    told = []

    library = load_library([folder.parents[1]], set_aside=lambda *refused: told.append(refused))

    ((name, path, refusal),) = told
    assert (name, path.name) == ("village-16@1", "ar.toml")
    assert "`rushing` is missing" in str(refusal)
    assert "ar" not in library["village-16@1"].wordings
    assert "fr" in library["village-16@1"].wordings


def test_words_from_another_folder_can_be_set_aside_too(folder, tmp_path):
    ours = tmp_path / "ours/village-16/1"
    ours.mkdir(parents=True)
    (folder / "ar.toml").rename(ours / "ar.toml")
    change(ours / "ar.toml", "rushing = ", "rush = ")
    told = []

    load_library(
        [folder.parents[1], tmp_path / "ours"], set_aside=lambda *refused: told.append(refused)
    )

    assert [path for _name, path, _refusal in told] == [ours / "ar.toml"]


def test_our_questionnaire_says_that_it_is_not_validated():
    assert not load_instrument(SHIPPED / "village-16/1").validated


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        (
            "scale.toml",
            "max_missing = 3",
            "max_mising = 3",
            "`max_mising` is not a key of this format",
        ),
        (
            "scale.toml",
            '"kept_worry"]',
            '"kept_wory"]',
            "`items` of 'isolation' names unknown items: kept_wory",
        ),
        (
            "scale.toml",
            "at_least = 4",
            'at_least = "4"',
            "`at_least` must be a whole number, not '4'",
        ),
        ("scale.toml", 'about = "exhaustion"', "", "`about` is missing"),
        (
            "scale.toml",
            'about = "exhaustion"',
            'about = "hunger"',
            "`about` is one of self_harm, exhaustion, not 'hunger'",
        ),
        (
            "scale.toml",
            "validated = false",
            'validated = "no"',
            "`validated` must be true or false, not 'no'",
        ),
        (
            "scale.toml",
            'higher_is = "worse"',
            'higher_is = "up"',
            "`higher_is` is one of better, worse, not 'up'",
        ),
        (
            "scale.toml",
            "format = 1",
            "format = 2",
            "it is of format 2, and this version of village reads format 1: a later version wrote it",
        ),
        (
            "scale.toml",
            'version = "1"',
            'version = "1b"',
            "village-16@1b lives in the folder village-16/1",
        ),
        (
            "scale.toml",
            "max_missing = 1",
            "max_missing = 9",
            "`max_missing` of 'confidence' leaves no answer to score",
        ),
        (
            "scale.toml",
            "change_threshold = 8",
            "change_threshold = 80",
            "beyond the range of the scale",
        ),
        ("scale.toml", "lowest = 0", "lowest = 0.0", "`lowest` must be a whole number, not 0.0"),
        (
            "scale.toml",
            'key = "rushing"',
            'key = "rush ing"',
            "an item key is made of letters, digits, - and _",
        ),
        (
            "fr.toml",
            'language = "fr"',
            'language = "en"',
            "`language` is 'en', the file is named fr.toml",
        ),
        (
            "fr.toml",
            'status = "original"',
            'status = "fine"',
            "`status` is one of original, validated, not-validated",
        ),
        ("fr.toml", "something_good = ", "nothing_good = ", "`something_good` is missing"),
        ("golden.csv", "264/7", "265/7", "total is 264/7, by hand 265/7"),
        ("golden.csv", "3,1,2,3", "3,9,2,3", "own_way: 9 is not a whole number from 0 to 4"),
        (
            "golden.csv",
            "savoured,own_way",
            "own_way,savoured",
            "the columns must be savoured, own_way",
        ),
    ],
)
def test_an_error_is_named_with_its_file_and_its_reason(folder, name, old, new, reason):
    change(folder / name, old, new)

    sentence = refusal(folder)

    assert f"{folder / name}:" in sentence
    assert reason in sentence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("max_missing = 3", "max_mising = 3"),
        ('"kept_worry"]', '"kept_wory"]'),
        ("change_threshold = 8", "change_threshold = 80"),
        ("at_least = 4", 'at_least = "4"'),
        ('key = "small_annoyance"', 'key = "rushing"'),
        ('key = "support"', 'key = "stress"'),
        ("[answers] # never", "[answers # never"),
    ],
)
def test_the_line_named_is_the_line_at_fault(folder, old, new):
    line = change(folder / "scale.toml", old, new)

    assert f"scale.toml:{line}: " in refusal(folder)


def test_a_missing_file_is_named(folder):
    for name in ("golden.csv", "SOURCE.md", "scale.toml"):
        moved = (folder / name).rename(folder / "aside")
        assert name in refusal(folder)
        moved.rename(folder / name)

    assert load_instrument(folder).key == "village-16"


def test_a_file_that_is_not_text_is_refused(folder):
    (folder / "en.toml").write_bytes(b'language = "\xff"')

    assert "en.toml: byte 12 is not UTF-8" in refusal(folder)


def test_every_keyed_value_needs_its_label(folder):
    change(
        folder / "fr.toml",
        'value = 4\nlabel = "Presque toujours"',
        'value = 3\nlabel = "Presque toujours"',
    )

    assert "needs one label for each value from 0 to 4, found [0, 1, 2, 3, 3]" in refusal(folder)


def test_an_item_may_have_options_of_its_own_in_its_own_order(folder):
    change(folder / "en.toml", 'savoured = "I truly savoured a moment of the day."\n', "")
    own = "".join(
        f'[[items.savoured.options]]\nvalue = {v}\nlabel = "{v}"\n' for v in (4, 3, 2, 1, 0)
    )
    with (folder / "en.toml").open("a") as file:
        file.write(f'[items.savoured]\nquestion = "A moment?"\n{own}')

    wording = load_instrument(folder).wordings["en"]

    assert [option.value for option in wording.options["savoured"]] == [4, 3, 2, 1, 0]
    assert [option.value for option in wording.options["rushing"]] == [0, 1, 2, 3, 4]


def test_gaps_are_not_forgiven_over_items_of_several_ranges(folder):
    change(folder / "scale.toml", 'key = "own_way"\n', 'key = "own_way"\nhighest = 5\n')

    assert "cannot be filled with a mean" in refusal(folder)


def test_the_same_instrument_twice_is_refused(folder):
    with pytest.raises(InvalidInstrument, match="already installed"):
        load_library([SHIPPED, folder.parents[1]])


def test_an_unknown_instrument_says_what_there_is():
    library = load_library([SHIPPED])

    with pytest.raises(UnknownInstrument, match="village-16@1"):
        find_instrument(library, "hads")
    assert find_instrument(library, "VILLAGE-16").version == "1"
    assert find_instrument(library, "village-16@1").version == "1"


def test_the_latest_version_is_the_greatest_number(folder, tmp_path):
    ten = Path(shutil.copytree(folder, tmp_path / "village-16/10"))
    change(ten / "scale.toml", 'version = "1"', 'version = "10"')
    nine = Path(shutil.copytree(folder, tmp_path / "village-16/9"))
    change(nine / "scale.toml", 'version = "1"', 'version = "9"')

    assert find_instrument(load_library([tmp_path]), "village-16").version == "10"


def test_total_and_subscales_of_our_questionnaire_agree_on_every_corner():
    """Scored again by hand: better things count up, worse things count down, whatever the other answers."""
    instrument = load_instrument(SHIPPED / "village-16/1")
    worse = {item.key for key in ("stress", "isolation") for item in instrument.scale(key).items}
    for corner in product((0, 4), repeat=5):
        levels = dict(
            zip(("confidence", "stress", "wellbeing", "isolation", "support"), corner, strict=True)
        )
        answers = {item.key: levels[key] for key in levels for item in instrument.scale(key).items}
        found = score_all(instrument, answers)

        assert {k: found.scores[k].value for k in levels} == {
            k: Fraction(levels[k] * len(instrument.scale(k).items)) for k in levels
        }
        assert found.total == sum(4 - v if k in worse else v for k, v in answers.items())
