"""`village instruments`: what can be asked here, and its words from and for other tools."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from village.cli.describing import (
    description,
    facts_of,
    print_json,
    print_report,
    print_table,
    said,
    summary,
)
from village.cli.library import Folders, InOrder, Mapped, StartsAt, library, pairs
from village.core.battery_reading import load_battery
from village.core.errors import InvalidDocument
from village.core.instruments import find_instrument
from village.core.scales import Instrument

if TYPE_CHECKING:
    from village.core.scales import Wording
    from village.formats.keying import Choices
    from village.formats.report import ImportReport

instruments = typer.Typer(
    name="instruments",
    help="What can be asked here, and its words from and for other tools.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
Key = Annotated[str, typer.Argument(help="The instrument: its key, or key@version.")]
File = Annotated[
    Path,
    typer.Argument(
        help="A FHIR Questionnaire (.json), an XLSForm (.xlsx, .xls, .csv), a REDCap data dictionary (.csv), "
        "a translator's sheet (.csv) or a wording pack (.toml)."
    ),
]
As = Annotated[
    str | None, typer.Option("--as", help="The instrument, when the file does not say which it is.")
]
Language = Annotated[
    str | None, typer.Option(help="The language to read, when the file does not say it: fr, ar…")
]
Labels = Annotated[
    list[str] | None,
    typer.Option(
        "--label",
        help="The words of an answer the file only names by a code, `VALUE=WORDS`; once for each.",
        show_default=False,
    ),
]
Licence = Annotated[
    str, typer.Option(help="The licence of these words; by default what the file says.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


@instruments.command("list")
def list_(instruments: Folders = None, as_json: AsJson = False) -> None:
    """List the instruments installed here: their items, their languages, and whether their facts were checked."""
    listed = [summary(one) for one in library(instruments).values()]
    if as_json:
        print_json(listed)
        return
    print_table(
        ("instrument", "what it measures", "items", "words in", "facts"),
        [
            (
                one["instrument"],
                one["measures"],
                str(one["items"]),
                ", ".join(one["languages"]) or "none: to import",
                facts_of(one),
            )
            for one in listed
        ],
    )


@instruments.command()
def show(key: Key, instruments: Folders = None, as_json: AsJson = False) -> None:
    """Show one instrument: how it is scored, from which sources, under which licence, in which words."""
    found = description(find_instrument(library(instruments), key))
    if as_json:
        print_json(found)
        return
    rows = [(name, value) for name, value in found.items() if isinstance(value, (str, int))]
    print_table((found["instrument"], ""), [(name, str(value)) for name, value in rows])
    for name, value in found.items():
        if isinstance(value, list) and value:
            columns = tuple(value[0])
            print_table(columns, [[said(row[c]) for c in columns] for row in value], title=name)


@instruments.command()
def check(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Folders of instruments; by default those of this site.", show_default=False
        ),
    ] = None,
) -> None:
    """Read every instrument strictly, prove each on its golden answers, and count them.

    What is wrong is named with its file and line.
    """
    found = library(folders)
    words = sum(len(one.wordings) for one in found.values())
    print(f"{len(found)} instruments, each proven on its golden answers; {words} sets of words.")


@instruments.command("import")
def import_(
    file: File,
    key: As = None,
    language: Language = None,
    mapped: Mapped = None,
    in_order: InOrder = False,
    label: Labels = None,
    coding_starts_at: StartsAt = None,
    status: Annotated[
        str,
        typer.Option(help="original, validated or not-validated: what is known of these words."),
    ] = "not-validated",
    licence: Licence = "",
    to: Annotated[
        Path | None,
        typer.Option(
            help="The site's own folder of words. Without it nothing is written: the report only."
        ),
    ] = None,
    instruments: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Bring the words of an instrument from a file, and say what was understood, refused and lost.

    The scoring is already here: each question is matched to its item by its code, by its name in our own forms, or as
    you say; each answer to its value. Nothing is counted off, and nothing is written unless all of it can be.

    Example: village instruments import phq-9.json --language en --to our-words
    """
    from village.formats.pack import place_wording

    found = library(instruments)
    choices = _choices(language, mapped, in_order, label, coding_starts_at, status, licence)
    wording, report = _bring(file, found, key, choices)
    written = None
    if wording is not None and to is not None:
        written = place_wording(wording, found[report.instrument or ""], to)
    if as_json:
        print_json({**report.as_json(), "written": str(written) if written else None})
    else:
        print_report(report, written)
    if wording is None:
        raise InvalidDocument(report.sentence)


@instruments.command()
def diff(
    key: Key,
    file: File,
    language: Language = None,
    mapped: Mapped = None,
    in_order: InOrder = False,
    label: Labels = None,
    coding_starts_at: StartsAt = None,
    instruments: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Show, text by text, what a file would change in the words of an instrument; nothing is written."""
    from village.formats.translations import differences

    found = library(instruments)
    before = find_instrument(found, key)
    choices = _choices(language, mapped, in_order, label, coding_starts_at, "not-validated", "")
    wording, report = _bring(file, found, before.name, choices)
    if wording is None:
        raise InvalidDocument(report.sentence)
    changes = [
        change
        for change in differences(before.wordings.get(wording.language), wording)
        if change.cell != "status"
    ]
    if as_json:
        print_json([{"cell": c.cell, "before": c.before, "after": c.after} for c in changes])
    elif changes:
        rows = [(c.cell, c.before or "", c.after or "") for c in changes]
        print_table((f"{before.name}, {wording.language}", "before", "after"), rows)
    else:
        print(f"{before.name}, {wording.language}: the same words.")


@instruments.command()
def export(
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="fhir-r4, fhir-r5, xlsform, xlsform-csv, redcap, pack, or translation (from one language to another); "
            "redcap-events and redcap-forms-by-event of a battery.",
        ),
    ],
    language: Annotated[
        list[str],
        typer.Option(help="The language of the words; several side by side in an xlsform."),
    ],
    keys: Annotated[
        list[str] | None,
        typer.Argument(help="Instruments; several only in a form (xlsform, redcap)."),
    ] = None,
    battery: Annotated[
        Path | None,
        typer.Option(
            help="The battery.toml of a battery, instead of instruments: all that it asks."
        ),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="The file to write; by default, standard output.")
    ] = None,
    name: Annotated[str, typer.Option(help="What several instruments are called together.")] = "",
    instruments: Folders = None,
) -> None:
    """Write instruments as a file for another tool: the same questions, each answer with its value.

    Example: village instruments export village-16 --format xlsform --language fr --language en --to form.xlsx
    """
    from village.formats.exporting import export as exported
    from village.formats.exporting import export_battery

    if bool(keys) == (battery is not None):
        raise InvalidDocument("Say what to export: instruments, or a --battery.")
    found = library(instruments)
    if battery is not None:
        content = export_battery(load_battery(battery, found), form=form, languages=language)
    else:
        chosen = [find_instrument(found, key) for key in keys or []]
        content = exported(chosen, form=form, languages=language, name=name)
    if to is None:
        sys.stdout.buffer.write(content)
    elif to.exists():
        raise InvalidDocument(f"{to}: is there already.")
    else:
        to.write_bytes(content)


def _choices(
    language: str | None,
    mapped: list[str] | None,
    is_in_order: bool,
    label: list[str] | None,
    starts_at: int | None,
    status: str,
    licence: str,
) -> "Choices":
    from village.core.wording import STATUSES
    from village.formats.keying import Choices

    if status not in STATUSES:
        raise InvalidDocument(f"--status {status!r}: one of {', '.join(STATUSES)}.")
    words = {}
    for one in label or []:
        value, sign, text = one.partition("=")
        if not sign or not value.strip().isdigit() or not text.strip():
            raise InvalidDocument(f"--label {one!r}: write it as VALUE=WORDS.")
        words[int(value)] = text.strip()
    return Choices(
        items=pairs(mapped, option="--map"),
        is_in_order=is_in_order,
        labels=words,
        starts_at=starts_at,
        language=language,
        status=status,
        licence=licence,
    )


def _bring(
    file: Path, found: dict[str, Instrument], key: str | None, choices: "Choices"
) -> "tuple[Wording | None, ImportReport]":
    from village.formats.importing import bring_words

    return bring_words(file, found, key=key, choices=choices)
