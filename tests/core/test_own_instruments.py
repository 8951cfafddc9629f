"""Our own questionnaires: the same questions for everybody, in words a tired parent can read on a phone."""

import re
import shutil
import unicodedata
from fractions import Fraction
from pathlib import Path

import pytest

from village.core.errors import InvalidAnswers, InvalidInstrument
from village.core.instruments import load_instrument, load_library
from village.core.scales import DECLINED, TOTAL, Instrument, Wording
from village.core.scoring import check_answers, score_all

SHIPPED = Path(__file__).parents[2] / "instruments"
OURS = sorted(path.parents[1].name for path in SHIPPED.glob("village-*/1/scale.toml"))
LANGUAGES = {"fr", "en", "ar", "es", "pt", "tr", "uk", "ht", "rcf"}
LONGEST_QUESTION, LONGEST_LABEL = 120, 60  # characters: three lines and two of a small phone
LONGEST_SENTENCE = 12  # words, in easy French
JARGON = re.compile(
    r"d[ée]pr[eé]s|anxi|sympt[oô]m|diagnos|patholog|parentalit|bienveillan|b[ée]n[ée]ficiair|d[ée]pist|депрес|"
    r"тривожн|اكتئاب|ansie[dt]|kaygı bozuk|\bmaman",
    re.IGNORECASE,
)
DIRECTION_MARKS = {"\u200e", "\u200f", "\u061c", *map(chr, range(0x202A, 0x202F))} | {
    *map(chr, range(0x2066, 0x206A))
}


@pytest.fixture(scope="module")
def library() -> dict[str, Instrument]:
    return load_library([SHIPPED])


@pytest.fixture(params=OURS)
def instrument(request: pytest.FixtureRequest, library: dict[str, Instrument]) -> Instrument:
    return library[f"{request.param}@1"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the questions on circumstances, to break."""
    return Path(
        shutil.copytree(SHIPPED / "village-circumstances/1", tmp_path / "village-circumstances/1")
    )


def texts(wording: Wording) -> list[str]:
    """Everything a parent reads or hears of a wording."""
    labels = {option.label for options in wording.options.values() for option in options}
    found = [wording.title, wording.introduction, *wording.questions.values(), *labels]
    for variant in (wording.plain, wording.read_aloud):
        if variant is not None:
            found += [variant.introduction, *variant.questions.values()]
    return found


def test_we_ship_four_questionnaires_of_our_own():
    assert OURS == [
        "village-16",
        "village-circumstances",
        "village-experience",
        "village-orientation",
    ]


def test_nobody_is_offered_fewer_questions_or_answers_in_another_language(instrument: Instrument):
    french = instrument.wordings["fr"]
    values = {key: [option.value for option in options] for key, options in french.options.items()}

    assert set(instrument.wordings) == LANGUAGES
    for wording in instrument.wordings.values():
        assert list(wording.questions) == [item.key for item in instrument.items]
        for key, options in wording.options.items():
            assert [option.value for option in options] == values[key], (wording.language, key)
            assert len({option.label for option in options}) == len(options), (
                wording.language,
                key,
            )


def test_every_translation_says_that_nobody_has_validated_it(instrument: Instrument):
    statuses = {language: wording.status for language, wording in instrument.wordings.items()}

    assert statuses.pop("fr") == "original"
    assert set(statuses.values()) == {"not-validated"}
    assert not any(wording.is_validated for wording in instrument.wordings.values())


def test_no_sentence_was_left_in_another_language(instrument: Instrument):
    seen: dict[str, str] = {}
    for language, wording in instrument.wordings.items():
        for question in wording.questions.values():
            assert question not in seen, (language, seen.get(question))
            seen[question] = language


def test_questions_fit_a_phone(instrument: Instrument):
    for language, wording in instrument.wordings.items():
        for key, question in wording.questions.items():
            assert len(question) <= LONGEST_QUESTION, (language, key)
            assert all(len(o.label) <= LONGEST_LABEL for o in wording.options[key]), (language, key)


def test_words_are_those_of_a_parent_and_not_of_a_form(instrument: Instrument):
    for language, wording in instrument.wordings.items():
        assert [text for text in texts(wording) if JARGON.search(text)] == [], language


def test_letters_are_whole_and_nothing_invisible_turns_the_text(instrument: Instrument):
    for language, wording in instrument.wordings.items():
        for text in texts(wording):
            assert text == unicodedata.normalize("NFC", text) == text.strip(), (language, text)
            assert not DIRECTION_MARKS & set(text), (language, text)
            assert "  " not in text, (language, text)


def test_right_to_left_words_hold_no_letter_that_runs_the_other_way(instrument: Instrument):
    for text in texts(instrument.wordings["ar"]):
        directions = {unicodedata.bidirectional(letter) for letter in text}
        assert "L" not in directions, text
        assert directions & {"AL", "R"}, text


def test_easy_words_are_short_sentences_for_every_question(instrument: Instrument):
    for language in ("fr", "en"):
        plain = instrument.wordings[language].plain
        assert plain is not None
        assert set(plain.questions) == {item.key for item in instrument.items}
        for text in (plain.introduction, *plain.questions.values()):
            for sentence in re.split(r"[.!?]", text):
                words = re.findall(r"[\w'’-]+", sentence)
                assert len(words) <= LONGEST_SENTENCE, (language, sentence)


def test_what_a_voice_reads_has_nothing_that_only_an_eye_can_see(instrument: Instrument):
    for language in ("fr", "en"):
        spoken = instrument.wordings[language].read_aloud
        assert spoken is not None
        assert set(spoken.questions) == {item.key for item in instrument.items}
        for text in (spoken.introduction, *spoken.questions.values()):
            assert not set(text) & set('«»“”"()/[]…:;0123456789·'), (language, text)
            assert text.endswith((".", "?")), (language, text)


def test_drafts_have_no_easy_words_yet(instrument: Instrument):
    for language in LANGUAGES - {"fr", "en"}:
        assert instrument.wordings[language].plain is None
        assert instrument.wordings[language].read_aloud is None


# Before the birth


def test_chloe_who_is_pregnant_is_asked_nothing_about_a_baby_who_is_not_there(library):
    ours = library["village-16@1"]
    asked = [item.key for item in ours.asked(before_birth=True)]

    assert len(asked) == 12
    assert ours.asked(before_birth=False) == ours.items
    for language, word in {"fr": "bébé", "en": "baby", "es": "bebé", "tr": "bebe"}.items():
        about_a_baby = {
            k for k, q in ours.wordings[language].questions.items() if word in q.lower()
        }
        assert not about_a_baby.intersection(asked), language


def test_before_the_birth_four_themes_have_a_score_and_confidence_has_none(library):
    ours = library["village-16@1"]
    answers = {item.key: 3 for item in ours.asked(before_birth=True)}

    found = {key: score.value for key, score in score_all(ours, answers).scores.items()}

    assert found == {
        TOTAL: None,
        "confidence": None,
        "stress": Fraction(9),
        "wellbeing": Fraction(9),
        "isolation": Fraction(9),
        "support": Fraction(9),
    }


@pytest.mark.parametrize(
    ("waiting", "reason"),
    [
        ('["own_way"]', "'total' forgives 3 gaps: without 1 of its items"),
        ('["own_way", "someday"]', "`after_birth` names unknown items: someday"),
        ('["own_way", "own_way"]', "names own_way more than once"),
        ('"own_way"', "`after_birth` must be a list of texts"),
    ],
)
def test_a_score_before_birth_that_would_not_be_the_same_score_is_refused(
    tmp_path, waiting, reason
):
    ours = Path(shutil.copytree(SHIPPED / "village-16/1", tmp_path / "village-16/1"))
    (ours / "asking.toml").write_text(f"format = 1\nafter_birth = {waiting}\n")

    with pytest.raises(InvalidInstrument, match=re.escape(reason)) as caught:
        load_instrument(ours)
    assert "asking.toml:2: " in str(caught.value)


def test_an_instrument_that_says_nothing_asks_everything_at_any_time(library):
    karitane = library["kpcs@1"]

    assert karitane.asked(before_birth=True) == karitane.items


# What a parent would rather not say


def test_bilal_who_would_rather_not_say_has_answered(library):
    circumstances = library["village-circumstances@1"]
    answers = {item.key: DECLINED for item in circumstances.items}

    check_answers(circumstances, answers)

    assert score_all(circumstances, answers).missing == 0
    assert score_all(circumstances, {**answers, "money": None}).missing == 1


def test_every_circumstance_may_be_declined_in_every_language(library):
    for key in ("village-circumstances@1", "village-experience@1", "village-orientation@1"):
        for wording in library[key].wordings.values():
            last = {options[-1].value for options in wording.options.values()}
            assert last == {DECLINED}, (key, wording.language)


def test_declining_is_no_answer_to_a_question_that_is_scored(library):
    ours = library["village-16@1"]

    with pytest.raises(InvalidAnswers, match="-2 is not a whole number from 0 to 4"):
        check_answers(ours, {"rushing": DECLINED})


def test_what_is_counted_has_no_score(library):
    for key in ("village-circumstances@1", "village-experience@1", "village-orientation@1"):
        found = score_all(library[key], {item.key: 1 for item in library[key].items})
        assert found.scores == {}
        assert found.total is None


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("scale.toml", "scored = false", "scored = true", "or says `scored = false`"),
        ("scale.toml", "may_decline = true", "may_decline = false", "`declined` says"),
        ("scale.toml", "may_decline = true", 'may_decline = "yes"', "must be true or false"),
        ("fr.toml", 'declined = "Je préfère ne pas le dire"\n', "", "`declined` says"),
        ("fr.toml", 'heard = "Qui vous a parlé du groupe ?"\n', "", "`heard` is missing"),
        ("fr.toml", "[read_aloud]\n", "[read_aloud]\nvoice = 1\n", "`voice` is not a key"),
        ("fr.toml", "[read_aloud.items]\n", '[read_aloud.items]\nx = "?"\n', "`x` is not a key"),
        (
            "scale.toml",
            "[answers]",
            '[total]\ntitle = { fr = "x" }\nhigher_is = "better"\nitems = ["born"]\n\n[answers]',
            "'total' counts items that may be declined",
        ),
    ],
)
def test_an_error_in_a_module_is_named(folder, name, old, new, reason):
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(
        text.replace(old, new, 1).replace("scored = false # each", "# each", "total" in new)
    )

    with pytest.raises(InvalidInstrument, match=re.escape(reason)) as caught:
        load_instrument(folder)
    assert f"/{name}:" in str(caught.value) or "may_decline" in old
