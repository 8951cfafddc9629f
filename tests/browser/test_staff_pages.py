"""Staff pages in a real browser: readable by everyone, on any width, with the keyboard, in light and dark."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Visitor
from tests.factories import (
    a_contact,
    a_document,
    a_facilitator,
    a_grant,
    a_house,
    a_member,
    a_readiness,
    an_approval,
    an_organisation,
)
from village.network.models import Role, User
from village.ui.clock import now

pytestmark = pytest.mark.django_db(transaction=True)

CARRIER = "00000000-0000-4000-8000-00000000000c"
SOMEONE = "00000000-0000-4000-8000-00000000000d"
PAGES = [
    "/accueil/",
    "/maisons/",
    "/maisons/nouvelle/",
    "/maisons/escale/",
    "/maisons/escale/modifier/",
    "/maisons/escale/fermer/",
    "/maisons/escale/equipe/",
    "/maisons/escale/securite/",
    "/maisons/escale/securite/modifier/",
    "/questionnaires/gestion/",
    "/questionnaires/gestion/langues/village-core@1/ar/",
    "/questionnaires/gestion/langues/village-core@1/en/",
    "/questionnaires/gestion/autorisations/",
    "/questionnaires/gestion/autorisations/nouvelle/",
    "/questionnaires/gestion/maisons/escale/",
    "/questionnaires/gestion/maisons/escale/choisir/",
    "/organismes/",
    "/organismes/nouveau/",
    f"/organismes/{CARRIER}/",
    f"/organismes/{CARRIER}/modifier/",
    f"/organismes/{CARRIER}/personnes/nouvelle/",
    f"/organismes/{CARRIER}/personnes/{SOMEONE}/modifier/",
    f"/organismes/{CARRIER}/personnes/{SOMEONE}/retirer/",
    "/comptes/",
    "/comptes/nouveau/",
    "/compte/securite/",
    "/compte/securite/application/",
    "/compte/mot-de-passe/",
]
OPEN_PAGES = [
    "/",
    "/aide-maintenant/",
    "/accessibilite/",
    "/compte/connexion/",
    "/compte/inscription/",
    "/compte/mot-de-passe/oublie/",
    "/rien",
]


@pytest.fixture
def lea(db: None) -> User:
    """The national team's Léa, and a house with a name long enough to be in the way."""
    house = a_house(
        name="Maison des familles de l'Estuaire et du plateau de la Hève",
        code="escale",
        commune_name="Saint-Germain-Laval-sous-Bois",
        holder=an_organisation(
            pk=CARRIER,
            name="Communauté d'agglomération du Pays de Saint-Malo",
            kind="epci",
            siret="73282932000074",
            commune_code="35288",
        ),
    )
    a_contact(
        house.holder,
        pk=SOMEONE,
        email="anne-charlotte.saint-exupery@agglomeration.example",
        phone="+33639980001",
    )
    a_readiness(house, pathway="")
    a_grant(document=a_document(), expires_on=localdate(now()) + dt.timedelta(days=30))
    an_approval()
    a_facilitator(
        house,
        name="Anne-Charlotte de Saint-Exupéry",
        email="anne-charlotte.saint-exupery@maisons.example",
    )
    return a_member(Role.NATIONAL_TEAM, name="Léa", password="le chat dort sur la commode")


def come_in(page: Page, user: User, url: str) -> None:
    """Give a browser the session of somebody who has just signed in with a password."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": 4_000_000_000}]
    session.save()
    page.context.add_cookies(
        [{"name": site.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}]
    )


def is_wider_than_the_screen(page: Page) -> bool:
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_checker_finds_fault_with_our_pages(
    lea, visitor: Visitor, live_server, axe: Callable[[Page], list[str]], scheme
):
    page = visitor(color_scheme=scheme, has_touch=False, is_mobile=False, **DESK)
    for address in OPEN_PAGES:
        page.goto(address)
        assert axe(page) == [], address
    come_in(page, lea, live_server.url)
    for address in PAGES:
        page.goto(address)
        expect(page).to_have_url(address)
        assert axe(page) == [], address


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_every_page_fits_a_narrow_phone(lea, visitor: Visitor, live_server, direction):
    page = visitor(viewport={"width": 320, "height": 640})
    come_in(page, lea, live_server.url)
    for address in (*OPEN_PAGES, *PAGES):
        page.goto(address)
        page.evaluate(f"document.documentElement.dir = '{direction}'")
        assert not is_wider_than_the_screen(page), address


def test_every_page_fits_when_letters_are_twice_as_large(lea, visitor: Visitor, live_server):
    """WCAG 1.4.10: 1280 pixels at 400 % are 320; 1.4.4: letters alone at 200 %."""
    page = visitor(viewport={"width": 640, "height": 640})
    come_in(page, lea, live_server.url)
    for address in (*OPEN_PAGES, *PAGES):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not is_wider_than_the_screen(page), address


TARGETS = """
    [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select")]
      .filter((thing) => thing.checkVisibility() && !thing.closest("p:not(.actions, .back), dd, td, th, .hint, .skip, label"))
      .map((thing) => [thing.outerHTML, thing.getBoundingClientRect()])
      .filter(([, box]) => box.height < 44 && !(box.bottom < 0))
      .map(([html]) => html)
"""


def test_what_one_presses_is_as_large_as_a_thumb(lea, visitor: Visitor, live_server):
    """44 pixels high, save words inside a sentence or a table (WCAG 2.5.5)."""
    page = visitor()
    come_in(page, lea, live_server.url)
    for address in (*OPEN_PAGES, *PAGES):
        page.goto(address)
        assert page.evaluate(TARGETS) == [], address


def test_the_keyboard_goes_straight_to_the_content(lea, desk: Page, live_server):
    come_in(desk, lea, live_server.url)
    desk.goto("/maisons/")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="Aller au contenu")).to_be_focused()
    expect(desk.get_by_role("link", name="Aller au contenu")).to_be_in_viewport()

    desk.keyboard.press("Enter")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="Organismes")).to_be_focused()


def test_the_place_one_is_at_is_always_drawn(lea, desk: Page, live_server):
    come_in(desk, lea, live_server.url)
    desk.goto("/maisons/nouvelle/")
    for _press in range(18):
        desk.keyboard.press("Tab")
        width = desk.evaluate(
            "document.activeElement === document.body ? 3 : parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
        )
        assert width >= 2, desk.evaluate("document.activeElement.outerHTML")


def test_a_refused_form_takes_one_to_what_is_wrong(lea, desk: Page, live_server, axe):
    come_in(desk, lea, live_server.url)
    desk.goto("/maisons/nouvelle/")
    desk.get_by_label("Nom de la maison").fill("L'Escale")
    desk.get_by_role("button", name="Créer la maison").click()

    summary = desk.get_by_role("alert")
    expect(summary).to_be_focused()
    assert desk.title().startswith("Erreur :")
    assert axe(desk) == []
    summary.get_by_role("link", name=re.compile("^Commune :")).click()
    expect(desk.get_by_label("Commune", exact=True)).to_be_focused()
    expect(desk.get_by_label("Nom de la maison")).to_have_value("L'Escale")


def test_a_house_is_found_while_one_types(lea, desk: Page, live_server):
    a_house(name="Le Nid", commune_name="Saint-Denis", commune_code="97411")
    come_in(desk, lea, live_server.url)
    desk.goto("/maisons/")
    desk.get_by_role("searchbox").press_sequentially("réunion")

    expect(desk.get_by_role("status")).to_contain_text("1 maison")
    expect(desk.get_by_role("link", name="Le Nid")).to_be_visible()
    assert desk.evaluate("document.activeElement.name") == "q", "the hands stay where they were"


def test_a_commune_is_chosen_without_script_on_the_smallest_screen(
    lea, visitor: Visitor, live_server
):
    page = visitor(java_script_enabled=False, viewport={"width": 320, "height": 640})
    come_in(page, lea, live_server.url)
    page.goto("/maisons/escale/modifier/")
    page.get_by_label("Commune", exact=True).fill("saint denis")
    page.get_by_role("button", name="Enregistrer").click()

    choice = page.get_by_role("radio", name="Saint-Denis, La Réunion (code 97411)")
    assert choice.locator("xpath=ancestor::label[1]").bounding_box()["height"] >= 44
    assert not is_wider_than_the_screen(page)
    choice.check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Saint-Denis (97411)")).to_be_visible()


def test_a_house_is_found_without_script(lea, no_js: Page, live_server):
    come_in(no_js, lea, live_server.url)
    no_js.goto("/maisons/")
    no_js.get_by_role("searchbox").fill("estuaire")
    no_js.get_by_role("button", name="Chercher").click()

    expect(no_js.get_by_role("status")).to_contain_text("1 maison")


def test_a_session_that_ended_while_typing_leads_to_the_door(lea, desk: Page, live_server):
    come_in(desk, lea, live_server.url)
    desk.goto("/maisons/")
    desk.context.clear_cookies()
    desk.get_by_role("searchbox").press_sequentially("le")

    expect(desk.get_by_role("heading", name="Connexion")).to_be_visible()


def test_the_language_changes_with_one_button_and_without_script(no_js: Page):
    no_js.goto("/aide-maintenant/")
    no_js.get_by_role("button", name="English").click()

    expect(no_js).to_have_url("/aide-maintenant/")
    expect(no_js.locator("html")).to_have_attribute("lang", "en")
    expect(no_js.get_by_role("button", name="Français")).to_be_visible()


def test_the_ledger_is_a_list_of_cards_on_a_phone_and_stays_a_table_for_a_voice(
    lea, visitor: Visitor, live_server, axe: Callable[[Page], list[str]]
):
    page = visitor(viewport={"width": 360, "height": 740})
    come_in(page, lea, live_server.url)
    page.goto("/questionnaires/gestion/autorisations/")

    assert not is_wider_than_the_screen(page)
    frame = page.get_by_role("region", name="Registre des autorisations")
    assert not frame.evaluate("one => one.scrollWidth > one.clientWidth")
    table = frame.get_by_role("table")
    heads = table.get_by_role("columnheader").all_inner_texts()
    assert heads == [
        "Questionnaire",
        "Langue",
        "Pour qui",
        "Donnée par",
        "Du, au",
        "État",
        "Document",
    ]
    line = table.get_by_role("row").nth(1)
    expect(line.get_by_role("rowheader")).to_have_text(
        "Edinburgh Postnatal Depression Scale (EPDS)"
    )
    cells = line.get_by_role("cell")
    expect(cells).to_have_count(len(heads) - 1)
    for head, cell in zip(heads[1:], cells.all(), strict=True):
        label = cell.evaluate("one => getComputedStyle(one, '::before').content")
        assert label.startswith(f'"{head}"'), "the eye is told the column too"
        assert cell.aria_snapshot().count(head) == 0, "a voice hears it once, from the head"
    tops = [cell.bounding_box()["y"] for cell in cells.all()]
    assert tops == sorted(set(tops)), "one under the other"
    assert axe(page) == []
