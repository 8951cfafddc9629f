"""Who was asked, who answered, who comes."""

import datetime as dt

from tests.tables import rows, table
from village.analytics.participation import attendance_reach, wave_reach
from village.analytics.tables import ATTENDANCE, ENROLMENTS, INVITATIONS, PARTICIPANTS

INVITED = """
    participant  house  group  wave  status
    anna         lille  g1     t0    answered
    anna         lille  g1     t1    answered
    bilal        lille  g1     t0    answered
    bilal        lille  g1     t1    lapsed
    chloe        lille  g2     t0    answered
    chloe        lille  g2     t1    open
    david        lille  g2     t0    revoked
    emma         lyon   .      t0    lapsed
"""


def reached(drawing: str) -> dict[tuple[object, object], tuple[object, ...]]:
    found = rows(wave_reach(table(INVITATIONS, drawing)))
    return {
        (row["house"], row["wave"]): (
            row["invited"],
            row["answered"],
            row["waiting"],
            row["groups"],
        )
        for row in found
    }


def test_whoever_was_asked_stays_in_the_denominator():
    assert reached(INVITED)["lille", "t1"] == (3, 1, 1, 2)


def test_a_link_that_was_taken_back_asks_nothing():
    assert reached(INVITED)["lille", "t0"] == (3, 3, 0, 2)


def test_a_parent_without_a_group_is_counted():
    assert reached(INVITED)["lyon", "t0"] == (1, 0, 0, 1)


def test_two_questionnaires_at_one_wave_are_one_parent():
    twice = """
        participant  house  group  wave  status
        anna         lille  g1     t0    lapsed
        anna         lille  g1     t0    answered
    """

    assert reached(twice)["lille", "t0"] == (1, 1, 0, 1)


ENROLLED = """
    participant  house  group
    anna         lille  g1
    bilal        lille  g1
    chloe        lille  g1
    david        lille  g2
    emma         lille  g2
"""
ENTERED = """
    participant  entered_in
    anna         2025-01-01
    bilal        2025-01-01
    chloe        2026-08-01
    david        2025-01-01
    emma         2026-07-01
"""
CAME = """
    participant  group  meeting  days_since_entry  present
    anna         g1     m1       0                 true
    anna         g1     m2       260               true
    bilal        g1     m1       0                 true
    bilal        g1     m3       120               false
    chloe        g1     m1       7                 true
    david        g2     m4       3                 false
"""


def stays() -> dict[str, object]:
    [house] = rows(
        attendance_reach(
            table(ENROLMENTS, ENROLLED),
            table(PARTICIPANTS, ENTERED),
            table(ATTENDANCE, CAME),
            as_of=dt.datetime(2026, 11, 15, tzinfo=dt.UTC),
        )
    )
    return house


def test_reach_counts_the_enrolled_the_noted_and_those_who_came():
    house = stays()

    assert (house["enrolled"], house["noted"], house["came"], house["groups"]) == (5, 4, 3, 2)


def test_only_parents_who_had_the_time_can_have_stayed():
    house = (
        stays()
    )  # chloe entered in August: on 15 November, some day of August is not three months ago

    assert (house["could_stay_3"], house["stayed_3"]) == (3, 1)


def test_an_absence_later_is_not_a_stay():
    assert stays()["stayed_8"] == 1  # anna, seen after 260 days; bilal was noted absent
