"""The mark of whoever prints: its picture, or its name where it has none."""

import json
from dataclasses import dataclass
from pathlib import Path

import typst

from village.core.errors import InvalidDocument

HEAVIEST = 200_000  # bytes: every page that is printed carries it
ALONE = b"#set page(width: auto, height: auto)\n#image(bytes(json(bytes(sys.inputs.given))))"


@dataclass(frozen=True, slots=True)
class Mark:
    """What it says, which stands for it where it cannot be seen; and a picture, as a file holds it (SVG or PNG)."""

    says: str
    image: bytes | None = None

    def as_given(self) -> dict[str, object]:
        """What the house style is given of it."""
        return {"says": self.says, "image": None if self.image is None else list(self.image)}


def read_mark(path: Path, *, says: str) -> Mark:
    """The picture of a file, tried on the press; `InvalidDocument` says why it is none."""
    try:
        image = path.read_bytes()
    except OSError as refused:
        raise InvalidDocument(f"{path} cannot be read: {refused.strerror}.") from None
    if len(image) > HEAVIEST:
        raise InvalidDocument(f"{path} weighs {len(image)} bytes: {HEAVIEST} at most.")
    try:
        typst.compile(ALONE, format="svg", sys_inputs={"given": json.dumps(list(image))})
    except typst.TypstError as refused:
        raise InvalidDocument(f"{path} is no picture one can print: {refused.message}.") from None
    return Mark(says, image)
