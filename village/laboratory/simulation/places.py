"""The real communes where invented houses stand."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Place:
    """A commune (its code is text), where it is, and the invented name of the house there."""

    code: str
    name: str
    departement: str
    zone: str  # metropole | drom | com
    time_zone: str
    house: str

    @property
    def slug(self) -> str:
        """The name as it stands in data and addresses.

        >>> Place("88160", "Épinal", "88", "metropole", "Europe/Paris", "Les Images").slug
        'epinal'
        """
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode()
        return re.sub(r"[^a-z0-9]+", "-", plain.lower())


def places() -> list[Place]:
    """The communes of `communes.toml`, in order; the last is where the house too small to publish stands."""
    text = files("village.laboratory.simulation").joinpath("communes.toml").read_text("utf-8")
    return [Place(**row) for row in tomllib.loads(text)["communes"]]
