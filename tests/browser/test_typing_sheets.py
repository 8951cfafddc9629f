"""Typing a sheet of paper with the keyboard: fast, and never one box too far."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_parent_page import invitation, stopped_clock
from tests.factories import NOW, a_member
from village.network.models import Role
from village.surveys.models import Submission
from village.surveys.services.sheets import print_sheet

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["invitation", "stopped_clock"]


@pytest.fixture
def sheet(invitation):
    leader = invitation.enrolment.group.facilitator
    return print_sheet(invitation=invitation, language="fr", actor=leader, now=NOW)[0]


@pytest.fixture
def typing(desk, client, live_server, sheet):
    """Camille, who evaluates, has the sheet before her."""
    client.force_login(a_member(Role.EVALUATOR, name="Camille"))
    cookie = client.cookies["session"]
    desk.context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server.url}])
    desk.goto(f"/feuilles/{sheet.code}/")
    desk.get_by_label("Date écrite sur la feuille").fill("2026-11-20")
    return desk


def first_boxes(page, count=4):
    return [box.input_value() for box in page.locator(".keying [data-allowed]").all()[:count]]


@pytest.mark.parametrize("habit", [None, "Tab", "Enter"])
def test_digits_go_where_they_belong_whatever_the_habit(typing, habit):
    typing.locator(".keying [data-allowed]").first.focus()
    for digit in "3120":
        typing.keyboard.press(digit)
        if habit:
            typing.keyboard.press(habit)

    assert first_boxes(typing) == ["3", "1", "2", "0"]


def test_a_box_can_still_be_left_empty_with_the_keyboard(typing):
    typing.locator(".keying [data-allowed]").first.focus()
    typing.keyboard.press("3")
    typing.keyboard.press("Tab")  # out of habit: the cursor is there already
    typing.keyboard.press("Tab")  # on purpose: nothing was ticked
    typing.keyboard.press("2")

    assert first_boxes(typing, 3) == ["3", "", "2"]


def test_a_whole_sheet_is_typed_without_the_mouse(typing, axe):
    assert axe(typing) == []
    typing.locator(".keying [data-allowed]").first.focus()
    for _ in range(16):
        typing.keyboard.press("2")
    checked_twice = typing.get_by_label("Une autre personne la saisira aussi, pour vérifier")
    expect(checked_twice).not_to_be_checked()
    typing.get_by_role("button", name="Enregistrer la feuille").press("Enter")

    expect(typing.get_by_text("La feuille est saisie.")).to_be_visible()
    assert Submission.objects.get().answers["village-16@1"]["rushing"] == 2
