"""What waits is put in order: late, then by day; without a day, it is for today."""

import datetime as dt

from tests.factories import NOW, TODAY
from village.ui.agenda import Waiting, waiting_for

TOMORROW, YESTERDAY = TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=1)


def waits(sentence, **fields):
    return Waiting(sentence=sentence, act="Voir", url="/", **fields)


def first_floor(user, now):
    yield waits("tomorrow", day=TOMORROW)
    yield waits("any day")


def second_floor(user, now):
    yield waits("since yesterday", day=YESTERDAY, is_late=True)
    yield waits("today", day=TODAY)


FLOORS = [first_floor, second_floor]


def test_what_is_late_comes_first_then_each_day_and_the_order_of_the_register(settings):
    settings.AGENDA = f"{__name__}.FLOORS"

    found = [one.sentence for one in waiting_for(None, now=NOW, today=TODAY)]

    assert found == ["since yesterday", "any day", "today", "tomorrow"]
