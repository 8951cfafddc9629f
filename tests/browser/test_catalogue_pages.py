"""The catalogue in a real browser: on any width, with the keyboard, with and without scripts, in both languages."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings as site
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Visitor
from tests.browser.test_staff_pages import is_wider_than_the_screen

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/",
    "/questionnaires/",
    "/questionnaires/?q=xyzzy&language=xx",
    "/questionnaires/epds/1/",
    "/questionnaires/swemwbs/1/",
    "/questionnaires/village-16/1/?mots=ar",
    "/questionnaires/village-circumstances/1/",
    "/questionnaires/batteries/village-core/1/",
    "/questionnaires/batteries/village-recommended/1/?entered=2026-03-10&expected=2026-06",
    "/questionnaires/batteries/village-recommended/1/?entered=hier",
]


def speak(page: Page, language: str, url: str) -> None:
    """Choose the language of the screen."""
    page.context.add_cookies([{"name": site.LANGUAGE_COOKIE_NAME, "value": language, "url": url}])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_checker_finds_fault_and_nothing_is_wider_than_the_screen(
    visitor: Visitor, live_server, axe: Callable[[Page], list[str]], width, language
):
    page = visitor(has_touch=False, is_mobile=False, viewport={"width": width, "height": 740})
    speak(page, language, live_server.url)
    for address in PAGES:
        response = page.goto(address)

        assert response and response.ok, address
        assert axe(page) == [], address
        assert not is_wider_than_the_screen(page), address
        expect(page.locator("html")).to_have_attribute("lang", language)


def test_the_catalogue_is_as_readable_in_the_dark(
    visitor: Visitor, axe: Callable[[Page], list[str]]
):
    page = visitor(color_scheme="dark")
    for address in PAGES:
        page.goto(address)

        assert axe(page) == [], address


def test_with_the_keyboard_alone_one_finds_a_questionnaire_and_reads_it(visitor: Visitor):
    page = visitor(has_touch=False, is_mobile=False, **DESK)
    page.goto("/questionnaires/")
    field = page.get_by_label("Chercher un mot")
    for _ in range(30):
        page.keyboard.press("Tab")
        if field.evaluate("one => one === document.activeElement"):
            break
    expect(field).to_be_focused()

    page.keyboard.type("edinburgh postnatal")

    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\s*1 questionnaire sur \d+\s*$"))
    expect(field).to_be_focused()
    expect(page).to_have_url(re.compile(r"q=edinburgh(%20|\+)postnatal"))
    link = page.get_by_role("link", name="Edinburgh Postnatal")
    for _ in range(10):
        page.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            break
    expect(link).to_be_focused()
    assert link.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Edinburgh Postnatal Depression Scale (EPDS)"
    )


def test_a_filter_changes_the_list_at_once_and_the_number_is_announced(desk: Page):
    desk.goto("/questionnaires/")
    announced = desk.get_by_role("status")
    before = announced.inner_text()
    announced.evaluate("one => { one.dataset.kept = 'yes' }")

    desk.get_by_label("Quand").select_option("before")

    expect(announced).not_to_have_text(before)
    expect(announced).to_have_attribute("data-kept", "yes")  # spoken: it is the same place
    expect(
        desk.get_by_role("link", name="Karitane Parenting Confidence Scale (KPCS)")
    ).to_have_count(0)


def test_without_scripts_one_searches_filters_and_previews_a_calendar(no_js: Page):
    no_js.goto("/questionnaires/")
    no_js.get_by_label("Chercher un mot").fill("humeur")
    no_js.get_by_label("Ses mots").select_option("ask")
    no_js.get_by_role("button", name="Chercher").click()
    expect(no_js.locator("#found h3")).to_have_text(["Edinburgh Postnatal Depression Scale (EPDS)"])

    no_js.goto("/questionnaires/batteries/village-recommended/1/")
    no_js.get_by_label("Jour de l'arrivée").fill("2026-03-10")
    no_js.get_by_label("Mois prévu").fill("2026-06")
    no_js.get_by_role("button", name="Voir le calendrier").click()

    turns = no_js.locator(".turns > li")
    expect(turns).to_have_count(6)
    expect(turns.nth(0)).to_contain_text("du 24 février 2026 au 7 avril 2026")
    expect(turns.nth(1)).to_contain_text("provisoire")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_on_a_phone_a_threshold_is_read_with_whom_it_is_for_and_how_sure_it_is(
    phone: Page, live_server, language: str
):
    speak(phone, language, live_server.url)
    phone.goto("/questionnaires/epds/1/")
    for section in ("#cut-offs", "#figures"):
        table = phone.locator(f"section:has({section})").get_by_role("table")
        expect(table).to_be_visible()
        columns = table.get_by_role("columnheader").all_inner_texts()[1:]
        rows = table.get_by_role("row").all()[1:]
        assert rows and len(columns) >= 7
        for row in rows:
            cells = row.get_by_role("cell").all()

            assert [cell.get_attribute("data-label") for cell in cells] == columns
            for cell in cells:
                box = cell.bounding_box()
                assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
                assert cell.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_arabic_questions_run_from_the_right_inside_a_french_page(phone: Page):
    phone.goto("/questionnaires/village-16/1/")
    phone.get_by_role("link", name="Arabe").click()

    words = phone.locator('#main [lang="ar"]')
    expect(words).to_have_attribute("dir", "rtl")
    assert words.locator("h3").evaluate("one => getComputedStyle(one).direction") == "rtl"
    expect(phone.locator("html")).to_have_attribute("dir", "ltr")
    expect(phone.get_by_role("link", name="Arabe")).to_have_attribute("aria-current", "true")
