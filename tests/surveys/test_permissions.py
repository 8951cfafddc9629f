"""A page planned earlier asks only what the house may still ask; what was on a page when it was opened is taken."""

import datetime as dt
import re
import uuid

import pytest

from tests import clock
from tests.factories import NOW, TODAY, a_child, a_consent, a_grant, a_readiness, an_invitation
from tests.installed import forget
from tests.library.gate.conftest import bring, site, write_battery
from tests.surveys.conftest import ITEMS, as_form
from village.core.errors import NotAllowed
from village.library.installed import library
from village.people.models import Purpose
from village.surveys.models import Submission
from village.surveys.services.answers import Delivery
from village.surveys.services.links import issue_link
from village.surveys.services.sheets import print_sheet

__all__ = ["bring", "site", "write_battery"]
pytestmark = pytest.mark.django_db
QUESTIONS = "/questions/"


@pytest.fixture
def asked(bring, write_battery):
    """Anna is asked our questions and the Edinburgh scale, by a house that may, until tomorrow."""
    bring("epds", "fr")
    write_battery("mood", "village-16@1", "epds@1")
    invitation = an_invitation(battery="mood", asked=["village-16@1", "epds@1"])
    anna = invitation.enrolment.participant
    a_child(anna)
    a_consent(anna, Purpose.EVALUATION)
    a_grant(expires_on=TODAY)
    a_readiness(anna.house)
    return invitation


@pytest.fixture
def opened(asked, client):
    client.get(f"/l/{issue_link(invitation=asked, channel='qr', actor=None, now=NOW).token}")
    return client


def fieldsets(page):
    return page.content.decode().count("<fieldset")


def test_the_day_after_a_permission_ends_its_words_are_not_shown(opened):
    assert fieldsets(opened.get(QUESTIONS)) == 26

    with clock.set_to(NOW + dt.timedelta(days=1)):
        assert fieldsets(opened.get(QUESTIONS)) == 16


def test_without_a_safety_contact_no_question_about_self_harm_is_shown(opened, asked):
    asked.enrolment.participant.house.memberships.all().delete()

    assert fieldsets(opened.get(QUESTIONS)) == 16


def test_a_page_opened_while_it_might_be_is_taken_when_it_comes_back(opened):
    answers = {
        "village-16@1": dict.fromkeys(ITEMS, 2),
        "epds@1": dict.fromkeys([str(n) for n in range(1, 11)], 0),
    }
    sent = as_form(Delivery(id=uuid.uuid4(), language="fr", answers=answers))
    with clock.set_to(NOW + dt.timedelta(days=1)):
        assert opened.post(QUESTIONS, sent).status_code == 303

    assert set(Submission.objects.get().answers) == {"village-16@1", "epds@1"}


def test_a_sheet_is_printed_with_what_may_be_asked(asked, facilitator):
    asked.enrolment.participant.house.memberships.all().delete()

    sheet, _ = print_sheet(invitation=asked, language="fr", actor=facilitator, now=NOW)

    assert set(sheet.asked) == {"village-16@1"}


def test_no_link_is_made_when_nothing_may_be_asked_any_more(asked):
    asked.asked = ["epds@1"]
    asked.enrolment.participant.house.memberships.all().delete()

    with pytest.raises(NotAllowed, match="ne peuvent plus être posées"):
        issue_link(invitation=asked, channel="qr", actor=None, now=NOW)


def carried(page):
    """What the page carries back, and the fields of its questions."""
    html = page.content.decode()
    fields = set(re.findall(r'type="radio" name="([^"]+)"', html))
    return re.search(r'name="delivery" value="([^"]+)"', html)[1], fields


def test_what_is_left_is_sent_in_a_language_that_the_rest_does_not_have(opened):
    """English has no words of the Edinburgh scale here: once it is not asked, the page speaks English."""
    with clock.set_to(NOW + dt.timedelta(days=1)):
        delivery, fields = carried(opened.get(f"{QUESTIONS}?langue=en"))
        sent = {"delivery": delivery, **dict.fromkeys(fields, "2")}

        assert len(fields) == 16
        assert opened.post(QUESTIONS, sent).status_code == 303

    assert Submission.objects.get().language == "en"


@pytest.mark.parametrize("has_english", [False, True])
def test_words_that_may_not_be_shown_are_not_shown_by_changing_language(opened, bring, has_english):
    if has_english:
        bring("epds", "en")  # on the site; no permission covers them
    delivery, fields = carried(opened.get(QUESTIONS))
    sent = {"delivery": delivery, **dict.fromkeys(fields, "2"), "again": "langue=en"}
    with clock.set_to(NOW + dt.timedelta(days=1)):
        page = opened.post(QUESTIONS, sent)

    assert page.status_code == 200
    assert page.headers["Content-Language"] == "fr"
    assert page.content.decode().count(" checked>") == 26


def test_the_words_noted_are_those_the_page_showed(opened, site):
    shown = library()["epds@1"].wordings["fr"].hash
    delivery, fields = carried(opened.get(QUESTIONS))
    path = site / "ours/epds/1/fr.toml"
    path.write_text(path.read_text().replace("Titre", "Nouveau titre"))
    forget()
    assert library()["epds@1"].wordings["fr"].hash != shown

    assert (
        opened.post(QUESTIONS, {"delivery": delivery, **dict.fromkeys(fields, "2")}).status_code
        == 303
    )

    noted = Submission.objects.get().words
    assert noted["epds@1"] == {"hash": shown, "status": "validated"}
    assert noted["village-16@1"]["status"] == "original"
