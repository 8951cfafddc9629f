"""Outside the window of an instrument its scores mean nothing: the answers are kept, and no score is."""

import datetime as dt
import uuid

import pytest

from tests.factories import NOW, a_child
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
