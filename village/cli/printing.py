"""`village instruments paper` and `bilingual`: instruments and batteries as documents to print."""

from pathlib import Path
from typing import Annotated

import typer

from village.cli.library import Folders, library
from village.core.babies import UNBORN, aged
from village.core.battery_reading import load_battery
from village.core.errors import InvalidDocument
from village.core.instruments import find_instrument
from village.core.scales import Instrument
from village.core.waves import Asked, Battery, Wave, all_of, what_is_asked

Keys = Annotated[
    list[str] | None, typer.Argument(help="Instruments, each by its key, or key@version.")
]
BatteryFile = Annotated[
    Path | None,
    typer.Option(help="The battery.toml of a battery, instead of instruments: all that it asks."),
]
To = Annotated[Path, typer.Option(help="The file to write; one that is there is left as it is.")]


def paper(
    language: Annotated[str, typer.Option(help="The language of the questions: fr, ar…")],
    to: To,
    keys: Keys = None,
    battery: BatteryFile = None,
    wave: Annotated[
        str | None,
        typer.Option(help="The wave of the battery it is for: its name becomes the title."),
    ] = None,
    before_birth: Annotated[
        bool,
        typer.Option("--before-birth", help="Leave out what is asked once the baby is born."),
    ] = False,
    months_after_birth: Annotated[
        float | None,
        typer.Option(
            help="The age of the baby, to leave out of the battery what is not for that age.", min=0
        ),
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Ask in easy words.")] = False,
    url: Annotated[
        str | None, typer.Option(help="Where the same can be answered on a phone: a code to scan.")
    ] = None,
    code: Annotated[
        str | None,
        typer.Option(
            help="A short reference to print on each page, such as LH-0427; never a name."
        ),
    ] = None,
    instruments: Folders = None,
) -> None:
    """Print questions for somebody who answers with a pen: large type, a box an answer, its keyed value beside it.

    The sheet's own words are in French or in English; around questions in another language they are in French.

    Example: village instruments paper village-16 --language ar --to sheet.pdf
    """
    from village.formats.paper.form import paper_form
    from village.formats.paper.sheets import sheet_in

    _check_new(to, (".pdf",))
    _check_one(keys, battery)
    if before_birth and months_after_birth is not None:
        raise InvalidDocument("Before the birth, a baby has no age: --before-birth or the months.")
    found, title = library(instruments), None
    if battery is not None:
        read = load_battery(battery, found).resolved(lambda one: language in one.wordings)
        parts = _asked(read, wave, before_birth, months_after_birth)
        title = _title(read, wave, language)
    elif wave is not None or months_after_birth is not None:
        raise InvalidDocument("A wave and an age are those of a --battery.")
    else:
        parts = tuple((one, one.asked(before_birth=before_birth)) for one in _chosen(found, keys))
    sheet = sheet_in(language, title=title, url=url, code=code)
    to.write_bytes(paper_form(parts, language=language, sheet=sheet, plain=plain))


def bilingual(
    source: Annotated[str, typer.Option(help="The language the words were written in: fr, en…")],
    target: Annotated[str, typer.Option(help="The language they were translated to.")],
    to: To,
    keys: Keys = None,
    battery: BatteryFile = None,
    instruments: Folders = None,
) -> None:
    """Set every text of instruments in two languages side by side, with how they are scored: for an ethics committee.

    The suffix of the file says its kind: .pdf, or .docx to write upon.

    Example: village instruments bilingual village-16 --source fr --target ar --to village-16.docx
    """
    from village.formats.paper.bilingual import bilingual_docx, bilingual_pdf

    _check_new(to, (".pdf", ".docx"))
    _check_one(keys, battery)
    found = library(instruments)
    chosen = _of_battery(battery, found, source) if battery else _chosen(found, keys)
    written = bilingual_pdf if to.suffix == ".pdf" else bilingual_docx
    to.write_bytes(written(chosen, source=source, target=target))


def _chosen(found: dict[str, Instrument], keys: list[str] | None) -> list[Instrument]:
    return [find_instrument(found, key) for key in keys or []]


def _of_battery(path: Path, found: dict[str, Instrument], language: str) -> tuple[Instrument, ...]:
    battery = load_battery(path, found)
    return battery.resolved(lambda one: language in one.wordings).instruments


def _asked(battery: Battery, wave: str | None, before_birth: bool, months: float | None) -> Asked:
    """What a wave asks (every wave, when none is said) of the parent of a baby of that age; of any, when none is said."""
    if wave is None:
        parts = tuple(part for one in battery.waves for part in one.parts)
    else:
        entry = "antenatal" if before_birth else "postnatal"
        parts = _wave(battery, wave, entry).parts
    if before_birth or months is not None:
        return what_is_asked(parts, baby=UNBORN if months is None else aged(months))
    return all_of(parts)


def _wave(battery: Battery, key: str, entry: str | None = None) -> Wave:
    if key not in (known := [wave.key for wave in battery.moments]):
        raise InvalidDocument(f"{battery.name} has no wave {key!r} (it has: {', '.join(known)}).")
    return battery.wave(key, entry=entry)


def _title(battery: Battery, key: str | None, language: str) -> str | None:
    """What the wave is called, in the language of the sheet's own words."""
    from village.formats.paper.words import PaperWords

    if key is None:
        return None
    words, titles = PaperWords(language), _wave(battery, key).titles
    called = titles.get(words.language) or next(iter(titles.values()))
    return f"{words.section('sheet')['title']}, {called}"


def _check_one(keys: list[str] | None, battery: Path | None) -> None:
    if bool(keys) == (battery is not None):
        raise InvalidDocument("Say what to print: instruments, or a --battery.")


def _check_new(to: Path, suffixes: tuple[str, ...]) -> None:
    if to.suffix not in suffixes:
        raise InvalidDocument(f"{to}: this is written as {' or '.join(suffixes)}.")
    if to.exists():
        raise InvalidDocument(f"{to}: is there already.")
