"""What invented parents are asked, and the births their questionnaires are counted from."""

from collections.abc import Iterable, Mapping
from typing import Any

from village.core.babies import Birth
from village.core.waves import Battery
from village.laboratory.simulation.following import asking_only
from village.library.installed import default_battery


def asked_here() -> Battery:
    """The battery of this demo, asking the one instrument that invented parents answer."""
    battery = default_battery()
    instrument = battery.stand_in.instrument if battery.stand_in else battery.instruments[0]
    return asking_only(battery, instrument)


def births_of(participants: Iterable[Mapping[str, Any]]) -> dict[str, Birth | None]:
    """The birth of each invented parent's baby, as it is known today; None when nobody said anything of a baby."""
    return {
        row["participant"]: Birth(expected_in=row["expected_month"], born_in=row["birth_month"])
        if row["expected_month"] or row["birth_month"]
        else None
        for row in participants
    }
