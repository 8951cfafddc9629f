"""Thirty parents in Lens, ten in Arras, three in Mende; those who answer again have come down by one or two steps."""

import datetime as dt
import uuid

from tests.factories import a_group, a_house, a_parent, an_enrolment
from village.library.installed import default_battery
from village.people.models import Purpose
from village.snapshots.catalog import place_for
from village.snapshots.publishing import publish_latest
from village.snapshots.services import take_snapshot
from village.surveys.models import Invitation
from village.surveys.services.answers import Delivery, submit_answers
from village.surveys.services.planning import plan_invitations

ENTERED = dt.date(2026, 1, 15)
OPENED_ON = dt.date(2025, 1, 1)
LATER = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
ITEMS = [item.key for item in default_battery().instruments[0].items]


def answered(group, name, *purposes, later):
    """A parent whose every answer is 3 at entry, and `later` at three months; None: that one did not come back."""
    parent = a_parent(
        name,
        house=group.house,
        agrees=purposes,
        created_at=dt.datetime.combine(ENTERED, dt.time(8), dt.UTC),
    )
    enrolment = an_enrolment(parent, group, joined_on=ENTERED)
    plan_invitations(enrolment=enrolment, battery=default_battery())
    for wave, value, month in (("t0", 3, 1), ("t1", later, 4)):
        if value is None:
            continue
        submit_answers(
            invitation=Invitation.objects.get(enrolment=enrolment, wave=wave),
            delivery=Delivery(
                id=uuid.uuid4(),
                language="fr",
                answers={"village-16@1": dict.fromkeys(ITEMS, value)},
            ),
            now=dt.datetime(2026, month, 20, 9, tzinfo=dt.UTC),
        )


def take(purpose, settings, *, as_of=LATER):
    """Take a snapshot where pages look for it, and publish it if they read it."""
    take_snapshot(
        folder=place_for(purpose, as_of=as_of),
        purpose=purpose,
        as_of=as_of,
        master_key=settings.SNAPSHOT_KEY,
        code_version="0.1.0+test",
    )
    publish_latest(master_key=settings.SNAPSHOT_KEY, now=as_of)


def keep_here(settings, folder):
    """Make the site keep its snapshots and pictures in a folder of this test."""
    settings.STATE = folder
    settings.SNAPSHOTS_DIR = folder / "snapshots"


def people_lens_arras_and_mende(lens, mende):
    """Compared at three months: in Lens 18 parents of 30 (12 of 24 share with the nation), in Arras 8 of 10, in Mende 3.

    On stress (three items) everybody begins at 9; one group of Lens comes down to 6, all others to 3.
    """
    for number, later in enumerate((1, 2, 1)):
        group = a_group(lens, started_on=ENTERED)
        for i in range(10):
            purposes = [Purpose.EVALUATION] + ([] if i < 2 else [Purpose.NATIONAL])
            answered(group, f"Anna {number}{i}", *purposes, later=later if i < 6 else None)
    for house, came_back, members in ((a_house(code="arras"), 8, 10), (mende, 3, 3)):
        group = a_group(house, started_on=ENTERED)
        for i in range(members):
            later = 1 if i < came_back else None
            answered(group, f"Bilal {i}", Purpose.EVALUATION, Purpose.NATIONAL, later=later)
