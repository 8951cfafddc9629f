"""Fields as questions that can be keyed, and instruments as fields. The code of an answer is what is stored."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from village.core.errors import InvalidDocument
from village.core.scales import Instrument
from village.formats.circles import first_circle
from village.formats.draft import (
    Draft,
    DraftItem,
    DraftOption,
    DraftPart,
    field_name,
    form_name,
    keyed_value,
    stored_name,
)
from village.formats.redcap.dictionary import CHOSEN, Field, read_dictionary
from village.formats.report import ReportLine

# A field of the same event; what it was at another event, `[baseline][x]`, makes no circle.
REFERENCE = re.compile(r"(?<!\])\[([a-z][a-z0-9_]*)(?:\([^)]*\))?\](?!\[)")
RECORD = Field(name="record_id", form="", type="text", label="Record ID")


def read_draft(path: Path) -> Draft:
    """The questions of a dictionary; the file and its rows are checked first."""
    return draft_of(_without_circle(read_dictionary(path), path.name))


def draft_of(fields: Iterable[Field]) -> Draft:
    """Keep every field with one answer out of a closed list."""
    items, left_out = list[DraftItem](), list[ReportLine]()
    parts: dict[str, DraftPart] = {}
    begun: set[str] = set()  # forms of which a question was read
    for field in fields:
        part = parts.get(field.form, DraftPart())
        if field.form not in begun:
            said = field.label if field.type == "descriptive" else ""
            parts[field.form] = DraftPart(
                title=part.title or field.section_header,
                introduction=f"{part.introduction}\n{said}".strip(),
            )
        if field.type == "descriptive":
            continue
        if field.type not in CHOSEN:
            reason = f"{field.type or 'no type'} is not a closed list of which one is chosen"
            left_out.append(ReportLine(field.name, reason))
            continue
        begun.add(field.form)
        items.append(
            DraftItem(
                place=field.name,
                names=(field.name,),
                question=field.label,
                options=tuple(
                    DraftOption(label=label, value=keyed_value(code), code=code)
                    for code, label in field.answers
                ),
                condition=field.branching,
            )
        )
    return Draft(
        kind="REDCap data dictionary",
        title="",
        items=tuple(items),
        left_out=tuple(left_out),
        parts=parts,
    )


def _without_circle(listed: list[Field], file: str) -> list[Field]:
    waits = {field.name: REFERENCE.findall(field.branching) for field in listed}
    if (name := first_circle(waits)) is not None:
        raise InvalidDocument(
            f"{file}: {name}: waits for itself (branching goes round in a circle)."
        )
    return listed


def dictionary_of(instruments: Sequence[Instrument], *, language: str) -> list[Field]:
    """The fields of instruments in one language, a form each, after the record's own number.

    Raises `InvalidDocument` when words are missing, or hold the | that parts the answers.
    """
    found = [
        Field(name=RECORD.name, form=form_name(instruments[0]), type="text", label=RECORD.label)
    ]
    for instrument in instruments:
        if language not in instrument.wordings:
            known = ", ".join(sorted(instrument.wordings)) or "none"
            raise InvalidDocument(
                f"{instrument.name} has no words in {language!r} (it has: {known})."
            )
        found += _fields(instrument, language)
    return found


def _fields(instrument: Instrument, language: str) -> list[Field]:
    wording, form = instrument.wordings[language], form_name(instrument)
    first = Field(
        name=f"{form}_introduction",
        form=form,
        section_header=wording.title,
        type="descriptive",
        label=wording.introduction or wording.title,
    )
    return [
        first,
        *(
            Field(
                name=field_name(instrument, item.key),
                form=form,
                type="radio",
                label=wording.questions[item.key],
                choices=" | ".join(
                    f"{stored_name(option.value)}, {_unparted(option.label, item.key)}"
                    for option in wording.options[item.key]
                ),
                annotation=f"@VILLAGE='{instrument.name}'",
            )
            for item in instrument.items
        ),
    ]


def _unparted(label: str, item: str) -> str:
    if "|" in label or "\n" in label:
        raise InvalidDocument(
            f"item {item}: {label!r} holds what parts the answers of a dictionary."
        )
    return label
