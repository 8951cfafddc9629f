"""A printed document as a machine that reads PDF finds it: its words, where they stand, what it says of itself."""

import io
import re
from dataclasses import dataclass

import pypdf
from pypdf.generic import DictionaryObject, IndirectObject


@dataclass(frozen=True)
class Mark:
    """Words at a place of a page, in points from its bottom left corner."""

    page: int
    x: float
    y: float
    text: str


def opened(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def words_of(pdf: bytes) -> str:
    """All the words, single spaces between them, without marks of direction."""
    text = " ".join(page.extract_text() for page in opened(pdf).pages)
    return " ".join(re.sub("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", text).split())


def marks_of(pdf: bytes) -> list[Mark]:
    found: list[Mark] = []
    for number, page in enumerate(opened(pdf).pages):

        def visit(text, cm, tm, _font, _size, number=number):
            if kept := text.strip().strip("\u202a\u202c"):
                found.append(Mark(number, tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5], kept))

        page.extract_text(visitor_text=visit)
    return found


def tags_of(pdf: bytes) -> list[tuple[str, DictionaryObject]]:
    """The elements of the tag tree, in reading order, each with its dictionary."""

    def walk(node):
        if isinstance(node, IndirectObject):
            node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield str(node["/S"]), node
            yield from walk(node.get("/K"))

    return list(walk(opened(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"]))


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Each font by its name, and whether it is inside the file."""
    found = {}
    for page in opened(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font["/DescendantFonts"][0].get_object()
            name = str(font["/BaseFont"]).partition("+")[2]
            found[name] = "/FontFile2" in inner["/FontDescriptor"]
    return found


def is_accessible(pdf: bytes) -> bool:
    """Whether it says of itself that it is PDF/UA-1: tagged, with its language, its title in the window."""
    root = opened(pdf).trailer["/Root"]
    says = root["/Metadata"].get_object().get_data()
    return bool(
        root["/MarkInfo"]["/Marked"]
        and root["/ViewerPreferences"]["/DisplayDocTitle"]
        and root["/Lang"]
        and b"<pdfuaid:part>1<" in says
    )
