"""A translator gets four columns and gives them back; a reviewer sees what would change before it does."""

import csv
import dataclasses
import io
from pathlib import Path

import pytest

from tests.calm import WORDS
from tests.formats.conftest import asked
from village.core.errors import InvalidDocument, InvalidInstrument, UnknownInstrument
from village.core.scales import NOT_APPLICABLE
from village.formats.exporting import FORMS, export
from village.formats.importing import bring_words
from village.formats.keying import Choices
from village.formats.translations import (
    CellChange,
    cells_of,
    differences,
    read_translation,
    translator_sheet,
)


def filled(text: str, *, copy: bool = False, **words: str) -> str:
    """The sheet with every empty target filled: in capitals, copied, or as told."""
    rows = list(csv.reader(io.StringIO(text)))
    for row in rows[1:]:
        row[2] = words.get(row[0], row[2] or (row[1] if copy else row[1].upper()))
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return written.getvalue()


def saved(folder: Path, text: str, name: str = "calm.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


@pytest.fixture
def sheet(calm):
    return translator_sheet(calm, source="en", target="fr")


def test_a_translator_sees_every_text_once_with_what_it_is_worth(sheet):
    rows = list(csv.reader(sheet.splitlines()))

    assert rows[0] == ["item", "en", "target", "comment"]
    assert [row[0] for row in rows[1:]] == [
        "title",
        "introduction",
        "answers/2",
        "answers/1",
        "answers/0",
        "1",
        "2",
        "2/na",
    ]
    assert rows[3][3] == "answer to every question, worth 2"


def test_a_filled_sheet_becomes_words(calm, sheet, tmp_path):
    path = saved(tmp_path, filled(sheet))

    wording, report = read_translation(path, calm, language="fr", status="not-validated")

    assert wording is not None, report.refusal
    assert wording.questions["1"] == "I FELT CALM."
    assert [(o.value, o.label) for o in wording.options["2"]] == [
        (2, "OFTEN"),
        (1, "SOMETIMES"),
        (0, "NEVER"),
        (NOT_APPLICABLE, "DOES NOT CONCERN ME"),
    ]
    assert (wording.language, wording.is_validated) == ("fr", False)
    assert report.lost == ()


def test_a_translator_comment_is_told_and_not_kept(calm, sheet, tmp_path):
    path = saved(tmp_path, filled(sheet).replace('"I FELT CALM.",""', '"x","calme ou serein ?"'))

    _, report = read_translation(path, calm, language="fr", status="not-validated")

    assert [str(line) for line in report.lost] == ["1: comment: calme ou serein ?"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"I FELT CALM."', '""', "1: nothing in 'fr'"),
        ('"2","I slept', '"3","I slept', "3: no such words in calm@1"),
        ('"2","I slept', '"1","I slept', "row 8: '1' comes twice"),
        (
            '"I felt calm."',
            '"I was calm."',
            "1: the words in 'en' have changed since: 'I felt calm.'",
        ),
    ],
)
def test_what_is_missing_or_unknown_is_named(calm, sheet, tmp_path, old, new, reason):
    path = saved(tmp_path, filled(sheet).replace(old, new))

    wording, report = read_translation(path, calm, language="fr", status="not-validated")

    assert wording is None
    assert reason in report.refusal


def test_hidden_marks_in_a_translation_are_refused_by_row(calm, sheet, tmp_path):
    path = saved(tmp_path, filled(sheet, **{"1": "calm \u202egninneve"}))

    with pytest.raises(InvalidDocument, match="row 7: a hidden right-to-left override"):
        read_translation(path, calm, language="ar", status="not-validated")


def test_a_sheet_of_other_columns_is_refused(calm, tmp_path):
    for header, reason in (
        ("item,target", "the columns are item, a language, target, comment"),
        ("item,de,target", "calm@1 has no words in 'de'"),
    ):
        with pytest.raises(InvalidDocument, match=reason):
            read_translation(saved(tmp_path, header), calm, language="fr", status="original")


def test_only_what_changes_is_shown(calm):
    before = calm.wordings["en"]
    after = dataclasses.replace(before, title="Calm", questions={**before.questions, "1": "Calm?"})

    assert differences(before, before) == []
    assert differences(before, after) == [
        CellChange("title", "Calm days", "Calm"),
        CellChange("1", "I felt calm.", "Calm?"),
    ]
    assert len(differences(None, after)) == len(cells_of(after))


def test_a_pack_written_by_hand_is_brought_whole_or_not_at_all(calm, tmp_path):
    library = {calm.name: calm}
    path = saved(tmp_path, WORDS.replace('"en"', '"fr"', 1), "fr.toml")

    wording, report = bring_words(path, library, key="calm", choices=Choices())

    assert wording is not None
    assert (report.kind, wording.language, wording.source) == ("wording pack", "fr", "fr.toml")
    elsewhere = saved(tmp_path, path.read_text(), "words from Chloé.toml")
    assert bring_words(elsewhere, library, key="calm", choices=Choices())[0] is not None
    saved(tmp_path, path.read_text().replace('1 = "I felt calm."', ""), "fr.toml")
    with pytest.raises(InvalidInstrument, match=r"fr.toml:\d+: `1` is missing"):
        bring_words(path, library, key="calm", choices=Choices())


@pytest.mark.parametrize(
    ("name", "text", "key", "reason"),
    [
        ("words.txt", "x", None, "a .json, .xlsx, .xls, .csv or .toml file was expected"),
        ("fr.toml", WORDS, None, "a pack does not say its instrument: say it with --as KEY"),
        ("fr.csv", "item,en,target,comment", "calm", "say the language of `target`"),
        ("fr.csv", "item,en,target,comment", "other", "No instrument 'other' here"),
        ("empty.csv", "", None, "no sheet is called survey"),
        (
            "data.csv",
            "record_id,a\n1,2\n1,3\n",
            None,
            "no sheet is called survey, and row 1 is nei",
        ),
        ("fr.csv", "item,en,target\n1,a,=1+1\n", "calm", "row 2, column 3: a formula; copy it"),
        ("fr.csv", 'item,en,target\n1,a,"b\n2,c,d\n', "calm", "row 2: not CSV: unexpected end"),
        ("fr.toml", WORDS.replace("felt", "\u202etlef"), "calm", "1: a hidden right-to-left over"),
        ("fr.toml", WORDS.replace("felt", "\\u0000"), "calm", r"1: a control character \(U\+0000"),
    ],
)
def test_a_file_of_no_known_kind_is_refused(calm, tmp_path, name, text, key, reason):
    path = saved(tmp_path, text, name)

    choices = Choices(language="fr" if key == "other" else None)
    with pytest.raises((InvalidDocument, UnknownInstrument), match=reason):
        bring_words(path, {calm.name: calm}, key=key, choices=choices)


def test_the_file_is_named_whatever_is_wrong_in_it(calm, tmp_path):
    path = saved(
        tmp_path, '{"resourceType": "Questionnaire", "item": [{"type": "choice"}]}', "q.json"
    )

    with pytest.raises(InvalidDocument, match=r"q.json: An item has no linkId"):
        bring_words(path, {calm.name: calm}, key="calm", choices=Choices())


@pytest.mark.parametrize("form", FORMS)
def test_every_format_we_write_is_one_we_read(calm, form, tmp_path):
    suffix = {"xlsform": ".xlsx", "pack": ".toml", "fhir-r4": ".json", "fhir-r5": ".json"}
    languages = ["en", "fr"] if form == "translation" else ["en"]
    content = export([calm], form=form, languages=languages)
    if form == "translation":
        content = filled(content.decode()).encode()
    path = tmp_path / f"en{suffix.get(form, '.csv')}"
    path.write_bytes(content)

    key = "calm" if form in ("pack", "translation") else None
    choices = Choices(language=languages[-1])
    wording, report = bring_words(path, {calm.name: calm}, key=key, choices=choices)

    assert wording is not None, report.refusal
    if form != "translation":
        assert (
            differences(calm.wordings["en"], dataclasses.replace(wording, status="original")) == []
        )


@pytest.mark.parametrize("form", FORMS)
def test_every_wording_we_ship_comes_back_as_it_left(library, form, tmp_path):
    suffix = {"xlsform": ".xlsx", "pack": ".toml", "fhir-r4": ".json", "fhir-r5": ".json"}
    worded = [instrument for instrument in library.values() if instrument.wordings]
    assert {"village-16@1"} <= {instrument.name for instrument in worded}
    for instrument in worded:
        for language, before in instrument.wordings.items():
            languages = [language, "oc"] if form == "translation" else [language]
            content = export([instrument], form=form, languages=languages).decode("utf-8", "ignore")
            path = tmp_path / f"{language}{suffix.get(form, '.csv')}"
            if form == "translation":
                path.write_text(filled(content, copy=True), newline="")
            else:
                path.write_bytes(export([instrument], form=form, languages=languages))

            key = instrument.key if form in ("pack", "translation") else None
            choices = Choices(language=languages[-1])
            wording, report = bring_words(path, library, key=key, choices=choices)

            assert wording is not None, (instrument.name, language, report.refusal)
            whole = form in ("pack", "translation")
            assert cells_of(wording) == cells_of(before if whole else asked(before))


@pytest.mark.parametrize(
    ("form", "keys", "languages", "reason"),
    [
        ("pdf", 1, ["en"], "'pdf' is no format of ours"),
        ("fhir-r4", 2, ["en"], "fhir-r4 holds one instrument a file"),
        ("xlsform", 2, ["en"], "calm@1: is named twice"),
        ("xlsform", 1, ["en", "en"], "en: is named twice"),
        ("fhir-r4", 1, ["en", "fr"], "FHIR holds one language a file"),
        ("redcap", 1, ["ar"], r"calm@1 has no words in 'ar' \(it has: en\)"),
        ("xlsform", 1, ["ar"], "calm@1 has no words in 'ar'"),
        ("pack", 1, ["ar"], "calm@1 has no words in 'ar'"),
        ("translation", 1, ["en"], "from one --language to another"),
        ("translation", 1, ["ar", "en"], "calm@1 has no words in 'ar'"),
        ("xlsform", 1, [], "Say in which language"),
    ],
)
def test_what_a_format_cannot_hold_is_refused(calm, form, keys, languages, reason):
    with pytest.raises(InvalidDocument, match=reason):
        export([calm] * keys, form=form, languages=languages)
