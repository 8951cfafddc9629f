"""The day of a facilitator with too much to do: one thing first, on a phone without scripts, and nobody named."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_staff_pages import TARGETS, come_in, is_wider_than_the_screen
from tests.factories import (
    a_child,
    a_facilitator,
    a_group,
    a_house,
    a_meeting,
    a_parent,
    an_enrolment,
    an_invitation,
)
from village.core.months import add_months
from village.people.models import Purpose
from village.ui.clock import now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chloe(db):
    """She leads four groups: each has not met for a month, has a questionnaire open and a baby who may be born."""
    house = a_house(name="Maison des familles de l'Estuaire et du plateau de la Hève")
    chloe = a_facilitator(house, name="Chloé")
    today = house.date_at(now())
    for name in ("Phare", "Mouette", "Lune", "Grand large et petites vagues"):
        begun = today - dt.timedelta(days=31)
        group = a_group(house, name=name, facilitator=chloe, started_on=begun)
        anna = an_enrolment(a_parent("Anna", house=house, agrees=[Purpose.EVALUATION]), group)
        an_invitation(anna, opens_on=begun, closes_on=today + dt.timedelta(days=9))
        a_child(anna.participant, expected_month=add_months(today.replace(day=1), -1))
        a_meeting(group)
    return chloe


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_full_day_begins_with_one_thing(chloe, visitor: Visitor, live_server, axe, width):
    page = visitor(viewport={"width": width, "height": 740})
    come_in(page, chloe, live_server.url)
    page.goto("/accueil/")

    expect(page.get_by_role("heading", name="À faire d'abord")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Noter une séance").first).to_be_in_viewport()
    expect(page.get_by_text("Un bébé est peut-être né.").first).to_be_visible()
    page.get_by_text("et 6 autres").click()
    assert page.get_by_role("link", name="Voir qui a répondu").count() == 4
    assert "Anna" not in page.content()
    assert not is_wider_than_the_screen(page)
    assert page.evaluate(TARGETS) == []
    assert axe(page) == []


def test_without_scripts_the_first_thing_is_one_touch_away(chloe, no_js: Page, live_server):
    come_in(no_js, chloe, live_server.url)
    no_js.goto("/accueil/")

    no_js.get_by_role("link", name="Noter une séance").first.click()

    expect(no_js.get_by_role("heading", level=1)).to_contain_text("Noter une séance")
