"""The parent's pages in a language written from the right: the same gestures, nothing left behind in French."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import clock
from tests.factories import NOW, a_facilitator, a_group, a_house, a_parent, an_enrolment, approved
from village.library.installed import default_battery
from village.people.models import Purpose
from village.surveys.models import Invitation, Submission
from village.surveys.services.links import issue_link
from village.surveys.services.planning import plan_invitations

pytestmark = pytest.mark.django_db(transaction=True)
BATTERY = default_battery()
QUESTIONS = len(BATTERY.instruments[0].items)
SEND = {"ar": "إرسال إجاباتي", "fr": "Envoyer mes réponses"}
THANKS = {"ar": "شكرًا", "fr": "Merci"}
DIRECTION = {"ar": "rtl", "fr": "ltr"}


@pytest.fixture(autouse=True)
def stopped_clock():
    with clock.set_to(NOW):
        yield


@pytest.fixture(autouse=True)
def everything_is_approved(transactional_db):
    approved("ar", "es", "ht", "pt", "rcf", "tr", "uk")


@pytest.fixture
def invitation(live_server):
    house = a_house()
    group = a_group(house, facilitator=a_facilitator(house))
    anna = a_parent("Anna", house=house, agrees=list(Purpose))
    enrolment = an_enrolment(anna, group)
    plan_invitations(enrolment=enrolment, battery=BATTERY)
    return Invitation.objects.get(enrolment=enrolment, wave="t0")


def open_in(page: Page, invitation: Invitation, language: str) -> None:
    """Follow a link made for a parent who reads this language."""
    participant = invitation.enrolment.participant
    participant.language = language
    participant.save()
    issued = issue_link(invitation=invitation, channel="qr", actor=None, now=NOW)
    page.goto(f"/l/{issued.token}")


def is_laid_out(page: Page, language: str) -> None:
    """The whole page speaks that language, in its direction, and fits the screen."""
    page.wait_for_load_state()
    root = page.locator("html")
    expect(root).to_have_attribute("lang", language)
    expect(root).to_have_attribute("dir", DIRECTION[language])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_whole_road_on_a_small_phone(phone, invitation, axe, language):
    open_in(phone, invitation, language)
    groups = phone.get_by_role("group")
    expect(groups).to_have_count(QUESTIONS)
    for group in groups.all()[1:]:
        group.get_by_role("radio").nth(3).check()
    is_laid_out(phone, language)
    assert axe(phone) == []

    phone.get_by_role("button", name=SEND[language]).tap()
    expect(phone.get_by_role("alert")).to_be_focused()
    is_laid_out(phone, language)
    assert axe(phone) == []
    groups.first.get_by_role("radio").nth(3).check()
    phone.get_by_role("button", name=SEND[language]).tap()

    expect(phone.get_by_role("heading", level=1)).to_have_text(THANKS[language])
    is_laid_out(phone, language)
    assert axe(phone) == []
    phone.locator("footer a").first.tap()
    expect(phone.locator('a[href="tel:3114"]')).to_be_visible()
    is_laid_out(phone, language)
    assert axe(phone) == []
    assert Submission.objects.get(invitation=invitation).language == language


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_with_the_keyboard_only_and_no_script(visitor, invitation, language):
    screen = visitor(java_script_enabled=False, has_touch=False, is_mobile=False)
    open_in(screen, invitation, language)
    radios = screen.get_by_role("radio")
    for question in range(QUESTIONS):
        first = radios.nth(question * 5)
        for _tab in range(20):
            screen.keyboard.press("Tab")
            if first.evaluate("radio => radio === document.activeElement"):
                break
        expect(first).to_be_focused()
        screen.keyboard.press("Space")
        screen.keyboard.press("ArrowDown")
        expect(radios.nth(question * 5 + 1)).to_be_checked()
    screen.keyboard.press("Tab")
    expect(screen.get_by_role("button", name=SEND[language])).to_be_focused()
    screen.keyboard.press("Enter")

    expect(screen.get_by_role("heading", level=1)).to_have_text(THANKS[language])
    answers = Submission.objects.get(invitation=invitation).answers["village-16@1"]
    assert set(answers.values()) == {1}


def test_nine_languages_fit_on_the_narrowest_phone(visitor, invitation, axe):
    screen = visitor(viewport={"width": 320, "height": 640})
    open_in(screen, invitation, "ht")

    names = screen.locator("nav.languages > *")
    expect(names).to_have_count(9)
    assert all(name.bounding_box()["height"] >= 44 for name in names.all())
    assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(screen) == []


def test_the_text_to_send_is_read_in_its_own_direction(desk, invitation, live_server, client, axe):
    participant = invitation.enrolment.participant
    participant.language = "ar"
    participant.save()
    client.force_login(invitation.enrolment.group.facilitator)
    desk.context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}]
    )
    desk.goto(f"/groupes/{invitation.enrolment.group_id}/questionnaires/")
    desk.get_by_role("button", name="Montrer le code").click()

    text = desk.get_by_role("textbox", name="Texte à copier")
    expect(text).to_have_attribute("dir", "rtl")
    expect(text).to_have_value(re.compile("^مرحبًا.*/l/", re.S))
    assert axe(desk) == []
