"""The invented organisations that hold the houses of a demo, and whom to speak to there."""

import datetime as dt
import random
from collections.abc import Iterable
from typing import Any

from village.demo.names import invented_name
from village.network.models import Contact, Organisation

Kind = Organisation.Kind
# Four in five are of a commune or a département, as in the field.
HOLDERS = [*[Kind.COMMUNE] * 4, *[Kind.CCAS] * 2, *[Kind.DEPARTEMENT] * 2, Kind.ASSOCIATION, Kind.MUTUAL]  # fmt: skip
POSITIONS = ["direction de la petite enfance", "élue à la famille", "service financier"]


def invented_holder(house: dict[str, Any], draw: random.Random) -> Organisation:
    """Who holds an invented house, in its commune."""
    return Organisation(
        name=f"{house['name']}, organisme inventé",
        kind=draw.choice(HOLDERS),
        commune_code=house["commune_code"],
    )


def invented_contacts(
    organisations: Iterable[Organisation], *, seed: int, on: dt.date
) -> list[Contact]:
    """One to three people in each, confirmed within three years, at addresses and numbers that nobody has."""
    # Chance of their own: who was drawn for the houses stays the same. Not secrets.
    draw = random.Random(f"contacts {seed}")  # noqa: S311
    return [
        Contact(
            organisation=organisation,
            name=invented_name(draw),
            position=position,
            email=f"contact{draw.randrange(10**6):06}@demo.invalid",
            phone=f"+3363998{draw.randrange(10**4):04}",
            confirmed_on=on - dt.timedelta(days=draw.randrange(1_000)),
        )
        for organisation in organisations
        for position in POSITIONS[: draw.randint(1, len(POSITIONS))]
    ]
