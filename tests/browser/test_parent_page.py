"""The parent's page on a phone, as parents use it: one hand, no script, a keyboard, somebody looking."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests import clock
from tests.factories import NOW, a_facilitator, a_group, a_house, a_parent, an_enrolment
from village.library.installed import default_battery
from village.people.models import Purpose
from village.surveys.models import Invitation, Submission
from village.surveys.services.links import issue_link
from village.surveys.services.planning import plan_invitations

pytestmark = pytest.mark.django_db(transaction=True)
BATTERY = default_battery()
QUESTIONS = len(BATTERY.instruments[0].items)


@pytest.fixture(autouse=True)
def stopped_clock():
    with clock.set_to(NOW):
        yield


@pytest.fixture
def invitation(live_server):
    house = a_house()
    group = a_group(house, facilitator=a_facilitator(house))
    anna = a_parent("Anna", house=house, agrees=list(Purpose))
    enrolment = an_enrolment(anna, group)
    plan_invitations(enrolment=enrolment, battery=BATTERY)
    return Invitation.objects.get(enrolment=enrolment, wave="t0")


@pytest.fixture
def link(invitation):
    return f"/l/{issue_link(invitation=invitation, channel='qr', actor=None, now=NOW).token}"


def answer_all(page: Page, label: str) -> None:
    """Give the same answer to every question, once the page that has it is there."""
    expect(page.get_by_label(label, exact=True)).to_have_count(QUESTIONS)
    for group in page.get_by_role("group").all():
        group.get_by_label(label, exact=True).check()


def test_a_parent_taps_sixteen_answers_and_is_thanked(phone, link, invitation, axe):
    phone.goto(link)
    assert phone.url.endswith("/questions/")
    groups = phone.get_by_role("group")
    expect(groups).to_have_count(QUESTIONS)
    for item, group in zip(BATTERY.instruments[0].items, groups.all(), strict=True):
        question = BATTERY.instruments[0].wordings["fr"].questions[item.key]
        expect(group).to_have_accessible_name(question)
        expect(group.get_by_role("radio")).to_have_count(5)
    assert axe(phone) == []

    answer_all(phone, "Souvent")
    phone.get_by_role("button", name="Envoyer mes réponses").tap()

    expect(phone.get_by_role("heading", name="Merci")).to_be_visible()
    assert axe(phone) == []
    assert set(Submission.objects.get(invitation=invitation).answers["village-16@1"].values()) == {
        3
    }


def test_without_a_script_in_english(no_js, link, invitation):
    no_js.goto(link)
    no_js.get_by_role("button", name="English").tap()
    answer_all(no_js, "Rarely")
    no_js.get_by_role("button", name="Send my answers").tap()

    expect(no_js.get_by_role("heading", name="Thank you")).to_be_visible()
    submission = Submission.objects.get(invitation=invitation)
    assert (submission.language, set(submission.answers["village-16@1"].values())) == ("en", {1})


def test_with_the_keyboard_only(desk, link, invitation):
    desk.goto(link)
    for group in range(QUESTIONS):
        desk.keyboard.press("Tab")
        while not desk.evaluate("document.activeElement.type === 'radio'"):
            desk.keyboard.press("Tab")
        focused = desk.evaluate(
            "[...document.querySelectorAll('fieldset')].indexOf(document.activeElement.closest('fieldset'))"
        )
        assert focused == group
        outline = desk.evaluate(
            "getComputedStyle(document.activeElement.closest('label')).outlineWidth"
        )
        assert outline == "3px"
        desk.keyboard.press("Space")
        desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.type") == "submit"
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("heading", name="Merci")).to_be_visible()
    assert set(Submission.objects.get(invitation=invitation).answers["village-16@1"].values()) == {
        1
    }


def test_gaps_are_pointed_at_and_nothing_given_is_lost(phone, link, axe):
    phone.goto(link)
    groups = phone.get_by_role("group")
    for group in groups.all()[1:]:
        group.get_by_label("Parfois").check()
    phone.get_by_role("button", name="Envoyer mes réponses").tap()

    alert = phone.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(groups.first).to_have_accessible_description("Vous n'avez pas répondu à cette question.")
    assert phone.locator("input[type=radio]:checked").count() == QUESTIONS - 1
    assert axe(phone) == []
    alert.get_by_role("link").tap()
    expect(groups.first).to_be_in_viewport()

    phone.get_by_label("Je préfère ne pas répondre").check()
    phone.get_by_role("button", name="Envoyer mes réponses").tap()
    expect(phone.get_by_role("heading", name="Merci")).to_be_visible()


def test_a_lost_reply_is_sent_again_and_thanked_once(phone, link):
    phone.goto(link)
    answer_all(phone, "Jamais")
    lost = []

    def lose(route):
        """The site receives it, and the answer never comes back."""
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort("connectionreset")
        else:
            route.continue_()

    phone.route("**/questions/", lose)
    with phone.expect_event("requestfailed"):
        phone.get_by_role("button", name="Envoyer mes réponses").tap()
    phone.wait_for_url(re.compile("^chrome-error:"))
    assert lost == [303]
    assert Submission.objects.count() == 1

    phone.goto(link)
    expect(phone.get_by_role("heading", name="Merci")).to_be_visible()
    assert Submission.objects.count() == 1


def test_sent_twice_by_an_impatient_thumb_it_counts_once(no_js, link):
    no_js.goto(link)
    answer_all(no_js, "Jamais")
    no_js.get_by_role("button", name="Envoyer mes réponses").tap()
    expect(no_js.get_by_role("heading", name="Merci")).to_be_visible()

    no_js.go_back()
    if no_js.get_by_role("button", name="Envoyer mes réponses").count():
        answer_all(no_js, "Jamais")
        no_js.get_by_role("button", name="Envoyer mes réponses").tap()

    expect(no_js.get_by_role("heading", name="Merci")).to_be_visible()
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("java_script", [True, False])
def test_help_is_there_at_once(visitor, link, axe, java_script):
    page = visitor(java_script_enabled=java_script)
    page.goto(link)
    answer_all(page, "Presque toujours")
    page.get_by_role("button", name="Envoyer mes réponses").tap()

    for number in ("3114", "15", "112"):
        expect(page.locator(f'a[href="tel:{number}"]').first).to_be_visible()
    expect(page.locator('a[href="sms:114"]').first).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("score")
    if java_script:
        assert axe(page) == []


@pytest.mark.parametrize("java_script", [True, False])
def test_help_is_read_beside_the_questions_and_nothing_ticked_is_lost(
    visitor, link, axe, java_script
):
    page = visitor(java_script_enabled=java_script)
    page.goto(link)
    answer_all(page, "Souvent")
    page.get_by_role("button", name="English").tap()
    expect(page.get_by_label("Often", exact=True)).to_have_count(QUESTIONS)
    way = page.get_by_role("link", name="Need to talk to someone now?")
    expect(way).to_have_accessible_description(
        "Opens in a new tab: your answers stay on this page."
    )
    if java_script:
        assert axe(page) == []

    with page.expect_popup() as opened:
        way.tap()
    beside = opened.value
    expect(beside.locator('a[href="tel:3114"]').first).to_be_visible()
    beside.close()

    assert page.locator("input:checked").count() == QUESTIONS
    page.get_by_role("button", name="Send my answers").tap()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


@pytest.fixture
def elsewhere(live_server, settings):
    """The ordinary site to which one leaves."""
    settings.QUICK_EXIT_URL = f"{live_server.url}/accessibilite/"
    return settings.QUICK_EXIT_URL


def leave_fast(page: Page, elsewhere: str) -> None:
    """Touch the way out, and be away."""
    page.locator("#exit").tap()
    page.wait_for_url(elsewhere)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def go_back(page: Page) -> bool:
    """Press "back", whatever the browser then says; False at the beginning of the history."""
    try:
        return page.go_back() is not None
    except PlaywrightError as refusal:  # a page that was sent, and that nothing keeps
        assert "ERR_CACHE_MISS" in str(refusal)
        page.wait_for_url(re.compile("^chrome-error:"))
        return True


def test_leaving_fast_blanks_the_page_and_leaves_no_way_back(phone, link, elsewhere):
    phone.goto(link)
    answer_all(phone, "Souvent")
    leave_fast(phone, elsewhere)
    phone.go_back()

    assert "/questions/" not in phone.url
    assert phone.locator("input:checked").count() == 0


@pytest.mark.parametrize("java_script", [True, False])
@pytest.mark.parametrize("is_ticked", [True, False])
def test_after_another_language_and_leaving_fast_no_way_back_shows_the_questions(
    visitor, link, elsewhere, java_script, is_ticked
):
    page = visitor(java_script_enabled=java_script)
    page.goto(link)
    if is_ticked:
        answer_all(page, "Souvent")
    page.get_by_role("button", name="English").tap()
    expect(page.get_by_label("Often", exact=True)).to_have_count(QUESTIONS)
    leave_fast(page, elsewhere)

    met = []
    while go_back(page):
        page.reload()  # what a page that was sent asks for, to be shown again
        met.append(page.url)
        assert page.get_by_role("group").count() == 0
        assert page.locator("input").count() == 0
    assert [url for url in met if "/questions/" in url]


def test_after_leaving_fast_the_link_that_was_received_opens_the_questions_again(
    no_js, link, elsewhere
):
    no_js.goto(link)
    leave_fast(no_js, elsewhere)

    no_js.goto("/questions/")
    expect(no_js.get_by_role("heading", level=1)).to_contain_text("Ce lien n'ouvre rien")
    no_js.goto(link)
    expect(no_js.get_by_role("group")).to_have_count(QUESTIONS)


def test_after_the_answers_nothing_can_be_read_back(phone, link):
    phone.goto(link)
    answer_all(phone, "Souvent")
    phone.get_by_role("button", name="Envoyer mes réponses").tap()
    expect(phone.get_by_role("heading", name="Merci")).to_be_visible()

    phone.go_back()
    assert phone.locator("input:checked").count() == 0
    kept = phone.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length]"
    )
    assert kept == [0, 0, 0]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360])
def test_it_holds_on_a_small_screen_in_both_lights(visitor, link, axe, colours, width):
    page = visitor(viewport={"width": width, "height": 640}, color_scheme=colours)
    page.goto(link)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe(page) == []
    heights = page.evaluate(
        "[...document.querySelectorAll('label, button:not([aria-hidden]), a')].map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


def test_it_reads_from_right_to_left(phone, link):
    phone.goto(link)
    phone.evaluate("document.documentElement.dir = 'rtl'")

    dot, words = phone.evaluate(
        """() => {
            const label = document.querySelector('label'), range = document.createRange();
            range.selectNodeContents(label.lastChild);
            return [label.querySelector('input').getBoundingClientRect().left, range.getBoundingClientRect().left];
        }"""
    )
    assert dot > words
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_closed_link_is_a_friendly_page(phone, live_server, axe):
    phone.goto("/l/nothing-here")

    expect(phone.get_by_role("heading", level=1)).to_contain_text("Ce lien n'ouvre rien")
    assert axe(phone) == []


def test_the_code_a_facilitator_shows_opens_the_page(desk, phone, invitation, live_server, client):
    facilitator = invitation.enrolment.group.facilitator
    client.force_login(facilitator)
    desk.context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}]
    )
    with clock.set_to(NOW + dt.timedelta(hours=1)):
        desk.goto(f"/groupes/{invitation.enrolment.group_id}/questionnaires/")
        desk.get_by_role("button", name="Montrer le code").click()
        address = desk.locator("code").inner_text()
        expect(desk.locator(".qr svg")).to_be_visible()
        phone.goto(address)
        expect(phone.get_by_role("group")).to_have_count(QUESTIONS)
