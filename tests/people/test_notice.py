"""The information parents decide on: complete, true for their house, never changed afterwards."""

import hashlib
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from tests.factories import a_house, an_organisation
from village.library import installed
from village.network.models import Organisation
from village.people import notice as notice_module
from village.people.models import Purpose
from village.people.notice import NOTICE_VERSION, TEXTS, notice_for, readings_for, sentence_for

TEMPLATES = Path(notice_module.__file__).parent / "templates"
# What parents have read. A new text is a new file, a new version and a new line here.
READ = {"2026-11": "e20741389268e77b1698bfd973c596e72b2308deabc3b76ddc2bba7eaccf861e"}


def test_a_text_that_parents_have_read_never_changes():
    kept = {
        version: hashlib.sha256((TEMPLATES / name).read_bytes()).hexdigest()
        for version, name in TEXTS.items()
    }

    assert kept == READ
    assert NOTICE_VERSION in TEXTS


@pytest.mark.django_db
def test_it_says_everything_one_must_know_before_deciding(settings):
    settings.CONTROLLER, settings.DPO_CONTACT = "Association Repère", "droits@repere.example"
    house = a_house(holder=an_organisation(name="Ville de Lens"))
    notice = notice_for(house)

    text = render_to_string(notice.template, {"notice": notice})

    for expected in (
        "Rien n&#x27;est obligatoire",
        "Ville de Lens pour la vie du groupe ; Association Repère pour l'évaluation.",
        "service public de la maison",
        "il faut votre accord",
        "Qui les voit ?",
        "douze mois après la fin du groupe",
        "droits@repere.example",
        "CNIL",
    ):
        assert expected in text or expected.replace("&#x27;", "'") in text, expected


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Organisation.Kind)
def test_consent_is_not_the_only_reason_and_the_reason_depends_on_who_carries_the_house(kind):
    notice = notice_for(a_house(holder=an_organisation(kind=kind)))

    public = kind in {
        *("commune", "ccas", "epci", "departement", "region", "pmi", "hospital", "maternity"),
        *("mental_health", "ars", "state_service", "school"),
    }
    assert ("service public" if public else "en a besoin pour vous accueillir") in notice.basis


@pytest.mark.django_db
def test_it_is_read_together_in_each_language_that_is_open(monkeypatch):
    house = a_house()
    assert [reading.language for reading in readings_for(house)] == ["en"]

    monkeypatch.setattr(installed, "open_languages", lambda battery, languages: tuple(languages))
    readings = {reading.language: reading for reading in readings_for(house)}

    arabic = readings["ar"]
    assert len(readings) == 8
    assert [reading.language for reading in readings.values() if reading.is_right_to_left] == ["ar"]
    assert len(set(arabic.sentences)) == len(Purpose)
    assert "الخدمة العامة" in arabic.notice.basis


def test_each_purpose_is_asked_in_a_sentence_of_its_own():
    sentences = {str(sentence_for(purpose)) for purpose in Purpose}

    assert len(sentences) == len(Purpose)
    assert all(sentence.startswith("J'accepte") for sentence in sentences)
