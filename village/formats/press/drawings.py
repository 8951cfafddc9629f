"""Drawings made here, as the press takes them: vectors, and what they say to whoever cannot see them."""

from dataclasses import dataclass
from xml.etree import ElementTree

from village.core.errors import InvalidDocument

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
    return Drawing(svg, says)
