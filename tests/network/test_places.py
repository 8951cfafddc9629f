"""What the code of a commune tells by itself."""

import zoneinfo

import pytest

from village.network import places
from village.network.models import Zone


@pytest.mark.parametrize(
    ("commune", "departement", "zone", "clock"),
    [
        ("62041", "Pas-de-Calais", Zone.METROPOLE, "Europe/Paris"),
        ("2A004", "Corse-du-Sud", Zone.METROPOLE, "Europe/Paris"),
        ("01001", "Ain", Zone.METROPOLE, "Europe/Paris"),
        ("97101", "Guadeloupe", Zone.DROM, "America/Guadeloupe"),
        ("97302", "Guyane", Zone.DROM, "America/Cayenne"),
        ("97411", "La Réunion", Zone.DROM, "Indian/Reunion"),
        ("97608", "Mayotte", Zone.DROM, "Indian/Mayotte"),
        ("97502", "Saint-Pierre-et-Miquelon", Zone.COM, "America/Miquelon"),
        ("98735", "Polynésie française", Zone.COM, "Pacific/Tahiti"),
        ("98818", "Nouvelle-Calédonie", Zone.COM, "Pacific/Noumea"),
    ],
)
def test_a_commune_tells_its_departement_its_zone_and_its_clock(commune, departement, zone, clock):
    assert places.departement_name(places.departement_code(commune)) == departement
    assert places.zone_of(commune) == zone
    assert places.clock_of(commune) == clock


@pytest.mark.parametrize("commune", ["20001", "96001", "97999", "98999"])
def test_no_commune_has_the_code_of_a_departement_that_is_not(commune):
    assert places.departement_code(commune) == ""


def test_france_has_its_hundred_and_one_departements_and_six_collectivities():
    overseas = {code for code in places.DEPARTEMENTS if len(code) == 3}

    assert len(places.DEPARTEMENTS) - len(overseas) == 96
    assert overseas == set(places.CLOCKS) and overseas > places.DROM
    assert len(places.DROM) == 5


def test_every_clock_exists():
    clocks = {*places.CLOCKS.values(), *places.OTHER_CLOCKS, places.MAINLAND_CLOCK}

    assert clocks <= zoneinfo.available_timezones()
