"""Farid, who leads a group, and Anna, who is in it."""

import pytest

from tests import clock
from tests.factories import (
    NOW,
    a_facilitator,
    a_group,
    a_house,
    a_parent,
    an_enrolment,
)
from village.people.models import Purpose


@pytest.fixture(autouse=True)
def today():
    """It is 20 November 2026, half past ten in Paris."""
    with clock.set_to(NOW):
        yield


@pytest.fixture
def farid(client):
    """A facilitator, signed in."""
    user = a_facilitator(a_house(), name="Farid")
    client.force_login(user)
    return user


@pytest.fixture
def group(farid):
    """His group, since two weeks."""
    house = farid.memberships.get().house
    return a_group(house, facilitator=farid, name="Mardi matin")


@pytest.fixture
def anna(group):
    """Anna, in his group, who agreed to everything."""
    parent = a_parent("Anna Canari", house=group.house, email="anna@example.org", agrees=Purpose)
    return an_enrolment(parent, group)
