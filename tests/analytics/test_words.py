"""The same sentences in both languages, with the same places, and none that nobody says."""

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

from village.analytics.report.planned.naming import OWN
from village.analytics.words import LANGUAGES, ReportWords

ANALYTICS = Path(__file__).parents[2] / "village/analytics"


def sentences(language: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for path in sorted((ANALYTICS / "words").glob(f"*{language}.toml")):
        for section, part in tomllib.loads(path.read_text()).items():
            new = {f"{section}.{key}": text for key, text in part.items()}
            assert not new.keys() & said.keys(), path
            said |= new
    return said


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_sentence_exists_in_both_languages_with_the_same_places():
    french, english = (sentences(language) for language in LANGUAGES)

    assert {key: places(text) for key, text in french.items()} == {
        key: places(text) for key, text in english.items()
    }


def test_every_sentence_is_said_somewhere():
    code = "\n".join(path.read_text() for path in ANALYTICS.rglob("*.py"))
    spoken = set(re.findall(r"[a-z_]+", code))

    # A variant is said in place of its usual sentence.
    usual = {key.removesuffix(f"_{OWN}") for key in sentences("fr")}

    assert usual <= sentences("fr").keys()
    assert {key for key in usual if key.split(".")[1] not in spoken} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_we_say_change_and_never_effect_of_the_groups(language: str):
    kept_for_researchers = {"method.effect"}
    words = " ".join(
        text for key, text in sentences(language).items() if key not in kept_for_researchers
    )

    assert not re.search(r"\b(effects?|effets?|impacts?)\b", words, re.IGNORECASE)


def test_french_punctuation_never_starts_a_line():
    words = ReportWords("fr")

    assert all(
        not re.search(r" [:;%»]|« ", words.say(key, **dict.fromkeys(places(text), "x")))
        for key, text in sentences("fr").items()
    )


@pytest.mark.parametrize(
    ("language", "number", "percent"),
    [("fr", "−1\u202f234,5", "7\u202f%"), ("en", "−1,234.5", "7%")],
)
def test_numbers_are_written_as_one_does_there(language: str, number: str, percent: str):
    words = ReportWords(language)

    assert (words.number(-1234.5, digits=1), words.percent(0.07)) == (number, percent)


def test_a_change_that_rounds_to_nothing_has_no_sign():
    assert [
        ReportWords("fr").number(value, digits=1, signed=True) for value in (-0.04, 0.04, 0.06)
    ] == [
        "0,0",
        "0,0",
        "+0,1",
    ]


def test_an_unknown_language_is_answered_in_french():
    assert ReportWords("xx").say("value.silent") == "non publié"


def test_an_unknown_sentence_is_an_error():
    with pytest.raises(KeyError):
        ReportWords("fr").say("value.nothing")
