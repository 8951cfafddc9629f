"""A form that is not accepted says what is wrong, where, and takes one there."""

import re

import pytest
from django import forms

from village.ui.forms import DateInput


class Welcome(forms.Form):
    name = forms.CharField(label="Prénom", help_text="Celui d'usage.")
    note = forms.CharField(label="Remarque", required=False)
    kind = forms.ChoiceField(
        label="Quand ?", choices=[("a", "Avant"), ("b", "Après")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="D'accord")
    met_on = forms.DateField(label="Rencontre", widget=DateInput())


@pytest.fixture
def empty() -> str:
    return str(Welcome({}))


def ids(html: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', html))


def test_a_form_not_yet_sent_reproaches_nothing():
    page = str(Welcome())

    assert "error" not in page
    assert "aria-invalid" not in page


def test_the_summary_comes_first_and_takes_the_focus(empty):
    assert empty.index('class="error-summary"') < empty.index("<input")
    assert re.search(
        r'class="error-summary"[^>]*role="alert"[^>]*tabindex="-1"[^>]*autofocus', empty
    )


def test_each_error_leads_to_its_field(empty):
    summary = empty[: empty.index("</ul>")]
    targets = re.findall(r'href="#([^"]+)"', summary)

    assert targets == ["id_name", "id_kind", "id_agreed", "id_met_on"]
    assert set(targets) <= ids(empty)


def test_a_field_is_described_by_its_hint_and_its_error(empty):
    field = re.search(r'<input[^>]*name="name"[^>]*>', empty)[0]

    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_name_helptext id_name_error"' in field
    assert {"id_name_helptext", "id_name_error"} <= ids(empty)


def test_choices_are_a_group_with_a_name(empty):
    group = re.search(r"<fieldset.*?</fieldset>", empty, re.DOTALL)[0]

    assert re.search(r"<legend>\s*Quand \?", group)
    assert 'aria-describedby="id_kind_error"' in group
    assert group.count('type="radio"') == 2


def test_what_may_stay_empty_says_so_and_nothing_else_does(empty):
    assert empty.count("(facultatif)") == 1


def test_an_error_about_the_whole_form_is_in_the_summary():
    form = Welcome({})
    form.add_error(None, "Deux séances le même jour.")

    assert "<li>Deux séances le même jour.</li>" in str(form)


def test_what_was_typed_is_not_taken_for_markup():
    page = str(Welcome({"name": '"><script>alert(1)</script>'}))

    assert "<script>" not in page


def test_a_date_is_asked_and_given_back_as_browsers_write_it():
    page = str(Welcome({"met_on": "2026-11-20"})["met_on"])

    assert 'type="date"' in page and 'value="2026-11-20"' in page
