"""What the group brings, in a snapshot: who was asked, who answered, who declined, and who left a gap."""

import shutil
import uuid

import pytest

from tests.factories import NOW
from tests.installed import forget
from tests.snapshots.conftest import enrolled, take
from tests.snapshots.test_snapshot import rows
from village.analytics.manifest import read_manifest
from village.config.settings import ROOT
from village.core.scales import DECLINED
from village.library.installed import default_battery
from village.people.models import Purpose
from village.surveys.models import Invitation
from village.surveys.services.answers import Delivery, submit_answers

NAME = "village-experience@1"


@pytest.fixture
def battery(settings, tmp_path):
    """The six sentences are asked of everybody who enrols."""
    folder = tmp_path / "batteries/village-core/1"
    shutil.copytree(ROOT / "batteries/village-core/1", folder)
    text = (folder / "battery.toml").read_text()
    (folder / "battery.toml").write_text(text.replace("village-16@1", NAME))
    settings.BATTERIES_DIR = tmp_path / "batteries"
    forget()
    yield default_battery()
    forget()


def say(enrolment, **answers):
    """Send the module back with these answers, and a gap elsewhere."""
    (instrument,) = default_battery().instruments
    given = {**dict.fromkeys(item.key for item in instrument.items), **answers}
    invitation = Invitation.objects.get(enrolment=enrolment, wave="t0")
    delivery = Delivery(id=uuid.uuid4(), language="fr", answers={NAME: given})
    submit_answers(invitation=invitation, delivery=delivery, now=NOW)


def test_every_denominator_of_less_alone_is_in_the_data(battery, lens, tmp_path):
    both = (Purpose.EVALUATION, Purpose.NATIONAL)
    anna, bilal, chloe, _silent = (
        enrolled(name, lens, *both) for name in ("Anna", "Bilal", "Chloé", "Dalia")
    )
    say(anna, useful=3, less_alone=2)
    say(bilal, useful=2, less_alone=DECLINED)
    say(chloe, useful=1)

    take(tmp_path / "s")

    asked = rows(tmp_path / "s", "invitations")
    sent_back = [row for row in asked if row["status"] == "answered"]
    less_alone = [r["value"] for r in rows(tmp_path / "s", "answers") if r["item"] == "less_alone"]
    assert (len(asked), len(sent_back)) == (4, 3)
    assert sorted(less_alone, key=str) == sorted([2, DECLINED, None], key=str)
    assert rows(tmp_path / "s", "scores") == []


def test_a_snapshot_describes_what_is_asked_and_nothing_else(battery, lens, tmp_path):
    enrolled("Anna", lens, Purpose.NATIONAL)

    assert set(take(tmp_path / "s")["instruments"]) == {NAME}


def test_what_was_answered_stays_described_when_its_battery_is_put_away(
    battery, lens, tmp_path, settings
):
    say(enrolled("Anna", lens, Purpose.NATIONAL), useful=3)
    settings.BATTERIES_DIR = ROOT / "batteries"
    forget()

    written = take(tmp_path / "s")

    assert {NAME, "village-16@1"} == set(written["instruments"])
    assert {note.key[0] for note in read_manifest(tmp_path / "s").scales} == {"village-16"}
