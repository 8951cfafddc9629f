"""Drawings made here, as the press takes them: vectors, and what they say to whoever cannot see them."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from village.core.errors import InvalidDocument

FONT = "Atkinson Hyperlegible Next"  # that of house.typ: a press has none of a screen's
FONTS_OF_A_SCREEN = re.compile(r'font-family="[^"]*"')
# No font of ours has arrows; these point the same way.
POINTING = str.maketrans("←→", "‹›")
NAMESPACE = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG, and the sentences that stand for it."""

    svg: str
    says: str

    def as_given(self) -> dict[str, str]:
        """What a template is given of it."""
        return {"svg": self.svg, "says": self.says}


def drawing_of(svg: str) -> Drawing:
    """A chart of a page, said by its own title and description; `InvalidDocument` when it has none.

    >>> drawing_of('<svg xmlns="http://www.w3.org/2000/svg"><title>Calm</title><desc>From 4 to 6.</desc></svg>').says
    'Calm. From 4 to 6.'
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn here, not received
    found = [root.findtext(f"{NAMESPACE}{name}", "").strip() for name in ("title", "desc")]
    says = " ".join(said if said[-1] in ".!?" else f"{said}." for said in found if said)
    if not says:
        raise InvalidDocument("A drawing without a title says nothing to whoever cannot see it.")
    printable = FONTS_OF_A_SCREEN.sub(f'font-family="{FONT}"', svg).translate(POINTING)
    return Drawing(printable, says)
