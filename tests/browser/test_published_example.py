"""A questionnaire published by others, answered on a phone as its published example was, gives its published total."""

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

from tests.factories import NOW, a_group, a_house, a_parent, an_enrolment
from tests.formats.test_fhir import ANSWERED, PHQ9
from village.formats.fhir import (
    published_values,
    read_answers,
    read_questionnaire,
    read_resource,
)
from village.formats.folders import write_folder
from village.people.models import Purpose
from village.snapshots.services import take_snapshot
from village.surveys import instruments
from village.surveys.models import Invitation
from village.surveys.services.links import issue_link
from village.surveys.services.planning import plan_invitations
from village.ui import clock

pytestmark = pytest.mark.django_db(transaction=True)

BATTERY = """
format = 1
key = "test-only"
version = "1"
instruments = ["phq-9@1"]
[[waves]]
key = "t0"
title = { en = "at entry" }
months = 0
opens_days_before = 14
closes_days_after = 28
"""


@pytest.fixture
def questionnaire():
    return read_questionnaire(read_resource(PHQ9, kind="Questionnaire"))


@pytest.fixture
def answers(questionnaire):
    return read_answers(read_resource(ANSWERED, kind="QuestionnaireResponse"), questionnaire)


@pytest.fixture
def battery(questionnaire, settings, tmp_path):
    """The questionnaire, installed for this test only; its golden answers are nine zeros."""
    folder = write_folder(
        questionnaire,
        tmp_path / "instruments/phq-9/1",
        language="en",
        licence="test only",
        source="HL7 US Core",
        higher_is="worse",
        safety_item="44260-8",
    )
    keys = [item.key for item in questionnaire.items]
    (folder / "golden.csv").write_text(
        ",".join([*keys, "total", "missing", "alerts"]) + "\n" + "0," * len(keys) + "0,0,\n"
    )
    plan = tmp_path / "batteries/test-only/1/battery.toml"
    plan.parent.mkdir(parents=True)
    plan.write_text(BATTERY)
    settings.INSTRUMENTS_DIRS = [tmp_path / "instruments"]
    settings.BATTERIES_DIR = tmp_path / "batteries"
    settings.DEFAULT_BATTERY = "test-only@1"
    instruments.forget()
    yield instruments.default_battery()
    instruments.forget()


def test_the_published_answers_given_on_a_phone_make_the_published_total(
    battery, questionnaire, answers, phone, live_server, tmp_path, settings
):
    house = a_house()
    parent = a_parent("Anna", house=house, language="en", agrees=list(Purpose))
    enrolment = an_enrolment(parent, a_group(house))
    plan_invitations(enrolment=enrolment, battery=battery)
    invitation = Invitation.objects.get(enrolment=enrolment)
    token = issue_link(invitation=invitation, channel="qr", actor=None, now=NOW).token

    with clock.set_to(NOW):
        phone.goto(f"/l/{token}")
        groups = phone.get_by_role("group")
        expect(groups).to_have_count(len(questionnaire.items))
        for group, item in zip(groups.all(), questionnaire.items, strict=True):
            label = next(o.label for o in item.options if o.value == answers[item.key])
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

    (score,) = pq.read_table(tmp_path / "s/scores.parquet").to_pylist()
    published = published_values(read_resource(ANSWERED, kind="QuestionnaireResponse"))
    assert (score["instrument"], score["scale"], score["missing"]) == ("phq-9", "total", 0)
    assert score["value"] == 12 == published["/44261-6"]
