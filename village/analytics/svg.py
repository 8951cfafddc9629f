"""From the SVG a chart library draws to one a page can hold: named, described, light, at home in the dark.

What is wrong with it before: no accessible name, English descriptions on every mark, a white background, a fixed
size, ids that meet when two charts share a page.
"""

import re
from xml.etree import ElementTree

NAMESPACE = "http://www.w3.org/2000/svg"
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"


def dress(svg: str, *, key: str, title: str, description: str, axis: str) -> str:
    """Name and describe a chart, let it take the width it is given and the colour of the text around it.

    `axis` describes its measuring axis. `key` makes its ids its own: two charts of one page need two keys. The result
    holds no script, no style and no address, so it passes the strictest content security policy.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn here a moment ago, not received
    for element in root.iter():
        # ElementTree would choose a prefix from a registry that anything in the process may change.
        element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    _clean(root, axis)
    root.set("xmlns", NAMESPACE)
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{key}-title")
    root.set("aria-describedby", f"{key}-description")
    root.set("font-family", FONTS)
    root.set("focusable", "false")
    for place, (tag, name, text) in enumerate(
        [("title", "title", title), ("desc", "description", description)]
    ):
        element = ElementTree.Element(tag, {"id": f"{key}-{name}"})
        element.text = text
        root.insert(place, element)
    _own_ids(root, key)
    return ElementTree.tostring(root, encoding="unicode")


# What an image does not need, once it has a name of its own.
_DROPPED = ("class", "role", "font-family", "pointer-events", "opacity")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def _clean(element: ElementTree.Element, axis: str) -> None:
    for child in list(element):
        classes = child.get("class", "").split()
        if child.get("display") == "none" or "background" in classes or "foreground" in classes:
            element.remove(child)
        else:
            _clean(child, axis)
    is_axis = "role-axis" in element.get("class", "").split() and "aria-label" in element.attrib
    for name in [name for name in element.attrib if name.startswith("aria-")]:
        del element.attrib[name]
    for name in _DROPPED:
        if name != "opacity" or element.get(name) == "1":
            element.attrib.pop(name, None)
    if is_axis:
        element.set("role", "group")
        element.set("aria-label", axis)
    for name, value in element.attrib.items():
        element.set(name, _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.2f}", value))


def _own_ids(root: ElementTree.Element, key: str) -> None:
    """Put the key in front of every id that is not ours yet, and of what points to it."""
    for element in root.iter():
        if (name := element.get("id")) and not name.startswith(f"{key}-"):
            element.set("id", f"{key}-{name}")
        for attribute, value in element.attrib.items():
            element.set(attribute, value.replace("url(#", f"url(#{key}-"))
