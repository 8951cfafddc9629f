"""The pages on which a sheet of paper is typed: a code, numbers, and never a name."""

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import translation

from tests.factories import NOW, TODAY, a_member
from tests.formats.paper.printed import tags_of, words_of
from tests.surveys.conftest import a_delivery, all_answers
from village.library.installed import default_battery
from village.library.paper import surroundings
from village.network.models import Role
from village.surveys.models import SetAside, Sheet, Submission
from village.surveys.paper import printed
from village.surveys.services.answers import submit_answers
from village.surveys.services.sheets import key_sheet, print_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(invitation, facilitator):
    return print_sheet(invitation=invitation, language="fr", actor=facilitator, now=NOW)[0]


@pytest.fixture
def coordinator(house):
    return a_member(Role.COORDINATOR, house, name="Camille")


@pytest.fixture
def page(client, coordinator):
    client.force_login(coordinator)
    return client


def as_typed(value="2", **changes):
    boxes = {f"village-16.{item}": str(value) for item in all_answers()["village-16@1"]}
    boxes |= {f"village-16.{item}": text for item, text in changes.items()}
    return {"answered_on": TODAY.isoformat(), **boxes}


def test_a_code_is_found_however_it_is_typed(page, sheet):
    written = sheet.code.lower().replace("-", " ")

    assert page.post("/feuilles/", {"code": written}).url == f"/feuilles/{sheet.code}/"


def test_a_code_nobody_printed_is_said_to_be_unknown(page):
    response = page.post("/feuilles/", {"code": "ABCD-2345"})

    assert "Aucune feuille à saisir ne porte ce code" in response.content.decode()


def test_no_page_says_whose_sheet_it_is(page, sheet, anna):
    for address in ("/feuilles/", f"/feuilles/{sheet.code}/"):
        content = page.get(address).content.decode()
        assert "Anna" not in content
        assert str(anna.pk) not in content


def test_a_sheet_is_copied_number_by_number(page, sheet):
    response = page.post(f"/feuilles/{sheet.code}/", as_typed(3, rushing="", savoured="0"))

    assert response.url == "/feuilles/"
    kept = Submission.objects.get().answers["village-16@1"]
    assert (kept["rushing"], kept["savoured"], kept["for_myself"]) == (None, 0, 3)


def test_whoever_types_is_told_when_the_words_are_no_longer_those_on_the_paper(
    page, sheet, monkeypatch
):
    assert "récrites depuis" not in page.get(f"/feuilles/{sheet.code}/").content.decode()
    wordings = default_battery().instruments[0].wordings
    monkeypatch.setitem(wordings, "fr", replace(wordings["fr"], hash="0" * 64))

    assert "récrites depuis" in page.get(f"/feuilles/{sheet.code}/").content.decode()


def test_a_sheet_of_a_parent_who_answered_on_a_screen_is_read_and_set_aside(
    page, sheet, invitation
):
    submit_answers(invitation=invitation, delivery=a_delivery(1), now=NOW)

    form = page.get(f"/feuilles/{sheet.code}/").content.decode()
    kept = page.post(f"/feuilles/{sheet.code}/", as_typed(1, end_of_strength="4"), follow=True)

    assert "a aussi répondu sur un écran" in form
    said = kept.content.decode()
    assert "gardées à part" in said
    assert f"en lui donnant le code {sheet.code}" in said
    assert Submission.objects.get().answers == all_answers(1)
    assert SetAside.objects.get().answers == all_answers(1, end_of_strength=4)


def test_a_number_that_is_not_printed_is_named_and_nothing_is_lost(page, sheet):
    response = page.post(f"/feuilles/{sheet.code}/", as_typed(3, rushing="7"))

    content = response.content.decode()
    assert response.status_code == 422
    assert "« 7 » n&#x27;est pas un des nombres imprimés : 0 1 2 3 4." in content
    assert content.count('value="3"') == 15
    assert not Submission.objects.exists()


def test_a_sheet_already_typed_says_so(page, sheet):
    page.post(f"/feuilles/{sheet.code}/", as_typed(3))

    assert "sont déjà là" in page.get(f"/feuilles/{sheet.code}/").content.decode()


def test_the_second_person_is_shown_where_the_two_do_not_agree(page, sheet):
    key_sheet(
        sheet=sheet,
        answers=all_answers(2, rushing=1),
        answered_on=TODAY,
        is_keyed_twice=True,
        actor=a_member(Role.EVALUATOR),
        now=NOW,
    )
    assert sheet.code in page.get("/feuilles/").content.decode()

    response = page.post(f"/feuilles/{sheet.code}/", as_typed(2, rushing="3"))
    content = response.content.decode()
    assert "Une réponse n'est pas la même dans les deux saisies" in content
    assert "première saisie : 1" in content
    assert content.count('class="box') == 1

    settled = page.post(f"/feuilles/{sheet.code}/", {**as_typed(2, rushing="1"), "step": "settle"})
    assert settled.url == "/feuilles/"
    assert Submission.objects.get().answers["village-16@1"]["rushing"] == 1


def test_an_answer_that_calls_for_help_is_told_to_whoever_typed_it(page, sheet):
    response = page.post(f"/feuilles/{sheet.code}/", as_typed(2, end_of_strength="4"), follow=True)

    content = response.content.decode()
    assert "Prévenez sans attendre le contact de sécurité" in content
    assert sheet.code in content


@pytest.fixture
def leading(client, facilitator):
    client.force_login(facilitator)
    return client


def test_whoever_leads_the_group_prints_a_sheet_with_a_code_and_no_name(leading, invitation):
    response = leading.post(f"/invitations/{invitation.pk}/papier/")

    sheet = Sheet.objects.get()
    words = words_of(response.content)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{sheet.code}.pdf"'
    assert sheet.code in words
    assert "Anna" not in words
    assert "J'ai eu l'impression de courir toute la journée." in words
    assert "Remettez cette feuille" in words
    assert (
        sheet.code
        in leading.get(f"/groupes/{invitation.enrolment.group_id}/questionnaires/").content.decode()
    )


def test_the_square_on_a_sheet_opens_the_same_questions_on_a_phone(leading, invitation):
    pdf = leading.post(f"/invitations/{invitation.pk}/papier/").content
    said = next(str(tag["/Alt"]) for _, tag in tags_of(pdf) if "/Alt" in tag)
    token = said.rpartition("/l/")[2]

    phone = Client()
    assert phone.get(f"/l/{token}").status_code == 303
    assert phone.get("/questions/").content.decode().count("<fieldset") == 16


def test_around_the_questions_the_sheet_speaks_the_language_of_the_parent(sheet):
    sheet.language = "ar"

    words = words_of(printed(sheet, url="https://village.example/l/abc"))

    assert "ترجمة" in words
    assert "Remettez cette feuille" not in words
    with translation.override("ar"):
        assert surroundings("ar").title == "استبيان"


def test_an_answer_that_calls_for_help_is_told_before_anybody_types_it_again(page, sheet):
    response = page.post(
        f"/feuilles/{sheet.code}/",
        {**as_typed(2, end_of_strength="4"), "is_keyed_twice": "on"},
        follow=True,
    )

    assert not Submission.objects.exists()
    assert "Prévenez sans attendre le contact de sécurité" in response.content.decode()


def test_a_sheet_whose_words_are_gone_is_kept_and_said_so(page, sheet):
    Sheet.objects.update(language="tlh")

    response = page.get(f"/feuilles/{sheet.code}/")

    assert response.status_code < 500
    assert "ne sont plus sur ce site" in response.content.decode()
