"""`village export`: the rows of a snapshot, for the tools that evaluators and data managers have."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from village.cli.library import Folders, library
from village.core.errors import InvalidDocument, UnknownInstrument
from village.core.instruments import find_instrument
from village.core.scales import Instrument

if TYPE_CHECKING:
    from village.analytics.engine import Snapshot
    from village.analytics.manifest import Manifest
    from village.core.respondents import Respondent


class As(StrEnum):
    """The tool the rows are for."""

    FHIR_R4 = "fhir-r4"
    FHIR_R5 = "fhir-r5"
    REDCAP = "redcap"


def export(
    snapshot: Annotated[Path, typer.Argument(help="The folder that `village snapshot` wrote.")],
    to: Annotated[Path, typer.Argument(help="A new folder.")],
    form: Annotated[
        As,
        typer.Option(
            "--format",
            help="FHIR R4 (which is R4B here) or R5: a file of QuestionnaireResponses an instrument, one a line. REDCap: records, "
            "data dictionary, events and forms by event of a longitudinal project.",
        ),
    ],
    language: Annotated[
        str, typer.Option(help="The language of the words of the dictionary (REDCap).")
    ] = "fr",
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="An instrument to write, key@version; by default all.", show_default=False
        ),
    ] = None,
    instruments: Folders = None,
) -> None:
    """Write the answers of a snapshot for another tool: one row, or one response, for each answer sheet.

    These are rows of persons, without a name: they go where the snapshot itself may go, under the same agreement, and
    nowhere else. A person is the pseudonym of the snapshot; a day is counted from their entry, and a date is a month, or a
    year when the month is not known. Words of others stay at the site that obtained them.

    The snapshot is first compared with its hashes. The folder appears whole, or not at all.

    Example: village export for-research-2026-11 for-redcap --format redcap --language en
    """
    from village.analytics.engine import open_snapshot

    if to.exists():
        raise InvalidDocument(f"{to}: is there already.")
    with open_snapshot(snapshot, check=True, threads=1) as opened, _whole(to) as folder:
        chosen = _chosen(opened.manifest, library(instruments), only)
        if form is As.REDCAP:
            found = _redcap(opened, chosen, folder, language)
        else:
            found = _fhir(opened, chosen, folder, release=form.value.removeprefix("fhir-").upper())
    print(json.dumps({"folder": str(to), "snapshot": opened.manifest.hash, **found}))


def _chosen(
    manifest: "Manifest", here: dict[str, Instrument], only: list[str] | None
) -> dict[str, Instrument]:
    """The instruments of the snapshot, as it scored them."""
    listed = {name: here[name] for name in manifest.instruments if name in here}
    wanted = {find_instrument(listed, key).name for key in only or []} or set(manifest.instruments)
    for name in sorted(wanted):
        if name not in here:
            raise UnknownInstrument(
                f"{name} is in this snapshot, and not installed here: name its folder with --instruments."
            )
        if here[name].hash != manifest.instruments[name]:
            raise UnknownInstrument(
                f"{name} is not scored here as it was in this snapshot: its hash is another."
            )
    return {name: here[name] for name in sorted(wanted)}


def _redcap(
    opened: "Snapshot", chosen: dict[str, Instrument], folder: Path, language: str
) -> dict[str, Any]:
    from village.formats.redcap.project import Project

    waves = {wave.key: wave.titles.get(language, wave.key) for wave in opened.manifest.waves}
    project = Project(list(chosen.values()), waves, language=language)
    written = project.write(folder, _people(opened, chosen))
    return {
        "persons": written.persons,
        "rows": written.rows,
        "sheets": written.sheets,
        "second_sheets_left_out": written.second_sheets,
    }


def _fhir(
    opened: "Snapshot", chosen: dict[str, Instrument], folder: Path, *, release: str
) -> dict[str, Any]:
    from village.formats.fhir.returning import responses_of

    persons, sheets = 0, dict.fromkeys(chosen, 0)
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(
                (folder / f"{name.replace('@', '-')}.ndjson").open("w", encoding="utf-8")
            )
            for name in chosen
        }
        for person in _people(opened, chosen):
            persons += 1
            found = responses_of(person, chosen, snapshot=opened.manifest.hash, release=release)
            for name, response in found:
                sheets[name] += 1
                files[name].write(json.dumps(response, ensure_ascii=False) + "\n")
    return {"persons": persons, "sheets": sheets}


def _people(opened: "Snapshot", chosen: dict[str, Instrument]) -> "Iterator[Respondent]":
    """Everyone, with what they answered of the chosen instruments."""
    from village.analytics.respondents import respondents

    for person in respondents(opened):
        kept = tuple(one for one in person.returned if one.instrument in chosen)
        yield replace(person, returned=kept)


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A folder nobody else may open, that takes its name only when everything went well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, suffix=".part") as scratch:
        folder = Path(scratch) / target.name
        folder.mkdir(mode=0o700)
        yield folder
        folder.rename(target)
