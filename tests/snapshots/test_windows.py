"""Outside the window of an instrument its scores mean nothing: the answers are kept, and no score is."""

import datetime as dt
import uuid

import pytest

from tests.factories import (
    NOW,
    a_child,
    a_group,
    a_house,
    a_parent,
    a_submission,
    an_enrolment,
    an_invitation,
)
from tests.library.gate.conftest import bring, site, write_battery
from tests.snapshots.conftest import enrolled, take
from tests.snapshots.test_snapshot import rows
from village.library.installed import library
from village.people.models import Purpose
from village.surveys.models import Invitation
from village.surveys.services.answers import Delivery, submit_answers

__all__ = ["bring", "site", "write_battery"]
MONTH = dt.date(2026, 11, 1)  # the month of NOW


@pytest.mark.parametrize(
    ("instrument", "child", "is_scored"),
    [
        ("maas19@1", {"expected_month": MONTH}, True),
        ("maas19@1", {"birth_month": MONTH}, True),  # born on the 30th, perhaps
        ("maas19@1", {"birth_month": dt.date(2026, 10, 1)}, False),
        ("pbq25@1", {"birth_month": dt.date(2025, 11, 1)}, True),  # twelve months, perhaps
        ("pbq25@1", {"birth_month": dt.date(2025, 10, 1)}, False),
        ("pbq25@1", {"birth_month": MONTH}, True),
        ("pbq25@1", {"expected_month": MONTH}, False),
        ("pbq25@1", None, True),  # nobody noted a baby: whoever asked it knew of one
    ],
)
def test_an_answer_outside_the_window_has_no_score(
    lens, bring, write_battery, tmp_path, instrument, child, is_scored
):
    key = instrument.partition("@")[0]
    bring(key, "fr")
    write_battery("asked", instrument)
    anna = enrolled("Anna", lens, Purpose.EVALUATION, Purpose.NATIONAL)
    if child is not None:
        a_child(anna.participant, **child)
    invitation = Invitation.objects.filter(enrolment=anna, wave="t0")
    invitation.update(battery="asked", asked=[instrument])
    items = [str(number) for number in range(1, len(library()[instrument].items) + 1)]
    delivery = Delivery(
        id=uuid.uuid4(), language="fr", answers={instrument: dict.fromkeys(items, 1)}
    )
    submit_answers(invitation=invitation.get(), delivery=delivery, now=NOW)

    take(tmp_path / "s")

    assert len(rows(tmp_path / "s", "answers")) == len(items)
    assert bool(rows(tmp_path / "s", "scores")) is is_scored


def a_sheet_of_pregnancy(*, zone="Europe/Paris", **fields):
    """Chloé's nineteen answers about the bond before birth; her baby was born in November."""
    chloe = a_parent("Chloé", agrees=[Purpose.NATIONAL], house=a_house(time_zone=zone))
    a_child(chloe, birth_month=MONTH)
    answers = {"maas19@1": {item.key: 1 for item in library()["maas19@1"].items}}
    enrolment = an_enrolment(chloe, a_group(chloe.house))
    a_submission(an_invitation(enrolment), answers=answers, **fields)


@pytest.mark.parametrize(("day", "is_scored"), [(MONTH, True), (dt.date(2026, 12, 1), False)])
def test_the_day_written_on_the_paper_counts_not_the_day_it_was_typed(db, tmp_path, day, is_scored):
    typed_at = dt.datetime(2026, 12, 5, tzinfo=dt.UTC)
    a_sheet_of_pregnancy(mode="paper", answered_on=day, received_at=typed_at)

    take(tmp_path / "s", as_of=typed_at)

    assert bool(rows(tmp_path / "s", "scores")) is is_scored


@pytest.mark.parametrize(("zone", "is_scored"), [("Europe/Paris", True), ("Indian/Reunion", False)])
def test_the_day_answered_is_that_of_the_house(db, tmp_path, zone, is_scored):
    """21:30 on the last of November in Lens is already December in Saint-Denis."""
    late = dt.datetime(2026, 11, 30, 20, 30, tzinfo=dt.UTC)
    a_sheet_of_pregnancy(zone=zone, received_at=late)

    take(tmp_path / "s", as_of=late)

    assert bool(rows(tmp_path / "s", "scores")) is is_scored
