"""What the database itself refuses, whoever asks."""

import datetime as dt

import pytest
from django.db import IntegrityError

from tests.factories import NOW, a_child, a_consent, a_parent
from village.people.models import Child, ContactDetails, Participant

pytestmark = pytest.mark.django_db


def refused(constraint: str):
    """The database says no, by the name of the rule."""
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(
    "change",
    [
        {"withdrawn_at": NOW},
        {"withdrawal": "keep"},
        {"withdrawn_at": NOW, "withdrawal": "perhaps"},
    ],
)
def test_a_withdrawal_without_its_date_or_its_choice(change):
    anna = a_parent("Anna")

    with refused("participant_withdrawal_is_dated_and_says_how"):
        Participant.objects.filter(pk=anna.pk).update(**change)


def test_contact_details_of_nobody():
    anna = a_parent("Anna")

    with refused("contact_has_a_name"):
        ContactDetails.objects.filter(pk=anna.pk).update(name="")


def test_a_second_way_to_reach_the_same_person():
    anna = a_parent("Anna")

    with pytest.raises(IntegrityError):
        ContactDetails.objects.create(participant=anna, name="Anna")


def test_an_agreement_to_something_nobody_asked():
    with refused("consent_purpose_is_known"):
        a_consent(a_parent("Anna"), "advertising")


def test_a_child_of_no_month():
    with refused("child_has_a_month"):
        Child.objects.create(participant=a_parent("Anna"))


@pytest.mark.parametrize("field", ["expected_month", "birth_month"])
def test_a_day_of_birth(field):
    with refused("child_months_hide_the_day"):
        a_child(a_parent("Anna"), **{field: dt.date(2026, 9, 17)})
