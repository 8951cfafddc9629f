"""The figures pages look at Lens, Arras and Mende (tests/networks.py)."""

import pytest

from tests.factories import a_house
from tests.networks import OPENED_ON, keep_here, people_lens_arras_and_mende, take


@pytest.fixture
def site(settings, tmp_path):
    """A site that keeps its snapshots and pictures in a folder of this test."""
    keep_here(settings, tmp_path)
    return settings


@pytest.fixture
def lens(db):
    return a_house(code="lens", name="La Gaillette", opened_on=OPENED_ON)


@pytest.fixture
def mende(db):
    return a_house(code="mende", name="Les Causses", opened_on=OPENED_ON)


@pytest.fixture
def network(site, lens, mende):
    """Both snapshots of the three houses are taken."""
    people_lens_arras_and_mende(lens, mende)
    for purpose in ("national", "house"):
        take(purpose, site)
    return site
