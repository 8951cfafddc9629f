"""A parent's calendar follows the birth: expected, then noted, then perhaps corrected."""

import datetime as dt

import pytest

from tests.factories import NOW, a_child, a_group, a_house, a_parent, a_sheet, an_enrolment
from tests.surveys.conftest import a_delivery
from village.core.errors import NotAllowed
from village.library.installed import batteries
from village.people.models import Purpose
from village.people.services import note_child, record_birth
from village.surveys.models import Invitation, Submission
from village.surveys.services.answers import submit_answers
from village.surveys.services.links import find_link, is_open, issue_link
from village.surveys.services.planning import plan_invitations

pytestmark = pytest.mark.django_db

JUNE, JULY = dt.date(2026, 6, 1), dt.date(2026, 7, 1)
ENTERED = dt.date(2026, 3, 10)


@pytest.fixture
def recommended():
    return batteries()["village-recommended@1"]


@pytest.fixture
def pregnant(house, group, recommended):
    """Anna entered in March; her baby is expected in June."""
    anna = a_parent("Anna", house=house, agrees=list(Purpose), created_at=noon(ENTERED))
    a_child(anna, expected_month=JUNE)
    enrolment = an_enrolment(anna, group, joined_on=ENTERED)
    plan_invitations(enrolment=enrolment, battery=recommended)
    return enrolment


def windows(enrolment):
    return {i.wave: (i.opens_on, i.closes_on) for i in enrolment.invitations.all()}


def noon(day):
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def test_nobody_is_asked_about_a_baby_whose_birth_nobody_noted(pregnant):
    waiting = pregnant.invitations.get(wave="month3")

    assert waiting.awaits_birth
    assert not is_open(waiting, now=noon(waiting.opens_on))
    with pytest.raises(NotAllowed):
        issue_link(invitation=waiting, channel="qr", actor=None, now=noon(waiting.opens_on))


def test_a_birth_later_than_expected_moves_what_waits_and_opens_it(pregnant):
    before = windows(pregnant)

    record_birth(
        child=pregnant.participant.children.get(),
        month=JULY,
        actor=None,
        now=noon(dt.date(2026, 7, 20)),
    )

    after = windows(pregnant)
    assert after["t0"] == before["t0"]
    assert {(after[w][0] - before[w][0]).days for w in after if w != "t0"} <= {30, 31}
    month3 = pregnant.invitations.get(wave="month3")
    assert is_open(month3, now=noon(month3.opens_on))


def test_what_was_answered_does_not_move(pregnant):
    first = pregnant.invitations.get(wave="t0")
    delivery = a_delivery(2)
    submit_answers(invitation=first, delivery=delivery, now=noon(ENTERED))
    record_birth(
        child=pregnant.participant.children.get(),
        month=JUNE,
        actor=None,
        now=noon(dt.date(2026, 6, 20)),
    )
    birth = pregnant.invitations.get(wave="birth")
    submit_answers(invitation=birth, delivery=a_delivery(3), now=noon(birth.opens_on))

    record_birth(
        child=pregnant.participant.children.get(),
        month=JULY,
        actor=None,
        now=noon(dt.date(2026, 7, 20)),
    )

    kept = pregnant.invitations.get(wave="birth")
    assert (kept.opens_on, kept.closes_on) == (birth.opens_on, birth.closes_on)
    assert Submission.objects.count() == 2


def test_a_baby_noted_late_brings_the_questionnaires_of_its_age(house, group, recommended):
    bilal = a_parent("Bilal", house=house)
    enrolment = an_enrolment(bilal, group, joined_on=dt.date(2026, 9, 1))
    plan_invitations(enrolment=enrolment, battery=recommended)
    assert list(windows(enrolment)) == ["t0"]

    note_child(participant=bilal, birth_month=JUNE, actor=None, now=NOW)

    assert set(windows(enrolment)) == {"t0", "month7", "month12", "month21"}


def test_a_month_noted_by_mistake_can_be_corrected_twice(pregnant):
    child = pregnant.participant.children.get()
    record_birth(child=child, month=dt.date(2025, 6, 1), actor=None, now=NOW)
    assert "month3" not in windows(pregnant)

    record_birth(child=child, month=JUNE, actor=None, now=NOW)

    assert set(windows(pregnant)) == {"t0", "birth", "month3", "month7", "month12", "month21"}


def test_a_second_pregnancy_moves_nothing(pregnant):
    record_birth(child=pregnant.participant.children.get(), month=JUNE, actor=None, now=NOW)
    before = windows(pregnant)

    note_child(
        participant=pregnant.participant, expected_month=dt.date(2027, 5, 1), actor=None, now=NOW
    )

    assert windows(pregnant) == before


def test_what_a_parent_is_asked_is_chosen_once(pregnant, recommended):
    asked = {i.wave: i.asked for i in pregnant.invitations.all()}

    assert set(map(tuple, asked.values())) == {("village-16@1",)}
    Invitation.objects.filter(wave="month3").update(asked=["village-16@1/stress"])
    record_birth(child=pregnant.participant.children.get(), month=JULY, actor=None, now=NOW)
    assert pregnant.invitations.get(wave="month3").asked == ["village-16@1/stress"]


def test_whoever_left_the_group_still_has_a_calendar_that_follows_the_birth(pregnant):
    pregnant.left_on = dt.date(2026, 5, 1)
    pregnant.save()

    record_birth(child=pregnant.participant.children.get(), month=JUNE, actor=None, now=NOW)

    assert not pregnant.invitations.filter(awaits_birth=True).exists()


def test_a_house_elsewhere_does_not_move(pregnant, recommended):
    other = an_enrolment(a_parent("Chloé"), a_group(a_house()), joined_on=ENTERED)
    a_child(other.participant, expected_month=JUNE)
    plan_invitations(enrolment=other, battery=recommended)
    before = windows(other)

    record_birth(child=pregnant.participant.children.get(), month=JULY, actor=None, now=NOW)

    assert windows(other) == before


def test_the_table_of_a_group_has_a_column_for_each_wave_of_anybody(
    pregnant, house, group, recommended, facilitator, client
):
    bilal = a_parent("Bilal", house=house)
    a_child(bilal, birth_month=dt.date(2026, 3, 1))
    plan_invitations(
        enrolment=an_enrolment(bilal, group, joined_on=dt.date(2026, 11, 10)), battery=recommended
    )
    client.force_login(facilitator)

    page = client.get(f"/groupes/{group.pk}/questionnaires/").content.decode()

    assert page.count('<th scope="col">') == 1 + 6 + 1
    assert page.count("non prévu") == 3  # Bilal's baby is past six weeks, three months, seven
    assert page.count("après la naissance") == 5  # Anna's is still expected


def test_a_link_that_left_lives_as_long_as_the_window_it_opens(pregnant):
    child = pregnant.participant.children.get()
    record_birth(child=child, month=JUNE, actor=None, now=NOW)
    month3 = pregnant.invitations.get(wave="month3")
    issued = issue_link(invitation=month3, channel="email", actor=None, now=noon(month3.closes_on))

    record_birth(child=child, month=JULY, actor=None, now=NOW)

    moved = pregnant.invitations.get(wave="month3")
    assert find_link(issued.token, now=noon(moved.closes_on)) == issued.link


def test_a_month_mistyped_and_put_back_leaves_links_and_sheets_where_they_were(pregnant):
    child = pregnant.participant.children.get()
    record_birth(child=child, month=JUNE, actor=None, now=NOW)
    month3 = pregnant.invitations.get(wave="month3")
    a_sheet(month3)
    issued = issue_link(invitation=month3, channel="qr", actor=None, now=noon(month3.opens_on))

    record_birth(child=child, month=dt.date(2025, 6, 1), actor=None, now=NOW)
    assert find_link(issued.token, now=noon(month3.opens_on)) is None
    record_birth(child=child, month=JUNE, actor=None, now=NOW)

    assert find_link(issued.token, now=noon(month3.opens_on)) == issued.link
    assert month3.sheets.count() == 1
