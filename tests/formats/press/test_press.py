"""What every printed page has: whose paper it is, its language, drawings that stay drawings."""

import struct
import zlib
from pathlib import Path

import pytest

from tests.formats.paper.printed import is_accessible, opened, tags_of
from village.core.errors import InvalidDocument
from village.formats.paper.bilingual import bilingual_pdf
from village.formats.paper.form import paper_form
from village.formats.paper.sheets import sheet_in
from village.formats.press.drawings import drawing_of
from village.formats.press.marks import HEAVIEST, Mark, read_mark

ROOF = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 2 2 0l2 2v2H0z"/></svg>'
)
CHART = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" font-family="system-ui, sans-serif">
<title>Stress</title><desc>À trois mois : moins 5,5.</desc>
<path d="M0 10h40" stroke="currentColor"/><text x="2" y="8" font-size="4" fill="currentColor">à 3 mois</text></svg>"""


def chunk(kind: bytes, content: bytes) -> bytes:
    """One part of a PNG file."""
    whole = kind + content
    return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))


PIXEL = b"".join(
    (
        b"\x89PNG\r\n\x1a\n",
        chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        chunk(b"IDAT", zlib.compress(b"\x00\xc4\x62\x2f")),
        chunk(b"IEND", b""),
    )
)


def a_file(folder: Path, content: bytes, name: str = "mark") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def a_form(library, **given) -> bytes:
    ours = library["village-16@1"]
    return paper_form([(ours, ours.items)], language="fr", sheet=sheet_in("fr"), **given)


def a_document(library, **given) -> bytes:
    return bilingual_pdf([library["village-16@1"]], source="fr", target="en", **given)


def said_of_figures(pdf: bytes) -> list[str]:
    return [str(tag["/Alt"]) for name, tag in tags_of(pdf) if name == "/Figure"]


@pytest.mark.parametrize("printed", [a_form, a_document])
def test_a_name_stands_above_the_first_line_and_not_on_the_next_pages(library, printed):
    with_name = opened(printed(library, mark=Mark("Les mille premiers jours"))).pages

    assert "Les mille premiers jours" in with_name[0].extract_text()
    assert all("mille premiers" not in page.extract_text() for page in with_name[1:])
    assert len(with_name) == len(opened(printed(library)).pages)


@pytest.mark.parametrize("picture", [ROOF.encode(), PIXEL])
@pytest.mark.parametrize("printed", [a_form, a_document])
def test_a_picture_is_said_to_whoever_hears_the_page(library, printed, picture, tmp_path):
    mark = read_mark(a_file(tmp_path, picture), says="Les mille premiers jours")

    pdf = printed(library, mark=mark)

    assert is_accessible(pdf)
    assert "Les mille premiers jours" in said_of_figures(pdf)
    assert pdf == printed(library, mark=mark)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no picture one can print"),
        (b"a logo", "no picture one can print"),
        (b"<html><p>a logo</p></html>", "no picture one can print"),
        (PIXEL[:40], "no picture one can print"),
        (ROOF.encode() + b" " * HEAVIEST, "at most"),
    ],
)
def test_what_is_no_mark_is_refused_in_a_sentence(tmp_path, content, sentence):
    with pytest.raises(InvalidDocument, match=sentence):
        read_mark(a_file(tmp_path, content, "logo.png"), says="Les mille premiers jours")


def test_a_mark_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InvalidDocument, match="logo.svg cannot be read"):
        read_mark(tmp_path / "logo.svg", says="Les mille premiers jours")


def test_a_drawing_is_said_by_its_own_title_and_description():
    assert drawing_of(CHART).says == "Stress. À trois mois : moins 5,5."
    with pytest.raises(InvalidDocument, match="without a title"):
        drawing_of(ROOF)
