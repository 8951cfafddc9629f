"""The paper twin: what Anna fills in with a pen at the kitchen table, and what the team keys from it."""

import dataclasses
import re

import pytest

from tests.formats.paper.printed import (
    fonts_of,
    is_accessible,
    marks_of,
    opened,
    tags_of,
    words_of,
)
from village.core.errors import InvalidDocument
from village.core.scales import DECLINED, NOT_APPLICABLE
from village.formats.paper.form import form_content, paper_form
from village.formats.paper.sheets import sheet_in

URL = "https://village.example.org/r/9kQ2xT7bYw4mZp8LrN3vHs6D"
LANGUAGES = ("ar", "en", "es", "fr", "ht", "pt", "rcf", "tr", "uk")


def printed(instrument, language="fr", *, items=None, **given):
    parts = [(instrument, instrument.items if items is None else items)]
    plain = given.pop("plain", False)
    return paper_form(parts, language=language, sheet=sheet_in(language, **given), plain=plain)


def spaced(text):
    return " ".join(text.split())


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "ar"])
def test_every_question_and_every_answer_is_on_the_sheet(ours, language):
    said = words_of(printed(ours, language))
    words = ours.wordings[language]

    assert [q for q in words.questions.values() if spaced(q) not in said] == []
    for option in words.options["savoured"]:
        together = spaced(option.label).replace(" ", r"\s+")
        assert len(re.findall(rf"\b{option.value}\s+{together}", said)) >= len(ours.items)


def test_beside_a_box_is_the_value_it_is_keyed_as_and_not_its_position(calm):
    said = words_of(printed(calm, "en"))

    assert "2 Often 1 Sometimes 0 Never" in said
    assert "na Does not concern me" in said
    assert "2 Never" not in said


def test_answers_that_are_no_number_have_the_name_they_are_stored_under(library):
    instrument = library["village-circumstances@1"]
    content = form_content([(instrument, instrument.items)], language="fr", sheet=sheet_in("fr"))
    values = [option["value"] for option in content["parts"][0]["questions"][0]["options"]]

    assert values == ["0", "1", "2", "3", "declined"]
    assert (DECLINED, NOT_APPLICABLE) == (-2, -1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_voice_can_read_the_sheet(ours, language):
    pdf = printed(ours, language, url=URL, code="LH-0427")
    tags = tags_of(pdf)

    assert is_accessible(pdf)
    assert opened(pdf).trailer["/Root"]["/Lang"] == language
    assert [tag for tag, _ in tags].count("/H2") == len(ours.items)
    (square,) = [element for tag, element in tags if tag == "/Figure"]
    assert URL in square["/Alt"]


def test_only_our_fonts_are_used_and_they_are_in_the_file(ours):
    latin = {"AtkinsonHyperlegibleNext-Regular", "AtkinsonHyperlegibleNext-Bold"}

    assert set(fonts_of(printed(ours, "fr"))) == latin
    assert set(fonts_of(printed(ours, "uk"))) == latin | {"PTSans-Regular", "PTSans-Bold"}
    arabic = fonts_of(printed(ours, "ar"))
    assert set(arabic) == latin | {"Amiri-Regular", "Amiri-Bold"}
    assert all(arabic.values())


def test_the_code_to_scan_is_drawn_without_pixels(ours):
    pdf = printed(ours, url=URL)
    without = printed(ours)

    assert list(opened(pdf).pages[0].images) == []
    assert sheet_in("fr").phone in words_of(pdf)
    assert sheet_in("fr").phone not in words_of(without)
    assert [tag for tag, _ in tags_of(without) if tag == "/Figure"] == []


def test_the_same_sheet_has_the_same_bytes_whenever_it_is_printed(ours):
    pdf = printed(ours, "ar", url=URL)

    assert pdf == printed(ours, "ar", url=URL)
    assert {"/CreationDate", "/ModDate"}.isdisjoint(opened(pdf).metadata)


def test_a_question_never_goes_over_two_pages(library):
    parts = [
        (library[name], library[name].items)
        for name in ("village-16@1", "village-experience@1", "village-circumstances@1")
    ]
    pdf = paper_form(parts, language="fr", sheet=sheet_in("fr"))
    # Without spaces: a line may end after a hyphen.
    pages = ["".join(page.extract_text().split()) for page in opened(pdf).pages]
    place = 0
    for instrument, items in parts:
        words = instrument.wordings["fr"]
        for item in items:
            question = "".join(words.questions[item.key].split())
            place = next(n for n in range(place, len(pages)) if question in pages[n])
            after = pages[place].partition(question)[2]
            for option in words.options[item.key]:
                assert "".join(option.label.split()) in after, f"{item.key}: {option.label}"

    assert len(pages) > 3


def test_only_what_is_asked_is_printed(ours):
    asked = ours.asked(before_birth=True)
    said = words_of(printed(ours, items=asked))

    assert len(asked) == 12
    for item in ours.items:
        assert (spaced(ours.wordings["fr"].questions[item.key]) in said) == (item in asked)


def test_questions_are_counted_through_the_whole_sheet(ours, calm):
    content = form_content([(ours, ours.items), (calm, ())], language="fr", sheet=sheet_in("fr"))
    both = form_content(
        [(calm, calm.items), (calm, calm.items[:1])], language="en", sheet=sheet_in("en")
    )

    assert [part["name"] for part in content["parts"]] == ["village-16@1"]
    numbers = [q["number"] for part in both["parts"] for q in part["questions"]]
    assert numbers == ["1", "2", "3"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_begins_on_the_side_where_its_language_does(ours, language):
    marks = [mark for mark in marks_of(printed(ours, language)) if mark.page == 0]
    middle = float(opened(printed(ours, language)).pages[0].mediabox.width) / 2
    title = next(mark for mark in marks if mark.text == "Questionnaire")
    first = next(mark for mark in marks if mark.text == "1" and mark.y < 560)
    lowest = next(mark for mark in marks if mark.text == "0")
    highest = next(mark for mark in marks if mark.text == "4" and abs(mark.y - lowest.y) < 2)

    assert (title.x > middle) == (language == "ar")
    assert (first.x > middle) == (language == "ar")
    assert (lowest.x > highest.x) == (language == "ar")


def test_numbers_inside_arabic_keep_their_place(rewritten):
    instrument = rewritten("savoured", "بين 18 و 24 أسبوعًا، في PMI؟", language="ar")
    marks = marks_of(printed(instrument, "ar"))
    at = {mark.text: mark.x for mark in marks if mark.page == 0}

    # Read from the right: first 18, then 24, then PMI.
    assert at["18"] > at["24"] > at["PMI"]


def test_the_words_of_an_arabic_sheet_can_be_found_again(ours):
    def bare(text):
        return re.sub("[\u064b-\u0652.،؟:«»]", "", text)

    found = bare(words_of(printed(ours, "ar")))
    words = [w for q in ours.wordings["ar"].questions.values() for w in bare(q).split()]

    # pypdf does not read what a PDF says of letters drawn in two pieces. With a font that draws all of them so: one in two.
    assert sum(word in found for word in words) > 0.7 * len(words)


def test_a_translation_nobody_validated_says_so(ours):
    assert "Traduction non validée" in words_of(printed(ours, "uk"))
    assert "Traduction non validée" not in words_of(printed(ours, "fr"))
    assert "village-16@1" in words_of(printed(ours, "fr"))


def test_around_questions_we_have_no_words_for_the_sheet_speaks_french_and_says_it_does(ours):
    pdf = printed(ours, "uk")

    assert sheet_in("uk").language == "fr"
    assert "Cochez une case par question." in words_of(pdf)
    assert "/Lang (fr)" in str_of_langs(pdf)


def str_of_langs(pdf):
    """The languages that parts of the document say they are in."""
    return " ".join(
        f"/Lang ({element['/Lang']})" for _, element in tags_of(pdf) if "/Lang" in element
    )


def test_each_page_says_whom_to_call_and_which_sheet_it_is(ours):
    pdf = printed(ours, code="LH-0427")
    pages = [" ".join(page.extract_text().split()) for page in opened(pdf).pages]

    for number, page in enumerate(pages, 1):
        assert spaced(sheet_in("fr").help_footer) in page
        assert f"Page {number} sur {len(pages)}" in page
        assert "LH-0427" in page
    for number, purpose in sheet_in("fr").help_lines:
        assert f"{number} {spaced(purpose)}" in pages[-1]


def test_the_questions_can_be_asked_in_easy_words(ours):
    said = words_of(printed(ours, plain=True))

    assert spaced(ours.wordings["fr"].plain.questions["savoured"]) in said
    with pytest.raises(InvalidDocument, match="village-16@1 has no easy words in 'ar'"):
        printed(ours, "ar", plain=True)


HOSTILE = r'#panic("no") $x^2$ *b* _i_ @ref <tag> \ ] [ " `c` // /* -- ~ = h {"a": 1} %s {page}'


def test_no_text_is_ever_read_as_markup(rewritten):
    said = words_of(printed(rewritten("savoured", HOSTILE), title=HOSTILE, thanks=HOSTILE))

    assert said.count(spaced(HOSTILE)) >= 3


def test_a_question_of_two_lines_keeps_them(rewritten):
    marks = marks_of(printed(rewritten("savoured", "Une ligne.\nUne autre.")))
    one, other = (next(m for m in marks if m.text == text) for text in ("Une ligne.", "Une autre."))

    assert one.y > other.y


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "village-16@1, fr, 'savoured', the question: no words."),
        ("a\u202eb", "'savoured', the question: a hidden right-to-left override (U+202E)."),
        ("a\x07b", "'savoured', the question: a control character (U+0007)."),
        ("mot " * 2500, "It cannot be printed: village-16@1, question 1 is longer than a page."),
        ("m" * 400, "village-16@1, question 1 has a word wider than the page."),
        ("தமிழ்", "It cannot be printed: no font here has the sign 'த'."),
    ],
)
def test_what_cannot_be_printed_is_said_in_a_sentence(rewritten, text, sentence):
    with pytest.raises(InvalidDocument, match=re.escape(sentence)):
        printed(rewritten("savoured", text))


def test_a_question_without_one_of_its_answers_is_refused(ours):
    words = ours.wordings["fr"]
    options = {**words.options, "savoured": words.options["savoured"][1:]}
    holed = dataclasses.replace(ours, wordings={"fr": dataclasses.replace(words, options=options)})

    with pytest.raises(InvalidDocument, match="'savoured': no words for the answer worth 0"):
        printed(holed)


def test_nothing_to_ask_is_no_sheet(ours, calm):
    with pytest.raises(InvalidDocument, match="There is no question to print"):
        paper_form([(ours, ())], language="fr", sheet=sheet_in("fr"))
    with pytest.raises(InvalidDocument, match=r"calm@1 has no words in 'fr' \(it has: en\)"):
        printed(calm, "fr")
    with pytest.raises(InvalidDocument, match="'1' is not one of its questions"):
        printed(ours, items=calm.items)


@pytest.mark.parametrize("code", ["ANNA", "Anna-1", "A" * 16 + "1", "A 1", ""])
def test_a_code_is_never_a_name(ours, code):
    with pytest.raises(InvalidDocument, match="no code of a sheet"):
        printed(ours, code=code)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("javascript:alert(1)", "is not an address a phone can open"),
        ("https://a b", "is not an address a phone can open"),
        ("https://x.example/" + "a" * 300, "is hard to scan"),
    ],
)
def test_an_address_no_phone_opens_is_refused(ours, url, sentence):
    with pytest.raises(InvalidDocument, match=sentence):
        printed(ours, url=url)
