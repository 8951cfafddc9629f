"""Bring words from a file of any kind we read: which kind it is, then which instrument, then the words and the report."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from village.core.errors import InvalidDocument
from village.core.instruments import find_instrument
from village.core.scales import Instrument, Wording
from village.core.wording import read_wording
from village.formats.draft import Draft
from village.formats.fhir.questionnaires import read_questionnaire
from village.formats.fhir.resources import read_resource
from village.formats.keying import Choices
from village.formats.matching import guess, read_words
from village.formats.redcap.dictionary import HEADERS
from village.formats.redcap.drafts import read_draft
from village.formats.report import ImportReport, ReportLine
from village.formats.texts import check_language, clean, read_bytes, read_csv
from village.formats.translations import cells_of, read_translation
from village.formats.xlsform.reading import read_xlsform

LARGEST_PACK = 1_000_000


def bring_words(
    path: Path, library: Mapping[str, Instrument], *, key: str | None, choices: Choices
) -> tuple[Wording | None, ImportReport]:
    """The words a file gives to an instrument of the library, and the report; None when something is refused.

    `key` names the instrument when the file does not. Raises `InvalidDocument` (or `UnknownInstrument`) for a file
    that cannot be read at all.
    """
    try:
        wording, report = _read(path, library, key, choices)
    except InvalidDocument as refusal:
        if path.name in str(refusal):
            raise
        raise InvalidDocument(f"{path.name}: {refusal}") from None
    permission = library[report.instrument or ""].evidence.permission
    return wording, replace(report, before_use=permission.how if permission else "")


def _read(
    path: Path, library: Mapping[str, Instrument], key: str | None, choices: Choices
) -> tuple[Wording | None, ImportReport]:
    kind = kind_of(path)
    if kind in ("pack", "translation") and key is None:
        raise InvalidDocument(
            f"{path.name}: a {kind} does not say its instrument: say it with --as KEY."
        )
    if kind == "pack":
        return _pack(path, find_instrument(dict(library), key or ""))
    if kind == "translation":
        if choices.language is None:
            raise InvalidDocument(f"{path.name}: say the language of `target` with --language.")
        return read_translation(
            path,
            find_instrument(dict(library), key or ""),
            language=choices.language,
            status=choices.status,
            licence=choices.licence,
        )
    draft = read_form(path, language=choices.language)
    instrument = find_instrument(dict(library), key) if key else guess(draft, library)
    return read_words(draft, instrument, choices, file=path.name)


def kind_of(path: Path) -> str:
    """ "fhir", "xlsform", "redcap", "translation" or "pack"; a CSV is known by its first row."""
    suffix = path.suffix.lower()
    by_suffix = {".json": "fhir", ".xlsx": "xlsform", ".xls": "xlsform", ".toml": "pack"}
    if suffix in by_suffix:
        return by_suffix[suffix]
    if suffix != ".csv":
        raise InvalidDocument(
            f"{path.name or path}: a .json, .xlsx, .xls, .csv or .toml file was expected."
        )
    rows = read_csv(path, allow_formulas=False)
    first = [cell.strip() for cell in rows[0]] if rows else []
    if first[:1] in ([HEADERS[0]], ["field_name"]):
        return "redcap"
    if {"item", "target"}.issubset(first):
        return "translation"
    if not any(row[:1] and row[0].strip().lower() == "survey" for row in rows):
        raise InvalidDocument(
            f"{path.name}: no sheet is called survey, and row 1 is neither that of a REDCap data dictionary "
            f"({HEADERS[0]}, …) nor that of a translator's sheet (item, …, target)."
        )
    return "xlsform"


def read_form(path: Path, *, language: str | None = None) -> Draft:
    """The questions of a form of another tool; the language is needed when an XLSForm speaks several."""
    kind = kind_of(path)
    if kind == "fhir":
        return read_questionnaire(read_resource(path, kind="Questionnaire"))
    if kind == "redcap":
        return read_draft(path)
    if kind == "xlsform":
        return read_xlsform(path, language=language)
    raise InvalidDocument(f"{path.name}: a {kind} holds words, and no questionnaire of its own.")


def _pack(path: Path, instrument: Instrument) -> tuple[Wording, ImportReport]:
    read_bytes(path, at_most=LARGEST_PACK)
    wording = read_wording(path, items=instrument.items, is_named_after_language=False)
    check_language(wording.language)
    for place, text in cells_of(wording).items():
        clean(text, place=place)
    for place in ("licence", "source"):
        clean(getattr(wording, place), place=place)
    report = ImportReport(
        file=path.name,
        kind="wording pack",
        instrument=instrument.name,
        language=wording.language,
        understood=tuple(ReportLine(key, f"item {key}") for key in wording.questions),
    )
    return replace(wording, source=wording.source or path.name), report
