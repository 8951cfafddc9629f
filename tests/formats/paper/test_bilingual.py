"""The bilingual document: what Chloé sends to the ethics committee, in a PDF to read and a Word file to write upon."""

import dataclasses
import io
import re
import zipfile
from xml.etree import ElementTree

import docx
import pytest

from tests.formats.paper.printed import fonts_of, is_accessible, opened, tags_of, words_of
from village.core.errors import InvalidDocument
from village.core.scales import DECLINED
from village.formats.paper.bilingual import bilingual_docx, bilingual_pdf
from village.formats.paper.pairing import SiteSection, pair

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MESSAGES = SiteSection("Messages", [("Bonjour,", "مرحبا،"), ("Répondre", None), ("Merci", "")])


def spaced(text):
    return " ".join(text.split())


def rows_of(instrument, source="fr", target="ar", **given):
    paired = pair([instrument], source=source, target=target, **given)
    return [row for chapter in paired.chapters for row in chapter.rows]


def cells(content):
    """The tables of a Word file: a list of rows of texts."""
    document = docx.Document(io.BytesIO(content))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def xml_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return ElementTree.fromstring(parts.read("word/document.xml"))  # noqa: S314 — we wrote it


@pytest.mark.parametrize("name", ["village-16@1", "village-circumstances@1"])
def test_every_text_of_both_languages_is_there(library, name):
    instrument = library[name]
    paired = {(row.source, row.target) for row in rows_of(instrument)}
    fr, ar = instrument.wordings["fr"], instrument.wordings["ar"]

    assert (fr.title, ar.title) in paired
    assert (fr.introduction, ar.introduction) in paired
    for item in instrument.items:
        assert (fr.questions[item.key], ar.questions[item.key]) in paired
        translated = {option.value: option.label for option in ar.options[item.key]}
        for option in fr.options[item.key]:
            assert (option.label, translated[option.value]) in paired
    for variant in (fr.plain, fr.read_aloud):
        assert {variant.introduction, *variant.questions.values()} <= {s for s, _ in paired}


def test_an_answer_is_beside_its_value_and_another_order_is_said(calm):
    words = calm.wordings["en"]
    turned = {
        key: tuple(sorted(options, key=lambda option: option.value))
        for key, options in words.options.items()
    }
    other = dataclasses.replace(words, language="fr", options=turned)
    both = dataclasses.replace(calm, wordings={"en": words, "fr": other})
    rows = {row.place: (row.source, row.target) for row in rows_of(both, "en", "fr")}

    assert rows["1: answer, worth 2"] == ("Often", "Often")
    assert rows["1: answer, worth 0"] == ("Never", "Never")
    assert rows["2: answer, worth na"] == ("Does not concern me", "Does not concern me")
    assert rows["1: printed order of the values"] == ("2 1 0", "0 1 2")


def test_answers_that_every_question_has_are_written_once(library):
    rows = rows_of(library["village-16@1"])

    assert [row.source for row in rows if row.place.startswith("Réponse")] == [
        *("Jamais", "Rarement", "Parfois", "Souvent", "Presque toujours")
    ]


def test_what_turns_a_score_round_or_calls_for_help_is_marked(ours):
    places = [row.place for row in rows_of(ours) if row.is_question]

    assert len(places) == len(ours.items)
    assert [place for place in places if "question de sécurité" in place] == [
        "Question 12\u00a0: end_of_strength · cotée à l'envers dans total · question de sécurité"
    ]
    assert sum("à l'envers" in place for place in places) == len(ours.scales[0].reversed)


def test_how_it_is_scored_and_what_proves_it_are_said_in_both_files(ours):
    pdf = words_of(bilingual_pdf([ours], source="fr", target="ar"))
    word = " ".join(
        text for row in cells(bilingual_docx([ours], source="fr", target="ar")) for text in row
    )
    word = spaced(word)

    for said in (pdf, word):
        assert "Somme de 16 questions ; de 0 à 64 ; plus haut est mieux" in said
        assert "Réponse à end_of_strength à partir de 4 : les numéros d'aide" in said
        assert "Traduction non validée" in said
        assert "CC-BY-4.0" in said
        for digest in (ours.hash, *(ours.wordings[tag].hash for tag in ("fr", "ar"))):
            assert digest in said.replace(" ", "")


def test_what_is_missing_is_counted_and_shown_in_its_place(ours):
    paired = pair([ours], source="fr", target="ar", sections=[MESSAGES])
    variants = 2 * (len(ours.items) + 1)
    word = bilingual_docx([ours], source="fr", target="ar", sections=[MESSAGES])

    assert ours.wordings["ar"].plain is None
    assert paired.missing == variants + 2
    assert ["2", "Répondre", "MANQUE"] in cells(word)
    assert ["1", "Bonjour,", "مرحبا،"] in cells(word)
    assert sum(row.count("MANQUE") for row in cells(word)) == paired.missing
    pdf = words_of(bilingual_pdf([ours], source="fr", target="ar", sections=[MESSAGES]))
    assert pdf.count("MANQUE") == paired.missing + 1
    assert f"Textes qui manquent : {paired.missing}." in pdf


def test_nothing_missing_is_said_too(calm):
    words = calm.wordings["en"]
    both = dataclasses.replace(
        calm, wordings={"en": words, "fr": dataclasses.replace(words, language="fr")}
    )

    assert pair([both], source="en", target="fr").summary == "No text is missing."


@pytest.mark.parametrize(
    ("source", "target"), [("fr", "ar"), ("ar", "fr"), ("en", "uk"), ("fr", "rcf")]
)
def test_a_voice_can_read_the_document(ours, source, target):
    pdf = bilingual_pdf([ours], source=source, target=target)
    tags = [tag for tag, _ in tags_of(pdf)]
    languages = {element["/Lang"] for _, element in tags_of(pdf) if "/Lang" in element}
    own = opened(pdf).trailer["/Root"]["/Lang"]

    assert is_accessible(pdf)
    assert tags.count("/Table") == 2
    assert tags.count("/TH") >= 5
    assert {source, target} <= languages | {own}
    assert own == ("en" if source == "en" else "fr")
    assert all(fonts_of(pdf).values())


def test_arabic_runs_from_the_right_in_word_and_french_does_not(ours):
    root = xml_of(bilingual_docx([ours], source="fr", target="ar"))
    arabic = re.compile("[\u0600-\u06ff]")
    seen = {True: 0, False: 0}
    for paragraph in root.iter(f"{W}p"):
        for run in paragraph.iter(f"{W}r"):
            text = "".join(piece.text or "" for piece in run.iter(f"{W}t"))
            if not text or paragraph.find(f"{W}pPr/{W}pStyle") is not None:
                continue
            is_arabic = bool(arabic.search(text))
            seen[is_arabic] += 1
            assert (paragraph.find(f"{W}pPr/{W}bidi") is not None) == is_arabic, text
            assert (run.find(f"{W}rPr/{W}rtl") is not None) == is_arabic, text
            language = run.find(f"{W}rPr/{W}lang")
            if language is not None:
                said = language.get(f"{W}bidi" if is_arabic else f"{W}val")
                assert said == ("ar" if is_arabic else "fr"), text

    assert min(seen.values()) > len(ours.items)


def test_the_head_of_a_table_comes_again_on_every_page_of_the_word_file(ours):
    tables = list(xml_of(bilingual_docx([ours], source="fr", target="ar")).iter(f"{W}tbl"))

    assert len(tables) == 2
    for table in tables:
        first, *others = table.iter(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in others)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in others)


@pytest.mark.parametrize("written", [bilingual_pdf, bilingual_docx])
def test_the_same_texts_give_the_same_bytes(ours, written):
    given = {"source": "fr", "target": "ar", "sections": [MESSAGES]}

    assert written([ours], **given) == written([ours], **given)


def test_a_word_file_does_not_say_when_it_was_written(ours):
    content = io.BytesIO(bilingual_docx([ours], source="fr", target="ar"))
    with zipfile.ZipFile(content) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = docx.Document(content).core_properties
    assert {about.created.year, about.modified.year} == {1980}
    assert about.author == ""


HOSTILE = r'#panic("no") $x^2$ *b* _i_ @ref <tag> & \ ] [ " `c` // /* -- ~ = h'


@pytest.mark.parametrize("written", [bilingual_pdf, bilingual_docx])
def test_no_text_is_ever_read_as_markup(written):
    section = SiteSection(HOSTILE, [(HOSTILE, HOSTILE)])
    content = written([], source="fr", target="en", sections=[section])
    if written is bilingual_pdf:
        assert words_of(content).count('#panic("no") $x^2$ *b*') == 3
    else:
        assert ["1", HOSTILE, HOSTILE] in cells(content)


def test_a_text_longer_than_a_page_goes_on_over_the_next(library):
    consent = "Je comprends ce que l'on me demande. " * 200
    pdf = bilingual_pdf(
        [], source="fr", target="en", sections=[SiteSection("Consent", [(consent, consent)])]
    )

    assert len(opened(pdf).pages) > 2
    assert words_of(pdf).count("Je comprends") == 400


@pytest.mark.parametrize("written", [bilingual_pdf, bilingual_docx])
@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        ("fr", "fr", "Both languages are 'fr': there is nothing to compare."),
        ("fr", "de", "village-16@1 has no words in 'de' (it has: ar, en, es,"),
    ],
)
def test_two_languages_are_needed(ours, written, source, target, sentence):
    with pytest.raises(InvalidDocument, match=re.escape(sentence)):
        written([ours], source=source, target=target)


@pytest.mark.parametrize("written", [bilingual_pdf, bilingual_docx])
def test_a_missing_question_is_named(rewritten, written):
    with pytest.raises(
        InvalidDocument, match="village-16@1, ar, 'savoured', the question: no words"
    ):
        written([rewritten("savoured", " ", language="ar")], source="fr", target="ar")


@pytest.mark.parametrize("written", [bilingual_pdf, bilingual_docx])
def test_hidden_signs_and_empty_documents_are_refused(written):
    with pytest.raises(InvalidDocument, match=r"Messages, 1: a control character \(U\+0000\)"):
        written([], source="fr", target="en", sections=[SiteSection("Messages", [("a\0b", None)])])
    with pytest.raises(InvalidDocument, match="There is no text to compare"):
        written([], source="fr", target="en")
    with pytest.raises(InvalidDocument, match="not the tag of a language"):
        written([], source="fr", target="qqq", sections=[MESSAGES])


def test_rather_not_say_is_an_answer_of_the_document(library):
    rows = rows_of(library["village-circumstances@1"])
    declined = [row for row in rows if row.source == "Je préfère ne pas le dire"]

    assert len(declined) == len(library["village-circumstances@1"].items)
    assert all("declined" in row.place for row in declined)
    assert DECLINED < 0
