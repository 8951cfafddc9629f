"""Invented houses stand in real communes."""

import pytest

from village.laboratory.simulation.places import places
from village.territories.clocks import clock_of
from village.territories.register import commune


@pytest.mark.parametrize("place", places(), ids=lambda place: place.code)
def test_the_commune_of_an_invented_house_is_an_official_one(place):
    official = commune(place.code)

    assert official is not None
    assert (official.name, official.departement) == (place.name, place.departement)
    assert (official.zone, clock_of(place.code)) == (place.zone, place.time_zone)
