"""A link lets its bearer write once, tells nothing, and closes when it must."""

import datetime as dt
import secrets

import pytest

from tests.factories import NOW, a_consent, a_parent, an_enrolment
from tests.surveys.conftest import a_delivery
from village.core.errors import NotAllowed
from village.library.installed import default_battery
from village.people.models import Participant, Purpose
from village.people.services import withdraw
from village.surveys.models import Invitation, Link, Submission
from village.surveys.services.answers import submit_answers
from village.surveys.services.links import find_link, fingerprint, issue_link, stop_messages
from village.surveys.services.planning import plan_invitations


def test_a_token_has_160_bits_and_only_its_hash_is_kept(invitation):
    issued = issue_link(invitation=invitation, channel="qr", actor=None, now=NOW)

    assert len(secrets.token_urlsafe(20)) == len(issued.token) == 27
    assert bytes(Link.objects.get().token_hash) == fingerprint(issued.token)
    assert issued.token not in str(Link.objects.values().get())


def test_a_link_opens_its_invitation_and_opening_uses_nothing_up(invitation, token):
    for _ in range(3):
        assert find_link(token, now=NOW).invitation == invitation


@pytest.mark.parametrize(
    "token", ["", "x", "é" * 27, "a" * 27, "a" * 101, "a/b/../c", "\x00", "\ud800"]
)
def test_what_is_not_a_token_opens_nothing(db, token):
    assert find_link(token, now=NOW) is None


def test_a_revoked_or_expired_link_opens_nothing(invitation, token):
    expired_at = Link.objects.get().expires_at
    assert find_link(token, now=expired_at) is None

    Link.objects.update(revoked_at=NOW)
    assert find_link(token, now=NOW) is None


def test_several_links_may_be_open_for_the_same_questionnaire(invitation):
    tokens = [
        issue_link(invitation=invitation, channel=channel, actor=None, now=NOW).token
        for channel in ("email", "qr")
    ]

    assert {find_link(token, now=NOW).channel for token in tokens} == {"email", "qr"}


def test_nothing_is_sent_to_who_did_not_agree_to_the_evaluation(house, group):
    bilal = a_parent("Bilal", house=house)
    plan_invitations(enrolment=an_enrolment(bilal, group), battery=default_battery())

    with pytest.raises(NotAllowed, match="ne participe pas"):
        issue_link(
            invitation=Invitation.objects.get(enrolment__participant=bilal, wave="t0"),
            channel="qr",
            actor=None,
            now=NOW,
        )


def test_a_consent_taken_back_closes_the_link_at_once(anna, token):
    a_consent(anna, Purpose.EVALUATION, given=False, decided_at=NOW)

    assert find_link(token, now=NOW) is None


def test_a_questionnaire_that_is_not_open_gives_no_link(enrolment):
    with pytest.raises(NotAllowed, match="ouvert du"):
        issue_link(
            invitation=enrolment.invitations.get(wave="t3"), channel="qr", actor=None, now=NOW
        )


def test_not_me_closes_every_link_and_stops_messages(anna, invitation, token):
    other = issue_link(invitation=invitation, channel="email", actor=None, now=NOW).token

    stop_messages(link=find_link(token, now=NOW), now=NOW)

    assert find_link(token, now=NOW) is find_link(other, now=NOW) is None
    assert (
        anna.consents.order_by("-decided_at", "-pk").filter(purpose="messages").first().given
        is False
    )


@pytest.mark.parametrize(("choice", "left"), [("keep", 1), ("delete", 0)])
def test_withdrawing_stops_everything_and_erases_answers_when_asked(
    anna, invitation, token, choice, left
):
    submit_answers(invitation=invitation, delivery=a_delivery(), now=NOW)

    withdraw(participant=anna, choice=Participant.Withdrawal(choice), actor=None, now=NOW)

    assert find_link(token, now=NOW) is None
    assert Submission.objects.count() == left
    assert not Invitation.objects.filter(revoked_at=None, submission=None).exists()


def test_an_enrolment_has_its_own_calendar(enrolment):
    windows = {i.wave: (i.opens_on, i.closes_on) for i in enrolment.invitations.all()}
    day = enrolment.joined_on

    assert list(windows) and set(windows) == {"t0", "t1", "t2", "t3"}
    assert windows["t0"] == (day - dt.timedelta(days=14), day + dt.timedelta(days=28))


def test_planning_twice_changes_nothing(enrolment):
    before = set(enrolment.invitations.values_list("pk", flat=True))

    plan_invitations(enrolment=enrolment, battery=default_battery())

    assert set(enrolment.invitations.values_list("pk", flat=True)) == before
