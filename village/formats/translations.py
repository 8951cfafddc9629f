"""The words of an instrument as a list of cells: what a translator fills in, and what a reviewer sees changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from village.core.errors import InvalidDocument
from village.core.scales import DECLINED, Instrument, Option, Variant, Wording
from village.formats.draft import stored_name
from village.formats.pack import VARIANTS, check_wording, shared_options
from village.formats.report import ImportReport, ReportLine
from village.formats.texts import check_language, clean, csv_text, read_csv
from village.formats.workbooks import cell_at, columns

SHARED = "answers"  # the answers of every item
TITLE, INTRODUCTION = "title", "introduction"


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that would not be as it was; None where there was, or will be, nothing."""

    cell: str
    before: str | None
    after: str | None


def cells_of(wording: Wording, *, is_shared: bool | None = None) -> dict[str, str]:
    """Every text by its place: `title`, `introduction`, `answers/0`, each item, `item/0` for its own answers, `plain/item`.

    `is_shared` says whether answers that every item has are written once; by default, when they are the same.
    """
    shared = shared_options(wording)
    once = bool(shared) if is_shared is None else is_shared
    cells = {TITLE: wording.title, INTRODUCTION: wording.introduction}
    if once:
        cells |= {f"{SHARED}/{option.value}": option.label for option in shared}
    for key, question in wording.questions.items():
        cells[key] = question
        for option in wording.options[key]:
            if option.value == DECLINED:  # said the same way after every question
                cells[f"{SHARED}/{stored_name(DECLINED)}"] = option.label
            elif not once or option.value < 0:
                cells[f"{key}/{stored_name(option.value)}"] = option.label
    for name in VARIANTS:
        variant: Variant | None = getattr(wording, name)
        if variant is not None:
            cells[f"{name}/{INTRODUCTION}"] = variant.introduction
            cells |= {f"{name}/{key}": text for key, text in variant.questions.items()}
    return {cell: text for cell, text in cells.items() if text}


def differences(before: Wording | None, after: Wording) -> list[CellChange]:
    """What changes from one wording to another, in the order of the page; everything, when there was none."""
    once = bool(shared_options(after)) and (before is None or bool(shared_options(before)))
    old = {} if before is None else cells_of(before, is_shared=once)
    new = cells_of(after, is_shared=once)
    order = [*new, *(cell for cell in old if cell not in new)]
    changes = [
        CellChange(cell, old.get(cell), new.get(cell))
        for cell in order
        if old.get(cell) != new.get(cell)
    ]
    if before is not None and before.status != after.status:
        changes.append(CellChange("status", before.status, after.status))
    return changes


def translator_sheet(
    instrument: Instrument, *, source: str, target: str, comments: Mapping[str, str] | None = None
) -> str:
    """A CSV of four columns for a translator: item, the source's words, the target's so far, and a comment.

    Raises `InvalidDocument` when there are no words to translate from.
    """
    if source not in instrument.wordings:
        known = ", ".join(sorted(instrument.wordings)) or "none"
        raise InvalidDocument(f"{instrument.name} has no words in {source!r} (it has: {known}).")
    check_language(target)
    told = comments or {}
    before = instrument.wordings.get(target)
    words = instrument.wordings[source]
    once = bool(shared_options(words)) and (before is None or bool(shared_options(before)))
    done = {} if before is None else cells_of(before, is_shared=once)
    rows = [
        [cell, text, done.get(cell, ""), told.get(cell, _hint(cell))]
        for cell, text in cells_of(words, is_shared=once).items()
    ]
    return csv_text([("item", source, "target", "comment"), *rows])


def read_translation(
    path: Path, instrument: Instrument, *, language: str, status: str, licence: str = ""
) -> tuple[Wording | None, ImportReport]:
    """The words a translator gave back, whole, or the report of what is missing, unknown, or has changed since."""
    report = ImportReport(
        file=path.name, kind="translation", instrument=instrument.name, language=language
    )
    check_language(language)
    rows = read_csv(path)
    places = columns(rows, sheet=path.name)
    source = _source(places, instrument, path.name)
    given, comments, wrong = _given(rows, places)
    words = instrument.wordings[source]
    wanted = cells_of(words, is_shared=any(_is_shared(cell) for cell in given))
    left_out = _variants_left_out(wanted, given)
    for cell in given:
        if cell not in wanted:
            wrong.append(ReportLine(cell, f"no such words in {instrument.name}"))
    for cell, text in wanted.items():
        before, after = given.get(cell, ("", ""))
        if cell in given and before != text:
            wrong.append(ReportLine(cell, f"the words in {source!r} have changed since: {text!r}"))
        if not after and cell not in left_out:
            wrong.append(ReportLine(cell, f"nothing in {language!r}"))
    if wrong:
        return None, replace(report, refused=tuple(wrong))
    kept = {cell: given[cell][1] for cell in wanted if cell not in left_out}
    wording = _from_cells(kept, words)
    wording = replace(wording, language=language, status=status, licence=licence, source=path.name)
    check_wording(wording, instrument)
    return wording, replace(
        report,
        understood=tuple(ReportLine(cell, "translated") for cell in kept),
        lost=tuple(ReportLine(cell, f"comment: {text}") for cell, text in comments.items()),
    )


def _source(places: Mapping[str, int], instrument: Instrument, file: str) -> str:
    others = [column for column in places if column not in ("item", "target", "comment")]
    if "item" not in places or "target" not in places or len(others) != 1:
        raise InvalidDocument(f"{file}, row 1: the columns are item, a language, target, comment.")
    if others[0] not in instrument.wordings:
        raise InvalidDocument(f"{file}, row 1: {instrument.name} has no words in {others[0]!r}.")
    return others[0]


def _given(
    rows: list[list[str]], places: Mapping[str, int]
) -> tuple[dict[str, tuple[str, str]], dict[str, str], list[ReportLine]]:
    """Both texts of each row, the comments, and what is wrong."""
    source = next(column for column in places if column not in ("item", "target", "comment"))
    given: dict[str, tuple[str, str]] = {}
    comments: dict[str, str] = {}
    wrong: list[ReportLine] = []
    for number, row in enumerate(rows[1:], 2):
        cell, place = cell_at(row, places["item"]), f"row {number}"
        if not any(text.strip() for text in row):
            continue
        if cell in given:
            wrong.append(ReportLine(place, f"{cell!r} comes twice"))
        given[cell] = (
            cell_at(row, places[source]),
            clean(cell_at(row, places["target"]), place=place),
        )
        comment = cell_at(row, places.get("comment"))
        if comment and comment != _hint(cell):
            comments[cell] = comment
    return given, comments, wrong


def _from_cells(cells: Mapping[str, str], like: Wording) -> Wording:
    """A wording of the same form as another, with other words."""

    def label(item: str, value: int) -> str:
        named = stored_name(value)
        return cells.get(f"{item}/{named}") or cells[f"{SHARED}/{named}"]

    return replace(
        like,
        title=cells[TITLE],
        introduction=cells.get(INTRODUCTION, ""),
        questions={key: cells[key] for key in like.questions},
        options={
            key: tuple(Option(value=o.value, label=label(key, o.value)) for o in options)
            for key, options in like.options.items()
        },
        plain=_variant(cells, "plain", like.questions),
        read_aloud=_variant(cells, "read_aloud", like.questions),
        hash="",
    )


def _variant(cells: Mapping[str, str], name: str, questions: Mapping[str, str]) -> Variant | None:
    if f"{name}/{INTRODUCTION}" not in cells:
        return None
    return Variant(
        introduction=cells[f"{name}/{INTRODUCTION}"],
        questions={key: cells[f"{name}/{key}"] for key in questions},
    )


def _is_shared(cell: str) -> bool:
    item, _, value = cell.partition("/")
    return item == SHARED and value.isdigit()


def _variants_left_out(
    wanted: Mapping[str, str], given: Mapping[str, tuple[str, str]]
) -> frozenset[str]:
    """The texts of the variants of which nothing was translated: a variant is whole, or is not there."""
    found: set[str] = set()
    for name in VARIANTS:
        own = {cell for cell in wanted if cell.startswith(f"{name}/")}
        if not any(given.get(cell, ("", ""))[1] for cell in own):
            found |= own
    return frozenset(found)


def _hint(cell: str) -> str:
    """What a translator should know of a cell."""
    item, _, value = cell.partition("/")
    if item in VARIANTS:
        return f"the same, {'in easy words' if item == 'plain' else 'as a voice reads it'}"
    if value == "na":
        return f"when {item} does not concern the person"
    if value == "declined":
        return "when a person would rather not say"
    if item == SHARED:
        return f"answer to every question, worth {value}"
    return f"answer to {item}, worth {value}" if value else ""
