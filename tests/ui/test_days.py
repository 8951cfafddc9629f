"""Days are written as one writes them: the first of a month has a name of its own in French, on every page and letter."""

import datetime as dt

import pytest
from django.template import engines
from django.utils import timezone, translation

FIRST, SECOND = dt.date(2026, 3, 1), dt.date(2026, 3, 2)


def written(expression, **known):
    return engines["django"].from_string(f"{{{{ {expression} }}}}").render(known)


@pytest.mark.parametrize(
    ("expression", "first", "second"),
    [
        ("day|date", "1er mars 2026", "2 mars 2026"),
        ('day|date:"DATE_FORMAT"', "1er mars 2026", "2 mars 2026"),
        ('day|date:"l j F Y"', "dimanche 1er mars 2026", "lundi 2 mars 2026"),
        ('day|date:"j F"', "1er mars", "2 mars"),
        ('day|date:"SHORT_DATE_FORMAT"', "01/03/2026", "02/03/2026"),
        ('day|date:"F Y"', "mars 2026", "mars 2026"),
        ('day|date:"Y-m-d"', "2026-03-01", "2026-03-02"),
        (r'day|date:"\j\o\u\r j"', "jour 1er", "jour 2"),
    ],
)
def test_in_french_only_the_first_of_a_month_is_an_ordinal(expression, first, second):
    assert written(expression, day=FIRST) == first
    assert written(expression, day=SECOND) == second


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "1 March 2026"), ("es", "1 de marzo de 2026"), ("rcf", "01/03/2026")],
)
def test_other_languages_keep_their_own_way(language, text):
    with translation.override(language):
        assert written("day|date", day=FIRST) == text


def test_a_moment_is_the_first_where_it_is_read():
    late = dt.datetime(2026, 2, 28, 21, 30, tzinfo=dt.UTC)  # already 1 March in Saint-Denis

    with timezone.override("Indian/Reunion"):
        assert written("late|date", late=late) == "1er mars 2026"
    with timezone.override("Europe/Paris"):
        assert written("late|date", late=late) == "28 février 2026"


def test_no_day_is_written_as_nothing():
    assert written("day|date", day=None) == ""
    assert written("day|date:'j F'", day="") == ""
