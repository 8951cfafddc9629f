"""A sheet of paper is typed in by somebody who does not know whose it is: once, or twice by two people."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.factories import NOW, TODAY, a_child, a_member
from tests.surveys.conftest import a_delivery, all_answers
from village.audit.models import Event
from village.core.errors import AlreadyAnswered, NotAllowed
from village.library.installed import default_battery
from village.network.models import Role
from village.people.models import Participant
from village.people.services import withdraw
from village.surveys.models import Invitation, Keying, SetAside, Sheet, Submission
from village.surveys.services.answers import submit_answers
from village.surveys.services.sheets import key_sheet, print_sheet, settle_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(invitation, facilitator):
    printed, _ = print_sheet(invitation=invitation, language="fr", actor=facilitator, now=NOW)
    return printed


@pytest.fixture
def coordinator(house):
    return a_member(Role.COORDINATOR, house)


@pytest.fixture
def evaluator():
    return a_member(Role.EVALUATOR)


def typed(sheet, actor, value=2, *, twice=False, on=TODAY, **changes):
    """What one person makes of the sheet."""
    return key_sheet(
        sheet=sheet,
        answers=all_answers(value, **changes),
        answered_on=on,
        is_keyed_twice=twice,
        actor=actor,
        now=NOW,
    )


def test_a_sheet_is_known_by_a_code_that_says_nothing(sheet, invitation):
    assert len(sheet.code) == 9
    assert not set(sheet.code) & set("01OIL")
    assert sheet.asked == {"village-16@1": list(all_answers()["village-16@1"])}
    assert invitation.links.get().channel == "paper"


def test_what_is_printed_for_a_pregnant_parent_stays_printed_after_the_birth(
    invitation, anna, facilitator
):
    child = a_child(anna, expected_month=dt.date(2027, 1, 1))
    printed, _ = print_sheet(invitation=invitation, language="fr", actor=facilitator, now=NOW)
    child.birth_month = dt.date(2026, 11, 1)
    child.save()

    assert len(Sheet.objects.get(pk=printed.pk).asked["village-16@1"]) == 12


def test_typed_once_it_is_kept_with_the_day_written_on_it(sheet, coordinator):
    day = TODAY - dt.timedelta(days=5)

    keyed = typed(sheet, coordinator, on=day)

    kept = Submission.objects.get()
    assert keyed.receipt.submission_id == kept.pk
    assert (kept.mode, kept.answered_on, kept.language) == ("paper", day, "fr")
    assert kept.answers == all_answers(2)
    assert not Keying.objects.exists()


def test_a_sheet_in_time_by_its_date_can_be_typed_long_after(sheet, coordinator):
    later = NOW + dt.timedelta(days=60)

    keyed = key_sheet(
        sheet=sheet,
        answers=all_answers(),
        answered_on=TODAY,
        is_keyed_twice=False,
        actor=coordinator,
        now=later,
    )

    assert keyed.receipt is not None


@pytest.mark.parametrize(
    ("days", "reason"), [(1, "encore à venir"), (-200, "Ce questionnaire était ouvert du")]
)
def test_a_date_that_cannot_be_is_refused(sheet, coordinator, days, reason):
    with pytest.raises(NotAllowed, match=reason):
        typed(sheet, coordinator, on=TODAY + dt.timedelta(days=days))
    assert not Submission.objects.exists()


def test_whoever_leads_the_group_does_not_type_its_sheets(sheet, facilitator):
    with pytest.raises(NotAllowed, match="Qui mène le groupe"):
        typed(sheet, facilitator)


def test_two_people_who_typed_the_same_are_believed(sheet, coordinator, evaluator):
    first = typed(sheet, coordinator, twice=True)
    assert first.receipt is None
    assert not Submission.objects.exists()

    second = typed(sheet, evaluator)

    sheet.refresh_from_db()
    assert second.receipt is not None
    assert (sheet.is_keyed_twice, sheet.differences) == (True, 0)
    assert not Keying.objects.exists()  # what was typed is kept once


def test_where_two_people_do_not_agree_the_sheet_is_read_again(sheet, coordinator, evaluator):
    typed(sheet, coordinator, twice=True, rushing=1, for_myself=None)

    keyed = typed(sheet, evaluator, rushing=3, for_myself=0)
    assert keyed.receipt is None
    assert set(keyed.differing) == {("village-16@1", "rushing"), ("village-16@1", "for_myself")}

    settle_sheet(
        sheet=sheet,
        answers=all_answers(2, rushing=1, for_myself=0),
        answered_on=TODAY,
        actor=evaluator,
        now=NOW,
    )
    sheet.refresh_from_db()
    assert sheet.differences == 2
    assert Submission.objects.get().answers["village-16@1"]["rushing"] == 1


def test_reading_again_changes_only_what_was_disputed(sheet, coordinator, evaluator):
    typed(sheet, coordinator, twice=True, rushing=1)
    typed(sheet, evaluator, rushing=3)

    with pytest.raises(NotAllowed, match="Ne changez que les réponses"):
        settle_sheet(
            sheet=sheet,
            answers=all_answers(2, rushing=3, savoured=4),
            answered_on=TODAY,
            actor=evaluator,
            now=NOW,
        )


def test_the_same_person_twice_is_not_two_people(sheet, coordinator):
    typed(sheet, coordinator, twice=True, rushing=1)
    again = typed(sheet, coordinator, twice=True, rushing=3)

    assert again.receipt is None
    assert Keying.objects.get().answers["village-16@1"]["rushing"] == 3
    with pytest.raises(NotAllowed, match="par deux personnes"):
        settle_sheet(
            sheet=sheet, answers=all_answers(), answered_on=TODAY, actor=coordinator, now=NOW
        )


def test_a_parent_who_answered_on_the_phone_too_loses_nothing(sheet, invitation, coordinator):
    submit_answers(invitation=invitation, delivery=a_delivery(4), now=NOW)

    with pytest.raises(AlreadyAnswered):
        typed(sheet, coordinator, 1)

    assert Submission.objects.get().answers == all_answers(4)
    assert SetAside.objects.get().answers == all_answers(1)


def test_a_second_entry_is_not_waited_for_when_the_parent_answered_on_a_phone(
    sheet, invitation, coordinator
):
    submit_answers(invitation=invitation, delivery=a_delivery(4), now=NOW)

    with pytest.raises(AlreadyAnswered) as refused:
        typed(sheet, coordinator, 1, twice=True, end_of_strength=4)

    assert refused.value.needs_help
    assert not Keying.objects.exists()
    assert SetAside.objects.count() == 1


def test_a_parent_who_withdrew_is_not_typed_in(sheet, anna, coordinator):
    withdraw(participant=anna, choice=Participant.Withdrawal.KEEP, actor=None, now=NOW)

    with pytest.raises(NotAllowed, match="détruisez la feuille"):
        typed(sheet, coordinator)


@pytest.mark.parametrize("choice", Participant.Withdrawal)
def test_what_was_typed_first_goes_with_a_withdrawal(sheet, anna, coordinator, choice):
    typed(sheet, coordinator, twice=True)

    withdraw(participant=anna, choice=choice, actor=None, now=NOW)

    assert not Keying.objects.exists()


def test_a_sheet_cannot_be_printed_for_who_did_not_agree(invitation, anna, facilitator):
    anna.consents.all().delete()

    with pytest.raises(NotAllowed):
        print_sheet(invitation=invitation, language="fr", actor=facilitator, now=NOW)


def test_every_step_has_its_line_in_the_journal(sheet, coordinator, evaluator):
    typed(sheet, coordinator, twice=True)
    typed(sheet, evaluator)

    events = Event.objects.filter(subject=f"sheet:{sheet.pk}").order_by("pk")
    assert [event.name for event in events] == [
        "sheet.printed",
        "sheet.keyed",
        "sheet.keyed",
        "sheet.kept",
    ]


def test_a_second_entry_that_was_asked_for_is_not_undone_by_the_first_person(sheet, coordinator):
    typed(sheet, coordinator, twice=True)

    again = typed(sheet, coordinator)

    assert again.receipt is None
    assert not Submission.objects.exists()


def test_two_dates_are_a_difference_too(sheet, coordinator, evaluator):
    typed(sheet, coordinator, twice=True, on=TODAY - dt.timedelta(days=2))

    with pytest.raises(NotAllowed, match="a lu une autre date : 18/11/2026"):
        typed(sheet, evaluator)


def test_whoever_printed_a_sheet_does_not_type_it_once_the_group_was_handed_over(
    sheet, group, facilitator, evaluator
):
    group.facilitator = evaluator
    group.save()

    with pytest.raises(NotAllowed, match="Qui mène le groupe"):
        typed(sheet, facilitator)


def test_a_sheet_in_time_stays_in_time_when_the_birth_moves_its_questionnaire(
    sheet, invitation, coordinator
):
    window = (invitation.opens_on, invitation.closes_on)
    Invitation.objects.filter(pk=invitation.pk).update(
        opens_on=TODAY + dt.timedelta(days=60),
        closes_on=TODAY + dt.timedelta(days=90),
        awaits_birth=True,
    )

    assert typed(sheet, coordinator).receipt is not None

    invitation.refresh_from_db()  # what was answered stays where it was asked
    assert (invitation.opens_on, invitation.closes_on) == window
    assert not invitation.awaits_birth


def test_the_words_noted_are_those_that_were_printed(sheet, coordinator, monkeypatch):
    printed = sheet.words["village-16@1"]["hash"]
    wordings = default_battery().instruments[0].wordings
    monkeypatch.setitem(wordings, "fr", replace(wordings["fr"], hash="0" * 64))
    assert wordings["fr"].hash != printed

    typed(sheet, coordinator)

    assert Submission.objects.get().words["village-16@1"]["hash"] == printed


def test_what_waits_for_a_second_person_is_set_aside_when_the_parent_answers_on_a_phone(
    sheet, invitation, coordinator
):
    typed(sheet, coordinator, 1, twice=True)

    submit_answers(invitation=invitation, delivery=a_delivery(4), now=NOW)

    assert not Keying.objects.exists()
    assert SetAside.objects.get().answers == all_answers(1)
    assert Submission.objects.get().answers == all_answers(4)


def test_what_waited_and_is_what_the_parent_sent_is_not_set_aside(sheet, invitation, coordinator):
    typed(sheet, coordinator, 4, twice=True)

    submit_answers(invitation=invitation, delivery=a_delivery(4), now=NOW)

    assert not Keying.objects.exists()
    assert not SetAside.objects.exists()


def test_two_entries_of_one_sheet_leave_nothing_beside_what_is_kept(sheet, coordinator, evaluator):
    typed(sheet, coordinator, twice=True, rushing=1)
    typed(sheet, evaluator, rushing=3)

    settle_sheet(
        sheet=sheet,
        answers=all_answers(2, rushing=3),
        answered_on=TODAY,
        actor=evaluator,
        now=NOW,
    )

    assert not Keying.objects.exists()
    assert not SetAside.objects.exists()
