"""The demo is whole, closed to strangers' data, and its truth is found again by the evaluation."""

import datetime as dt
import json
from collections import Counter

import pytest
from django.urls import reverse

from tests import clock
from tests.factories import NOW, a_house
from village.analytics.engine import open_snapshot
from village.analytics.evaluation import evaluate
from village.core.errors import NotAllowed
from village.core.privacy import Audience
from village.demo.accounts import address_of
from village.demo.lives import closings
from village.demo.loader import load_demo
from village.demo.parent import open_invitation
from village.groups.models import PeerGroup
from village.network.models import House, Membership, Role
from village.snapshots.catalog import latest
from village.surveys.models import Invitation, Submission
from village.surveys.services.links import find_link


@pytest.fixture
def empty(db, settings, tmp_path):
    """A demo site where nothing was recorded yet."""
    settings.DEMO = True
    settings.STATE = tmp_path / "state"
    settings.SNAPSHOTS_DIR = settings.STATE / "snapshots"
    settings.STATE.mkdir()


@pytest.fixture
def demo(empty):
    """Twelve houses of the demo: where their tables are, and their truth."""
    return load_demo(seed=3, now=NOW, end=NOW.date(), houses=12)


def test_every_role_has_an_account_and_every_group_a_leader(demo):
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)
    assert not PeerGroup.objects.filter(facilitator=None).exists()
    assert {"metropole", "drom"} <= {house.zone for house in House.objects.all()}


def test_the_facilitator_to_try_has_a_questionnaire_to_send(demo):
    open_today = Invitation.objects.filter(
        enrolment__group__facilitator__email=address_of(Role.FACILITATOR),
        submission=None,
        opens_on__lte=NOW.date(),
        closes_on__gte=NOW.date(),
    )

    assert open_today.exists()


def test_some_houses_are_to_come_and_none_closed_around_a_group_that_meets(demo):
    today = NOW.date()
    lives = Counter(house.status(on=today) for house in House.objects.all())

    assert lives[House.Status.PLANNED] == lives[House.Status.OPENING] == 1
    assert lives[House.Status.OPEN] > 8
    for house in House.objects.exclude(closed_on=None):
        assert not house.groups.filter(ended_on=None).exists()
    for house in House.objects.all():
        house.full_clean()


def test_the_houses_that_closed_are_those_whose_groups_ended_longest_ago():
    groups = [
        {"house": "arras", "ended_on": dt.date(2026, 3, 2)},
        {"house": "arras", "ended_on": dt.date(2025, 3, 2)},
        {"house": "brest", "ended_on": dt.date(2025, 1, 6)},
        {"house": "brest", "ended_on": None},
        {"house": "creil", "ended_on": dt.date(2026, 2, 2)},
        {"house": "dinan", "ended_on": dt.date(2026, 9, 1)},
    ]

    assert closings(groups) == {"creil": dt.date(2026, 2, 3), "arras": dt.date(2026, 3, 3)}


def test_every_answer_came_in_its_window(demo):
    assert Submission.objects.count() > 300
    for submission in Submission.objects.select_related("invitation"):
        day = submission.received_at.date()
        assert submission.invitation.opens_on <= day <= submission.invitation.closes_on


def test_the_evaluation_finds_the_truth_again(demo):
    truth = json.loads((demo / "truth.json").read_text())["scales"]
    with open_snapshot(latest("national").path) as snapshot:
        evaluation = evaluate(snapshot, audience=Audience.PUBLIC)

    found = [c for c in evaluation.changes if c.estimate is not None]
    assert len(found) >= 6
    for change in found:
        estimate = change.estimate.mean_change
        expected = truth[change.scale][change.response.wave]["mean_change"]
        assert abs(estimate.value - expected) < 4 * estimate.standard_error, change.scale


def test_one_house_is_too_small_to_publish(demo):
    with open_snapshot(latest("national").path) as snapshot:
        houses = [
            evaluate(snapshot, audience=Audience.HOUSE, house=code)
            for code in House.objects.values_list("code", flat=True)
        ]

    assert any(all(change.suppressed for change in house.changes) for house in houses)
    assert any(any(not change.suppressed for change in house.changes) for house in houses)


def test_a_visitor_always_finds_a_questionnaire_to_try(demo):
    with clock.set_to(NOW):
        Invitation.objects.filter(submission=None).delete()
        address = open_invitation(now=NOW, site="http://localhost:8000")
        token = address.removeprefix(
            "http://localhost:8000" + reverse("surveys:enter", args=["x"])[:-1]
        )

        link = find_link(token, now=NOW)
        assert link is not None
        assert not Submission.objects.filter(invitation=link.invitation).exists()


def test_a_site_with_records_is_never_filled(empty):
    a_house()

    with pytest.raises(NotAllowed, match="not empty"):
        load_demo(seed=1, now=NOW, end=NOW.date(), houses=2)


def test_a_site_that_is_not_a_demo_is_never_filled(db, settings):
    settings.DEMO = False

    with pytest.raises(NotAllowed, match="Only a demo"):
        load_demo(seed=1, now=NOW, end=NOW.date(), houses=2)
