"""A questionnaire published by others, answered on a phone as its published example was, gives its published total."""

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

from tests import clock
from tests.factories import (
    NOW,
    a_child,
    a_group,
    a_house,
    a_parent,
    a_readiness,
    an_approval,
    an_enrolment,
)
from tests.formats.fhir.forms import ANSWERED, PHQ9
from tests.installed import forget
from village.core.instruments import load_library
from village.formats.fhir.resources import read_resource
from village.formats.fhir.responses import read_response
from village.formats.importing import bring_words
from village.formats.keying import Choices
from village.formats.pack import place_wording
from village.library import installed
from village.library.languages.parity import words_of
from village.people.models import Purpose
from village.snapshots.services import take_snapshot
from village.surveys.models import Invitation
from village.surveys.services.links import issue_link
from village.surveys.services.planning import plan_invitations

pytestmark = pytest.mark.django_db(transaction=True)

BATTERY = """
format = 1
key = "test-only"
version = "1"
instruments = ["phq9@1"]
[[waves]]
key = "t0"
title = { en = "at entry" }
months = 0
opens_days_before = 14
closes_days_after = 28
"""


@pytest.fixture
def phq9(settings, tmp_path):
    """The published form, imported as a site would: the scoring is ours, the words are theirs, for this test only."""
    wording, report = bring_words(
        PHQ9, load_library(settings.INSTRUMENTS_DIRS), key="phq9", choices=Choices(language="en")
    )
    assert wording is not None, report.refusal
    shipped = load_library(settings.INSTRUMENTS_DIRS)["phq9@1"]
    place_wording(wording, shipped, tmp_path / "ours")
    settings.INSTRUMENTS_DIRS = [*settings.INSTRUMENTS_DIRS, tmp_path / "ours"]
    return load_library(settings.INSTRUMENTS_DIRS)["phq9@1"]


@pytest.fixture
def answers(phq9):
    return read_response(read_resource(ANSWERED, kind="QuestionnaireResponse"), phq9)


@pytest.fixture
def battery(phq9, settings, tmp_path):
    """That questionnaire, asked at entry."""
    plan = tmp_path / "batteries/test-only/1/battery.toml"
    plan.parent.mkdir(parents=True)
    plan.write_text(BATTERY)
    settings.BATTERIES_DIR = tmp_path / "batteries"
    settings.DEFAULT_BATTERY = "test-only@1"
    forget()
    yield installed.default_battery()
    forget()


def test_the_published_answers_given_on_a_phone_make_the_published_total(
    battery, phq9, answers, phone, live_server, tmp_path, settings
):
    house = a_house()
    a_readiness(house)  # the published form asks about self-harm
    an_approval(subject="phq9@1", language="en", words_hash=words_of("phq9@1", "en").hash)
    parent = a_parent("Anna", house=house, language="en", agrees=list(Purpose))
    a_child(parent)
    enrolment = an_enrolment(parent, a_group(house))
    plan_invitations(enrolment=enrolment, battery=battery)
    invitation = Invitation.objects.get(enrolment=enrolment)
    token = issue_link(invitation=invitation, channel="qr", actor=None, now=NOW).token

    with clock.set_to(NOW):
        phone.goto(f"/l/{token}")
        groups = phone.get_by_role("group")
        expect(groups).to_have_count(len(phq9.items))
        for group, item in zip(groups.all(), phq9.items, strict=True):
            options = phq9.wordings["en"].options[item.key]
            label = next(option.label for option in options if option.value == answers[item.key])
            group.get_by_label(label, exact=True).check()
        phone.get_by_role("button", name="Send my answers").tap()
        expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
        take_snapshot(
            folder=tmp_path / "s",
            purpose="national",
            as_of=NOW,
            master_key=settings.SNAPSHOT_KEY,
            code_version="0.1.0+test",
        )

    scores = pq.read_table(tmp_path / "s/scores.parquet").to_pylist()
    (score,) = (row for row in scores if row["scale"] == "total")
    assert (score["instrument"], score["missing"]) == ("phq9", 0)
    assert score["value"] == 12  # what the published response says of itself
