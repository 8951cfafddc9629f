"""An XLSForm as questions that can be keyed. The name of a choice is what is stored: it is the value, when it is a number."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel import Locale

from village.core.errors import InvalidDocument
from village.formats.circles import first_circle
from village.formats.draft import MOST_ITEMS, Draft, DraftItem, DraftOption, DraftPart, keyed_value
from village.formats.report import ReportLine
from village.formats.workbooks import cell_at, columns, read_sheets

SHEETS = ("survey", "choices", "settings")
LABEL = re.compile(r"label\s*::?\s*(.+)", re.IGNORECASE)
TAGGED = re.compile(r"\(([A-Za-z-]+)\)\s*$")
SELECT = re.compile(r"(?:select one from|select[ _]one)\s+(\S+)(\s+or[ _]other)?", re.IGNORECASE)
REFERENCE = re.compile(r"\$\{\s*([^}]+?)\s*\}")


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a sheet, by column, and where it stands."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(slots=True)
class FormReading:
    """What has been read so far of the survey, and the groups that are open."""

    options: Mapping[str, tuple[DraftOption, ...]]
    items: list[DraftItem]
    left_out: list[ReportLine]
    open: list[tuple[str, str, int]]  # group or repeat, its name, its row
    parts: dict[str, DraftPart]


def read_xlsform(path: Path, *, language: str | None = None) -> Draft:
    """Keep every `select_one` that can be keyed, in one language; raises `InvalidDocument` naming sheet and row."""
    sheets = read_sheets(path, only=SHEETS)
    if "survey" not in sheets:
        raise InvalidDocument(f"{path.name}: no sheet is called survey.")
    settings = _rows(sheets.get("settings", []), "settings", None)
    default = settings[0]["default_language"] if settings else ""
    spoken = _language(sheets["survey"], language, default, path.name)
    survey = _rows(sheets["survey"], "survey", spoken)
    if len(survey) > MOST_ITEMS:
        raise InvalidDocument(
            f"survey, row {survey[MOST_ITEMS].number}: at most {MOST_ITEMS} rows are read."
        )
    reading = FormReading(_options(sheets.get("choices", []), spoken), [], [], [], {})
    seen: dict[str, int] = {}
    waits: dict[str, list[str]] = {}
    for row in survey:
        if (name := row["name"]) and not row["type"].lower().startswith("end"):
            if name in seen:
                raise InvalidDocument(
                    f"survey, row {row.number}: the name {name!r} is that of row {seen[name]}."
                )
            seen[name] = row.number
            waits[name] = REFERENCE.findall(_condition(row)) + [one for _, one, _ in reading.open]
        _read_row(reading, row)
    if (circle := first_circle(waits)) is not None:
        raise InvalidDocument(
            f"survey, row {seen[circle]}, {circle}: waits for itself (relevant goes round in a circle)."
        )
    if reading.open:
        kind, name, number = reading.open[-1]
        raise InvalidDocument(f"survey, row {number}: the {kind} {name!r} is never ended.")
    whole = reading.parts.get("", DraftPart())
    return Draft(
        kind="XLSForm",
        title=settings[0]["form_title"] if settings else "",
        introduction=whole.introduction,
        language=tag_of(spoken) or language,
        items=tuple(reading.items),
        left_out=tuple(reading.left_out),
        parts=reading.parts,
    )


def tag_of(spoken: str | None) -> str | None:
    """The tag of a language as a form names it: `Français (fr)`, `English`, `EN`.

    >>> tag_of("Français (fr)"), tag_of("English"), tag_of("EN"), tag_of("patois")
    ('fr', 'en', 'en', None)
    """
    if not spoken:
        return None
    if tagged := TAGGED.search(spoken):
        return tagged[1]
    names = Locale("en").languages
    by_name = {str(name).lower(): str(tag) for tag, name in names.items()}
    if spoken.lower() in names:
        return spoken.lower()
    return by_name.get(spoken.lower())


def _language(
    rows: Sequence[Sequence[str]], wanted: str | None, default: str, file: str
) -> str | None:
    """The language to read, as the headers name it; None when labels are in no language said."""
    found = columns(rows, sheet="survey")
    spoken = [match[1].strip() for header in found if (match := LABEL.fullmatch(header))]
    if wanted is not None and spoken:
        named = [one for one in spoken if tag_of(one) == wanted]
        if not named and "label" not in {header.lower() for header in found}:
            raise InvalidDocument(
                f"{file}: survey, row 1: no label in {wanted!r}; there are {', '.join(spoken)}."
            )
        return named[0] if named else None
    if len(spoken) > 1:
        chosen = [one for one in spoken if one == default]
        if not chosen:
            raise InvalidDocument(
                f"{file}: survey, row 1: labels in {', '.join(spoken)}; say which with --language."
            )
        return chosen[0]
    return spoken[0] if spoken else None


def _rows(rows: Sequence[Sequence[str]], sheet: str, spoken: str | None) -> list[FormRow]:
    """The rows under the headers; `label` is the label in the language that is read."""
    found = columns(rows, sheet=sheet)
    places: dict[str, int] = {}
    for header, position in found.items():
        if match := LABEL.fullmatch(header):
            if spoken is not None and match[1].strip().lower() == spoken.lower():
                places["label"] = position
        elif header.lower().replace(" ", "_") not in places:
            places[header.lower().replace(" ", "_")] = position
    listed = [
        FormRow(number, {column: cell_at(row, position) for column, position in places.items()})
        for number, row in enumerate(rows[1:], 2)
    ]
    return [row for row in listed if any(row.cells.values())]


def _options(
    rows: Sequence[Sequence[str]], spoken: str | None
) -> dict[str, tuple[DraftOption, ...]]:
    options: dict[str, list[DraftOption]] = {}
    for row in _rows(rows, "choices", spoken):
        listed, name = row["list_name"], row["name"]
        if not listed or not name:
            raise InvalidDocument(
                f"choices, row {row.number}: a choice has a list_name and a name."
            )
        options.setdefault(listed, []).append(
            DraftOption(label=row["label"], value=keyed_value(name), code=name)
        )
    return {listed: tuple(found) for listed, found in options.items()}


def _read_row(reading: FormReading, row: FormRow) -> None:
    kind = re.sub(r"[\s_]+", " ", row["type"].strip().lower())
    place = f"survey, row {row.number}" + (f", {row['name']}" if row["name"] else "")
    if kind.startswith(("begin group", "begin repeat")):
        reading.open.append((kind.split()[1], row["name"], row.number))
        if row["name"]:
            reading.parts[row["name"]] = DraftPart(title=row["label"])
    elif kind.startswith(("end group", "end repeat")):
        opened = reading.open.pop() if reading.open else ("nothing", "", 0)
        if opened[0] != kind.split()[1]:
            raise InvalidDocument(f"{place}: ends a {kind.split()[1]} where {opened[0]} is open.")
    elif kind == "note" and not reading.items and row["label"]:
        _read_note(reading, row["label"])
    elif reason := _why_not(reading, row, kind):
        reading.left_out.append(ReportLine(place, reason))
    elif select := SELECT.match(row["type"].strip()):
        reading.items.append(
            DraftItem(
                place=place,
                names=(row["name"],),
                question=row["label"],
                options=reading.options[select[1]],
                condition=_condition(row),
            )
        )


def _condition(row: FormRow) -> str:
    """When the question, or the group, is asked; empty: always."""
    return row["relevant"] or row["relevance"] or row["bind::relevant"]


def _read_note(reading: FormReading, words: str) -> None:
    """A note before the first question introduces the group it is in."""
    inside = reading.open[-1][1] if reading.open else ""
    part = reading.parts.get(inside, DraftPart())
    said = f"{part.introduction}\n{words}".strip()
    reading.parts[inside] = DraftPart(title=part.title, introduction=said)


def _why_not(reading: FormReading, row: FormRow, kind: str) -> str:
    select = SELECT.match(row["type"].strip())
    repeats = [name for opened, name, _ in reading.open if opened == "repeat"]
    if select is None:
        return f"{kind or 'no type'} is not a closed list of which one is chosen"
    if select[2]:
        return "takes other answers than those listed (or_other)"
    if select[1] not in reading.options:
        return f"its list {select[1]!r} is not in the sheet choices"
    if row["choice_filter"]:
        return "its answers depend on other answers (choice_filter)"
    if REFERENCE.search(row["label"] + "".join(o.label for o in reading.options[select[1]])):
        return "its words depend on other answers (${…})"
    return f"is in {repeats[0]}, which repeats" if repeats else ""
