"""Typst, kept to what we want of it: our fonts, tagged PDF, the same bytes for the same texts."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import typst

from village.core.errors import InvalidDocument
from village.formats.press.marks import Mark
from village.formats.press.tongues import tongue

PACKAGE = Path(__file__).resolve().parents[2]
FONTS = PACKAGE.parent / "fonts"  # laid there by `make setup`
OURS = re.compile(r"panicked with: (.*)", re.DOTALL)  # a template refuses, in our words
NO_GLYPH = re.compile(r"the text `\"(.*?)\"` could not be displayed")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """What stands on every page, whatever it is about."""

    title: str
    language: str  # of the title and of what the page says of itself; BCP 47
    page: str = "{page} / {pages}"
    mark: Mark | None = None  # None: nobody's paper in particular

    def as_given(self) -> dict[str, object]:
        """What the house style is given of it."""
        return {
            "title": self.title,
            "said": tongue(self.language).as_given(),
            "page": self.page,
            "mark": None if self.mark is None else self.mark.as_given(),
        }


def print_pdf(template: str, given: Mapping[str, object], *, page: PrintedPage) -> bytes:
    """The PDF/UA-1 of a template and what it is given; `dashboards/figures.typ` is in `village/dashboards/print`.

    What is given travels as JSON: whatever signs a text holds, Typst never reads it as markup. Raises `InvalidDocument`
    with a sentence for what Typst refuses to print.
    """
    app, _, name = template.partition("/")
    inputs = {"given": json.dumps({**given, "house": page.as_given()}, ensure_ascii=False)}
    compiler = typst.Compiler(
        root=str(PACKAGE), font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs
    )
    try:
        printed = compiler.compile(
            input=str(PACKAGE / app / "print" / name), format="pdf", pdf_standards="ua-1"
        )
    except typst.TypstError as refused:
        raise InvalidDocument(f"It cannot be printed: {_reason(refused)}.") from None
    assert isinstance(printed, bytes)
    return printed


@cache
def _fonts() -> typst.Fonts:
    if not FONTS.is_dir():
        raise InvalidDocument(f"The fonts of print are not in {FONTS}: `make setup` fetches them.")
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _reason(refused: typst.TypstError) -> str:
    if said := OURS.search(refused.message):
        return said[1]
    if sign := NO_GLYPH.search(refused.message):
        return f"no font here has the sign {sign[1]!r}"
    return refused.message
