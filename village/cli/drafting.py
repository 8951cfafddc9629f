"""`village instruments draft`: a questionnaire nobody has scored here yet, as a folder to review."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Direction(StrEnum):
    """What a higher total means for the parent."""

    BETTER = "better"
    WORSE = "worse"


def draft(
    file: Annotated[
        Path,
        typer.Argument(
            help="A FHIR Questionnaire (.json), an XLSForm (.xlsx, .xls, .csv) or a REDCap data dictionary (.csv)."
        ),
    ],
    to: Annotated[
        Path, typer.Argument(help="A new folder: the key, then the version (our-words/mood/1).")
    ],
    language: Annotated[str, typer.Option(help="The language of its questions: fr, ar…")],
    licence: Annotated[str, typer.Option(help="Under which conditions its questions may be used.")],
    source: Annotated[
        str, typer.Option(help="Where it comes from: who wrote it, when, where it is published.")
    ],
    higher_is: Annotated[Direction, typer.Option(help="What a higher total means.")],
    safety_item: Annotated[
        str | None,
        typer.Option(
            help="The question about harming oneself: any answer but the lowest then calls for help."
        ),
    ] = None,
) -> None:
    """Make the folder of a questionnaire that is not scored here: its items, their values, their words, and their sum.

    What cannot be keyed is left out, and SOURCE.md says so. The folder cannot be asked yet: whoever knows the
    questionnaire adds the reversed items, the scales and the rule for gaps, and scores golden.csv by hand.

    Example: village instruments draft sleep.xlsx our-words/sleep/1 --language fr --licence CC-BY-4.0 --source "Lens, 2026"
    --higher-is better
    """
    from village.formats.folders import write_folder
    from village.formats.importing import read_form
    from village.formats.texts import check_language

    check_language(language)
    folder = write_folder(
        read_form(file, language=language),
        to,
        language=language,
        licence=licence,
        source=source,
        higher_is=higher_is.value,
        safety_item=safety_item,
    )
    print(f"{folder}: to be reviewed. Next: its scales in scale.toml, then golden.csv, by hand.")
