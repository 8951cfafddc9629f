"""What languages and permissions wait for: told to whoever looks after the questionnaires."""

import datetime as dt

import pytest

from tests.factories import NOW, TODAY, a_grant, a_house, a_member, approved
from village.library.waiting import languages_to_read, permissions_ending
from village.network.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea():
    return a_member(Role.NATIONAL_TEAM)


def test_permissions_that_end_within_sixty_days_are_counted_until_the_first(lea):
    for days in (60, 30, 61, -1):
        a_grant(expires_on=TODAY + dt.timedelta(days=days))
    a_grant(expires_on=TODAY + dt.timedelta(days=10), taken_back_on=TODAY)
    a_grant()

    (one,) = permissions_ending(lea, NOW)

    assert one.sentence == "2 autorisations finissent bientôt."
    assert (one.day, one.is_late) == (TODAY + dt.timedelta(days=30), False)


def test_a_language_that_is_whole_waits_for_a_reader_until_somebody_approved_it(lea):
    (before,) = languages_to_read(lea, NOW)
    approved("ar")
    (after,) = languages_to_read(lea, NOW)

    assert "العربيّة" in before.reason and "العربيّة" not in after.reason
    assert "Français" not in before.reason


def test_nobody_else_is_told(lea):
    a_grant(expires_on=TODAY)

    for user in (a_member(Role.COORDINATOR, a_house()), a_member(Role.EVALUATOR)):
        assert [*languages_to_read(user, NOW), *permissions_ending(user, NOW)] == []
