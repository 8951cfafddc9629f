"""A parent's questionnaire on paper: the file to print, and what stands on it."""

from collections.abc import Mapping, Sequence

from village.core.waves import Asked
from village.library import paper
from village.library.installed import library
from village.surveys.models import Sheet


def printed(sheet: Sheet, *, url: str) -> bytes:
    """The PDF of a sheet: its questions, its code, and a square that opens the same questions on a phone."""
    asked = printed_parts(sheet.asked)
    return paper.printed(asked, language=sheet.language, code=sheet.code, url=url)


def printed_parts(asked: Mapping[str, Sequence[str]]) -> Asked:
    """The instruments and items of a sheet, from their names."""
    return tuple(
        (library()[name], tuple(item for item in library()[name].items if item.key in items))
        for name, items in asked.items()
    )
