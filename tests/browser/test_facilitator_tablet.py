"""A facilitator's two minutes on a tablet: welcome a parent, note a meeting, hear a change of mind."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import clock
from tests.browser.conftest import Visitor
from tests.factories import (
    NOW,
    TODAY,
    a_child,
    a_facilitator,
    a_group,
    a_house,
    a_meeting,
    a_parent,
    an_attendance,
    an_enrolment,
)
from village.groups.models import Attendance, Enrolment, PeerGroup
from village.network.models import User
from village.people.consents import consents_of
from village.people.models import Participant, Purpose

TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True, "is_mobile": True}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SMALLEST = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}, "has_touch": False, "is_mobile": False}
SCREENS = {"phone": PHONE, "tablet": TABLET, "desk": DESK}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """It is 20 November 2026, half past ten in Paris."""
    with clock.set_to(NOW):
        yield


@pytest.fixture
def group(live_server: LiveServer) -> PeerGroup:
    """Farid's group: Anna, Bilal and Chloé, who met a week ago."""
    house = a_house(name="Maison des Tilleuls")
    group = a_group(house, facilitator=a_facilitator(house, name="Farid"), name="Mardi matin")
    meeting = a_meeting(group, held_on=group.started_on)
    for name in ("Anna", "Bilal", "Chloé"):
        parent = a_parent(name, house=house, email=f"{len(name)}@example.org", agrees=Purpose)
        an_attendance(meeting, an_enrolment(parent, group), present=name != "Bilal")
    a_child(parent)
    return group


@pytest.fixture
def farid(group: PeerGroup, visitor: Visitor, live_server: LiveServer) -> Callable[..., Page]:
    """Farid, signed in, on the screen one asks for."""

    def open_screen(**screen: object) -> Page:
        page = visitor(**(screen or TABLET))
        assert group.facilitator is not None
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": session_of(group.facilitator),
                    "url": live_server.url,
                }
            ]
        )
        return page

    return open_screen


def session_of(user: User) -> str:
    """The key of a session that is already open."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def enrolment_of(group: PeerGroup, name: str) -> Enrolment:
    """The enrolment of a parent known by name."""
    return next(e for e in group.enrolments.all() if e.participant.shown_name == name)


def test_a_parent_is_welcomed_from_the_group_page(farid, group):
    page = farid()
    page.goto("/groupes/")
    page.get_by_role("link", name="Mardi matin").click()
    page.get_by_role("link", name="Inscrire un parent").click()
    expect(page.get_by_text("Rien n'est obligatoire")).to_be_visible()
    page.get_by_label("Prénom ou nom d'usage").fill("Dalia")
    page.get_by_label("Téléphone").fill("06 39 98 00 04")
    page.get_by_role("group", name="Naissance du bébé").get_by_label("passée").check()
    page.get_by_label("Mois de la naissance").fill("2026-09")
    page.get_by_label("J'accepte de recevoir des messages").check()
    page.get_by_role("button", name="Inscrire").click()

    expect(page.get_by_role("status")).to_have_text("Le parent est inscrit.")
    expect(page.get_by_role("heading", name="4 parents pour 10 places")).to_be_visible()
    dalia = enrolment_of(group, "Dalia").participant
    agreed = [purpose for purpose, given in consents_of(dalia, at=NOW).items() if given]
    assert agreed == [Purpose.MESSAGES]
    assert dalia.contact.phone == "+33639980004"


def test_a_meeting_is_noted_with_one_touch_a_parent(farid, group):
    page = farid()
    page.goto(f"/groupes/{group.pk}/")
    page.get_by_role("link", name="Noter une séance").first.tap()
    for name in ("Anna", "Bilal"):
        page.get_by_label(name).tap()
    page.get_by_role("button", name="Enregistrer la séance").tap()

    expect(page.get_by_role("status")).to_have_text("La séance est notée.")
    today = Attendance.objects.filter(meeting__held_on=TODAY)
    assert {a.enrolment.participant.shown_name: a.present for a in today} == {
        "Anna": True,
        "Bilal": True,
        "Chloé": False,
    }


def test_a_meeting_is_noted_with_the_keyboard_only(farid, group):
    page = farid(**DESK)
    page.goto(f"/groupes/{group.pk}/seances/nouvelle/")
    page.get_by_label("Durée en minutes").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Anna")).to_be_focused()
    page.keyboard.press("Space")
    for _step in range(2):  # past Bilal, to Chloé
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Enregistrer la séance")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_be_visible()
    today = Attendance.objects.filter(meeting__held_on=TODAY, present=True)
    assert {a.enrolment.participant.shown_name for a in today} == {"Anna", "Chloé"}


def test_a_mistake_takes_the_reader_to_it(farid, group):
    page = farid()
    page.goto(f"/groupes/{group.pk}/inscrire/")
    page.get_by_label("Prénom ou nom d'usage").fill("2 85 12 62 041 023 17")
    page.get_by_role("button", name="Inscrire").click()

    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Prénom ou nom d'usage")).to_be_focused()
    assert Participant.objects.count() == 3


def test_a_parent_withdraws_and_the_page_says_what_will_happen_first(farid, group):
    page = farid()
    page.goto(f"/parents/{enrolment_of(group, 'Anna').pk}/")
    page.get_by_role("link", name="Ne veut plus participer à rien").click()
    page.get_by_label("Effacer aussi les réponses et les présences").check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="Tout effacer ?")).to_be_visible()
    assert Enrolment.objects.count() == 3
    page.get_by_role("button", name="Confirmer").click()

    expect(page.get_by_role("heading", name="2 parents pour 10 places")).to_be_visible()
    expect(page.get_by_text("Anna")).to_have_count(0)


def test_everything_works_without_a_script(farid, group):
    page = farid(**TABLET, java_script_enabled=False)
    page.goto(f"/parents/{enrolment_of(group, 'Bilal').pk}/")
    page.get_by_role("button", name="Arrêter tous les messages").click()

    assert "Plus aucun message ne partira." in page.content()


def addresses(group: PeerGroup) -> list[str]:
    """Every page of the group, in the order one would meet them."""
    one, parent = f"/groupes/{group.pk}/", f"/parents/{enrolment_of(group, 'Chloé').pk}/"
    child = enrolment_of(group, "Chloé").participant.children.get()
    return [
        "/groupes/",
        f"/maisons/{group.house.code}/groupes/",
        f"/maisons/{group.house.code}/groupes/nouveau/",
        one,
        *(one + page for page in ("modifier/", "terminer/", "inscrire/", "seances/nouvelle/")),
        f"{one}seances/{group.started_on.isoformat()}/",
        parent,
        *(parent + page for page in ("coordonnees/", "choix/", "enfant/", "sortie/", "retrait/")),
        f"{parent}enfant/{child.pk}/",
    ]


@pytest.mark.parametrize("screen", SCREENS)
def test_no_page_has_a_fault_that_axe_finds(farid, group, axe, screen):
    page = farid(**SCREENS[screen])

    found = {}
    for address in addresses(group):
        page.goto(address)
        found[address] = axe(page)

    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_smallest_phone_never_scrolls_sideways(farid, group, direction):
    page = farid(**SMALLEST)

    for address in addresses(group):
        page.goto(address)
        page.evaluate("direction => document.documentElement.dir = direction", direction)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_what_a_thumb_touches_is_as_large_as_a_thumb(farid, group):
    page = farid()
    page.goto(f"/groupes/{group.pk}/seances/nouvelle/")

    for target in (*page.locator("main button, main a.button, main label.check").all(),):
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44, target.inner_text()
