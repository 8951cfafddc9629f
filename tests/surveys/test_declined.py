"""“I would rather not say” is one of the answers of a page, and not a question left empty."""

import shutil
from uuid import UUID

import pytest

from tests.installed import forget
from tests.surveys.conftest import served_page
from village.config.settings import ROOT
from village.core.scales import DECLINED
from village.library.installed import default_battery
from village.surveys.models import Invitation, Submission

pytestmark = pytest.mark.django_db

QUESTIONS = "/questions/"
DELIVERY = UUID("9b2f3c1e-0000-4000-8000-000000000001")


@pytest.fixture(autouse=True)
def battery(settings, tmp_path):
    """Circumstances are asked of everybody who enrols."""
    folder = tmp_path / "batteries/village-core/1"
    shutil.copytree(ROOT / "batteries/village-core/1", folder)
    text = (folder / "battery.toml").read_text()
    (folder / "battery.toml").write_text(text.replace("village-16@1", "village-circumstances@1"))
    settings.BATTERIES_DIR = tmp_path / "batteries"
    forget()
    yield default_battery()
    forget()


def sent(phone, battery, invitation, **answers):
    """Post the page with “I would rather not say” everywhere but for `answers`."""
    (asked,) = battery.instruments
    values = {item.key: DECLINED for item in asked.items} | answers
    page = {f"{asked.key}.{key}": value for key, value in values.items() if value is not None}
    delivery = served_page(invitation, DELIVERY).signed
    return phone.post(QUESTIONS, {"delivery": delivery, **page})


def test_every_question_offers_it_last(phone, battery):
    page = phone.get(QUESTIONS).content.decode()

    assert page.count("Je préfère ne pas le dire") == page.count("<fieldset") == 16


def test_anna_says_nothing_of_herself_and_has_answered(phone, battery, invitation):
    response = sent(phone, battery, invitation, money=2)

    assert response.status_code == 303
    kept = Submission.objects.get().answers["village-circumstances@1"]
    assert kept.pop("money") == 2
    assert set(kept.values()) == {DECLINED}


def test_a_gap_is_asked_about_and_a_refusal_is_not(phone, battery, invitation):
    response = sent(phone, battery, invitation, money=None)

    assert response.status_code == 422
    assert response.content.decode().count("Vous n&#x27;avez pas répondu à cette question.") == 1
    assert not Submission.objects.exists()


def test_it_cannot_be_sent_where_it_is_not_offered(phone, settings, invitation):
    settings.BATTERIES_DIR = ROOT / "batteries"
    forget()
    Invitation.objects.update(asked=["village-16@1"])

    response = sent(phone, default_battery(), Invitation.objects.get(pk=invitation.pk))

    assert response.status_code == 422
    assert "Cette réponse n&#x27;existe pas" in response.content.decode()
