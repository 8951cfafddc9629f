"""Questionnaires found in the world: each is read whole, or refused with its reason."""

import pytest

from tests import reference
from tests.formats.fhir.forms import ENGLISH
from village.core.errors import InvalidDocument
from village.core.instruments import find_instrument
from village.core.scoring import score_all
from village.formats.fhir.questionnaires import read_questionnaire
from village.formats.fhir.resources import read_resource
from village.formats.fhir.responses import read_response
from village.formats.keying import Choices
from village.formats.matching import guess, match, read_words
from village.formats.pack import check_wording

LABELS = {0: "never", 1: "some days", 2: "most days", 3: "every day"}


@pytest.mark.reference
@pytest.mark.parametrize(
    "name", ["phq9.json", "phq9-with-the-weight-function.json"], ids=["ordinal", "weight"]
)
def test_the_published_total_comes_out_of_every_published_form(name, answered, depression):
    form = read_resource(reference.FOLDER / "fhir/lforms" / name, kind="Questionnaire")

    found = read_response(answered, depression, questionnaire=form)

    assert score_all(depression, found).total == 12


@pytest.mark.reference
def test_a_form_without_the_words_of_its_answers_scores_and_asks_for_them(answered, depression):
    form = read_resource(reference.FOLDER / "fhir/jmandel/phq-9.json", kind="Questionnaire")
    for entry, question in zip(answered["item"][:9], form["item"][1]["item"], strict=True):
        entry["linkId"] = question["linkId"]

    found = read_response(answered, depression, questionnaire=form)
    without, refused = read_words(read_questionnaire(form), depression, ENGLISH, file="phq-9.json")
    wording, report = read_words(
        read_questionnaire(form),
        depression,
        Choices(language="en", labels=LABELS),
        file="phq-9.json",
    )

    assert score_all(depression, found).total == 12
    assert without is None
    assert "LL358-3, whose words are not in the file" in refused.refusal
    assert wording is not None
    assert [option.label for option in wording.options["1"]] == list(LABELS.values())
    assert report.understood[0].says == "item 1: 0 “never” … 3 “every day”"


@pytest.mark.reference
def test_the_question_whose_code_was_forgotten_is_taken_and_told(library):
    form = read_resource(reference.FOLDER / "fhir/jmandel/gad-7.json", kind="Questionnaire")
    draft = read_questionnaire(form)

    found = match(draft, guess(draft, library), ENGLISH)

    assert found.items["6"].place == "gad7.matrix.q6"
    assert [str(line) for line in found.noticed] == [
        "gad7.matrix.q6: has no code; taken as item 6, between items 5 and 7"
    ]


@pytest.mark.reference
def test_a_form_without_item_codes_needs_the_user_to_say_which_is_which(library):
    form = read_resource(reference.FOLDER / "fhir/jmandel/epds.redacted.json", kind="Questionnaire")
    draft, epds = read_questionnaire(form), find_instrument(library, "epds")

    _, unsure = read_words(draft, epds, ENGLISH, file="epds.json")
    by_name = {f"epds.q{i}": str(i) for i in range(1, 11)}
    mapped, _ = read_words(draft, epds, Choices(language="en", items=by_name), file="epds.json")
    in_order, _ = read_words(
        draft, epds, Choices(language="en", is_in_order=True), file="epds.json"
    )

    assert "Say which is which with --map" in unsure.refusal
    assert mapped is not None and in_order is not None
    assert mapped.options == in_order.options
    assert {option.value for option in mapped.options["10"]} == {0, 1, 2, 3}


@pytest.mark.reference
def test_every_real_file_is_read_whole_or_refused_with_a_reason(library):
    read, refused = {}, {}
    for path in sorted((reference.FOLDER / "fhir").rglob("*.json")):
        try:
            draft = read_questionnaire(read_resource(path, kind="Questionnaire"))
            instrument = guess(draft, library)
            order = path.name == "epds.redacted.json"
            choices = Choices(language="en", is_in_order=order, labels=LABELS)
            wording, report = read_words(draft, instrument, choices, file=path.name)
        except InvalidDocument as refusal:
            refused[path.name] = str(refusal)
        else:
            assert wording is not None, report.refusal
            assert check_wording(wording, instrument)
            read[path.name] = instrument.key

    assert read == {
        "epds.redacted.json": "epds",
        "gad-7.json": "gad7",
        "phq-9.json": "phq9",
        "phq9.json": "phq9",
        "phq9-with-the-weight-function.json": "phq9",
        "Questionnaire-phq-9-example.json": "phq9",
    }
    assert len(refused) == 21
    assert all(len(reason) > 40 for reason in refused.values())


@pytest.mark.reference
def test_weights_and_yes_or_no_are_values_too():
    folder = reference.FOLDER / "fhir"
    newborn = read_resource(
        folder / "lforms/apgar-with-itemWeight-variable.json", kind="Questionnaire"
    )
    yes_or_no = read_resource(folder / "jmandel/cage.json", kind="Questionnaire")

    for form, values in ((newborn, [0, 1, 2]), (yes_or_no, [0, 1])):
        found = read_questionnaire(form).items
        assert found
        assert all([option.value for option in item.options] == values for item in found)
