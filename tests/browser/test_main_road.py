"""The main road, end to end: a house opens, three parents answer twice, a figure is published and it is the right one.

Every step is a person's own: pages in Chromium, letters through a real post office, a clock that moves. Around
them stands a small network of parents who answered before (tests/networks.py), without whom three
parents could not be counted in public.
"""

import datetime as dt
import json
import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests import clock
from tests.browser.conftest import DESK
from tests.browser.test_facilitator_tablet import session_of
from tests.browser.test_parent_page import answer_all
from tests.factories import a_house, a_member
from tests.networks import OPENED_ON, keep_here, people_lens_arras_and_mende
from village.analytics.engine import open_snapshot
from village.analytics.evaluation import evaluate
from village.core.privacy import Audience
from village.network.models import Role
from village.snapshots.catalog import place_for
from village.snapshots.publishing import publish_latest
from village.snapshots.services import take_snapshot
from village.surveys.models import SetAside, Submission

pytestmark = pytest.mark.django_db(transaction=True)

ENTRY = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
THREE_MONTHS_LATER = dt.datetime(2027, 2, 22, 20, 15, tzinfo=dt.UTC)
PASSWORD = "un berceau sous les frênes"
SEND = "Envoyer mes réponses"


@pytest.fixture
def network(live_server, settings, tmp_path) -> None:
    """Thirty-seven parents who share with the nation answered before; 23 of them can be compared."""
    keep_here(settings, tmp_path)
    people_lens_arras_and_mende(
        a_house(code="lens", opened_on=OPENED_ON), a_house(code="mende", opened_on=OPENED_ON)
    )


@pytest.fixture
def national_team(visitor, live_server, settings) -> Page:
    """Nadia, signed in, at her desk."""
    settings.SITE_URL = live_server.url
    page = visitor(has_touch=False, is_mobile=False, **DESK)
    key = session_of(a_member(Role.NATIONAL_TEAM, name="Nadia"))
    page.context.add_cookies([{"name": "session", "value": key, "url": live_server.url}])
    return page


def open_a_house(page: Page) -> None:
    """Nadia adds an organisation and its house, and invites its facilitator."""
    page.goto("/organismes/nouveau/")
    page.get_by_label("Nom", exact=True).fill("Ville de Guéret")
    page.get_by_label("Type d'organisme").select_option(label="Commune")
    page.get_by_role("button").filter(has_text=re.compile("Ajouter|Créer|Enregistrer")).click()
    page.goto("/maisons/nouvelle/")
    page.get_by_label("Nom de la maison").fill("La Courtine")
    page.get_by_label("Porteur de projet").select_option(label="Ville de Guéret")
    page.get_by_label("Commune", exact=True).fill("Guéret")
    page.get_by_label("Date d'ouverture").fill("2026-11-02")
    page.get_by_role("button", name="Créer la maison").click()
    page.get_by_role("radio", name="Guéret, Creuse (code 23096)").check()
    page.get_by_role("button", name="Créer la maison").click()
    expect(page.get_by_role("status")).to_have_text(
        "La maison est créée. Invitez maintenant son équipe."
    )
    page.get_by_label("Nom et prénom").fill("Farid Genêt")
    page.get_by_label("Adresse e-mail professionnelle").fill("farid@example.org")
    page.get_by_role("radio", name=re.compile("Facilitateur")).check()
    page.get_by_role("button", name="Inviter").click()


def open_a_group(page: Page) -> None:
    """Nadia opens a group that Farid will lead; she will never see who is in it."""
    page.goto("/maisons/la-courtine/groupes/nouveau/")
    page.get_by_label("Nom du groupe").fill("Vendredi")
    page.get_by_role("radio", name=re.compile("après la naissance")).check()
    page.get_by_label("Qui l'anime").select_option(label="Farid Genêt")
    page.get_by_label("Première séance").fill("2026-11-20")
    page.get_by_role("button", name="Ouvrir le groupe").click()
    expect(page.get_by_role("heading", name="Vendredi")).to_be_visible()


def choose_a_password(page: Page, link: str) -> None:
    """Farid opens his letter and chooses a password."""
    page.goto(link)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()


def sign_in(page: Page) -> None:
    """Farid begins his day: yesterday's session ended."""
    page.context.clear_cookies()
    page.goto("/compte/connexion/")
    page.get_by_label(re.compile("e-mail")).fill("farid@example.org")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.goto("/groupes/")
    expect(page.get_by_role("link", name="Vendredi")).to_be_visible()


def welcome(page: Page, name: str, email: str, language: str) -> None:
    """Farid enrols a parent who agrees to everything."""
    page.goto("/groupes/")
    page.get_by_role("link", name="Vendredi").click()
    page.get_by_role("link", name="Inscrire un parent").first.click()
    page.get_by_label("Prénom ou nom d'usage").fill(name)
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Langue des questionnaires").select_option(label=language)
    for consent in page.get_by_role("checkbox").all():
        consent.check()
    page.get_by_role("button", name="Inscrire").click()
    expect(page.get_by_role("status")).to_have_text("Le parent est inscrit.")


def send_questionnaires(page: Page) -> str:
    """Farid writes to those who have an address and shows Chloé a code; returns the address in the code."""
    page.goto("/groupes/")
    page.get_by_role("link", name="Vendredi").click()
    page.get_by_role("link", name="Questionnaires", exact=True).click()
    page.get_by_role("button", name="Écrire à tous").click()
    expect(page.get_by_role("status")).to_contain_text("2 messages sont en route.")
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    page.get_by_role("row").filter(has_text="Chloé").get_by_role(
        "button", name="Montrer le code"
    ).click()
    return page.locator("code").inner_text()


def answer_with_the_keyboard(page: Page, link: str, *, steps: int) -> None:
    """Chloé cannot use a mouse: Space takes the first answer, an arrow the next one."""
    page.goto(link)
    for _ in page.get_by_role("group").all():
        page.keyboard.press("Tab")
        while not page.evaluate("document.activeElement.type === 'radio'"):
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        for _ in range(steps):
            page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()


def answer_and_lose_the_reply(page: Page, link: str, label: str) -> None:
    """Anna's network drops after the site received her answers; she sends them again."""
    page.goto(link)
    answer_all(page, label)
    arrived = []

    def lose(route):
        if route.request.method == "POST" and not arrived:
            arrived.append(route.fetch(max_redirects=0).status)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/questions/", lose)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name=SEND).tap()
    assert arrived == [303]
    page.wait_for_url(re.compile("^chrome-error:"))
    page.goto(link)
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()


def answer_without_a_script(page: Page, link: str, label: str) -> None:
    """Bilal's phone runs no script; his letter brought him to the questions in English."""
    page.goto(link)
    answer_all(page, label)
    page.get_by_role("button", name="Send my answers").tap()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_from_a_parents_phone_to_a_published_figure(
    network,
    national_team,
    visitor,
    post_office,
    settings,
    live_server,
):
    before = Submission.objects.count()
    with clock.set_to(ENTRY):
        open_a_house(national_team)
        open_a_group(national_team)
        farid = visitor(viewport={"width": 820, "height": 1180})
        choose_a_password(farid, post_office.link_sent_to("farid@example.org"))
        sign_in(farid)
        welcome(farid, "Anna", "anna@example.org", "Français")
        welcome(farid, "Bilal", "bilal@example.org", "Anglais · English")
        welcome(farid, "Chloé", "", "Français")
        code = send_questionnaires(farid)

        anna = visitor()
        anna.goto(post_office.link_sent_to("anna@example.org"))
        answer_all(anna, "Souvent")
        anna.get_by_role("button", name=SEND).tap()
        expect(anna.get_by_role("heading", name="Merci")).to_be_visible()
        answer_without_a_script(
            visitor(java_script_enabled=False),
            post_office.link_sent_to("bilal@example.org"),
            "Often",
        )
        answer_with_the_keyboard(visitor(**DESK), code, steps=1)

    with clock.set_to(THREE_MONTHS_LATER):
        sign_in(farid)
        code = send_questionnaires(farid)
        answer_and_lose_the_reply(
            visitor(), post_office.link_sent_to("anna@example.org"), "Rarement"
        )
        answer_without_a_script(
            visitor(java_script_enabled=False),
            post_office.link_sent_to("bilal@example.org"),
            "Sometimes",
        )
        answer_with_the_keyboard(visitor(**DESK), code, steps=0)
        assert Submission.objects.count() == before + 6
        assert not SetAside.objects.exists()

        folder = place_for("national", as_of=THREE_MONTHS_LATER)
        take_snapshot(
            folder=folder,
            purpose="national",
            as_of=THREE_MONTHS_LATER,
            master_key=settings.SNAPSHOT_KEY,
            code_version="0.1.0+road",
        )
        publish_latest(master_key=settings.SNAPSHOT_KEY, now=THREE_MONTHS_LATER)
        # Stress is three items from 0 to 4. Anna went from 9 to 3, Bilal from 9 to 6, Chloé from 3 to 0: −12.
        # The 23 parents who were there before came down by 126 points (see their fixture), from 9 each.
        by_hand = {"paired": 26, "before": (23 * 9 + 9 + 9 + 3) / 26, "change": (-126 - 12) / 26}
        with open_snapshot(folder) as snapshot:
            national = evaluate(snapshot, audience=Audience.PUBLIC)
        (stress,) = (c for c in national.changes if c.scale == "stress" and c.response.wave == "t1")
        assert stress.paired == by_hand["paired"]
        assert stress.estimate.mean_before == pytest.approx(by_hand["before"], abs=1e-12)
        assert stress.estimate.mean_change.value == pytest.approx(by_hand["change"], abs=1e-12)

        national_team.goto("/chiffres/")
        expect(national_team.get_by_text("26 parents ont répondu")).to_be_visible()
        rows = national_team.get_by_role("table", name=re.compile("Évolution moyenne")).inner_text()
        plain = re.sub(r"\s+", " ", rows)
        assert "26 sur 40 8,8 3,5 −5,3" in plain, json.dumps(plain, ensure_ascii=False)
        expect(national_team.get_by_text("0.1.0+road")).to_be_visible()
