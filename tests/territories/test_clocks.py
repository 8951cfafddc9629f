"""A letter leaves at nine in the morning there, and there has its own clock."""

import zoneinfo

import pytest

from tests.territories.france import everything
from village.territories import clocks
from village.territories.register import commune
from village.territories.territory import TerritoryKind


@pytest.mark.parametrize(
    ("code", "name", "clock"),
    [
        ("62041", "Arras", "Europe/Paris"),
        ("2A004", "Ajaccio", "Europe/Paris"),
        ("97101", "Les Abymes", "America/Guadeloupe"),
        ("97302", "Cayenne", "America/Cayenne"),
        ("97411", "Saint-Denis", "Indian/Reunion"),
        ("97608", "Dzaoudzi", "Indian/Mayotte"),
        ("97801", "Saint-Martin", "America/Marigot"),
        ("97502", "Saint-Pierre", "America/Miquelon"),
        ("98735", "Papeete", "Pacific/Tahiti"),
        ("98731", "Nuku-Hiva", "Pacific/Marquesas"),
        ("98719", "Gambier", "Pacific/Gambier"),
        ("98818", "Nouméa", "Pacific/Noumea"),
    ],
)
def test_a_commune_tells_its_clock(code, name, clock):
    assert commune(code).name == name
    assert clocks.clock_of(code) == clock


def test_every_clock_exists_and_every_commune_overseas_has_one_of_its_own():
    known = {
        one.code: clocks.clock_of(one.code)
        for one in everything()
        if one.kind == TerritoryKind.COMMUNE
    }

    assert set(known.values()) <= zoneinfo.available_timezones()
    assert all(known[code] != "Europe/Paris" for code in known if code[:2] in {"97", "98"})
    assert set(clocks.OF_A_COMMUNE) <= set(known)


def test_polynesia_has_three_clocks():
    of_polynesia = {clocks.clock_of(one.code) for one in everything() if one.departement == "987"}

    assert of_polynesia == {"Pacific/Tahiti", "Pacific/Marquesas", "Pacific/Gambier"}
