"""A published questionnaire is read by the values of its answers, and gives its published total."""

import copy
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests import reference
from village.core.errors import DomainError, InvalidDocument
from village.core.instruments import find_instrument, load_instrument
from village.core.scales import NOT_APPLICABLE
from village.core.scoring import score_all
from village.formats.fhir.questionnaires import read_questionnaire
from village.formats.fhir.resources import read_resource, release
from village.formats.fhir.responses import read_response, write_response
from village.formats.fhir.writing import write_questionnaire
from village.formats.folders import write_folder
from village.formats.importing import bring_words
from village.formats.keying import Choices
from village.formats.matching import guess, match, read_words
from village.formats.pack import check_wording

GOLDEN = Path(__file__).parents[1] / "golden/fhir"
PHQ9 = GOLDEN / "Questionnaire-phq-9-example.json"
ANSWERED = GOLDEN / "QuestionnaireResponse-phq-9-example.json"
ANSWERS = [2, 2, 2, 2, 1, 1, 2, 0, 0]
ENGLISH = Choices(language="en")
LABELS = {0: "never", 1: "some days", 2: "most days", 3: "every day"}


@pytest.fixture
def phq9():
    return read_resource(PHQ9, kind="Questionnaire")


@pytest.fixture
def answered():
    return read_resource(ANSWERED, kind="QuestionnaireResponse")


@pytest.fixture
def depression(library):
    return find_instrument(library, "phq9")


def saved(folder: Path, resource: Any) -> Path:
    path = folder / "resource.json"
    path.write_text(json.dumps(resource, default=float))
    return path


def questionnaire(*items: Any, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Questionnaire", "status": "active", "item": list(items), **more}


def choice(link_id: str, *values: Any, **more: Any) -> dict[str, Any]:
    url = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
    options = [
        {
            "extension": [{"url": url, "valueDecimal": value}],
            "valueCoding": {"code": f"c{value}", "display": f"answer {value}"},
        }
        for value in values
    ]
    entry = {"linkId": link_id, "type": "choice", "text": f"Question {link_id}"}
    return {**entry, "answerOption": options, **more}


# Published totals.


def test_the_published_answers_give_the_published_total(phq9, answered, depression):
    alone = read_response(answered, depression)
    beside = read_response(answered, depression, questionnaire=phq9)

    assert list(alone.values()) == list(beside.values()) == ANSWERS
    assert score_all(depression, alone).total == 12
    assert score_all(depression, alone).alerts == ()
    assert score_all(depression, {**alone, "9": 1}).alerts == ("item_9",)


def test_a_total_that_the_answers_do_not_give_is_refused(answered, depression):
    answered["item"][-2]["answer"] = [{"valueDecimal": Decimal(13)}]

    with pytest.raises(InvalidDocument, match="/44261-6: says 13, and the answers give 12"):
        read_response(answered, depression)


def test_values_are_read_and_positions_are_not(phq9, answered, depression):
    for item in phq9["item"]:
        item.get("answerOption", []).reverse()

    found = read_response(answered, depression, questionnaire=phq9)

    assert list(found.values()) == ANSWERS


def test_a_question_without_an_answer_is_a_gap(answered, depression):
    answered["item"] = answered["item"][1:-2]

    assert read_response(answered, depression)["1"] is None


def test_an_answer_may_be_given_by_its_words_only(phq9, answered, depression):
    for entry in answered["item"][:9]:
        del entry["answer"][0]["valueCoding"]["code"]

    found = read_response(answered, depression, questionnaire=phq9)

    assert list(found.values()) == ANSWERS


def test_an_answer_without_a_value_is_never_counted_off(answered, depression):
    answered["item"][0]["answer"] = [{"valueCoding": {"system": "x", "code": "second"}}]

    with pytest.raises(InvalidDocument, match="the answer 'second' has no value"):
        read_response(answered, depression)


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


# What a questionnaire may hold.


def test_the_words_of_a_form_become_words_of_the_instrument(phq9, depression):
    wording, report = read_words(read_questionnaire(phq9), depression, ENGLISH, file="phq.json")

    assert wording is not None
    assert wording.questions["1"] == "Little interest or pleasure in doing things?"
    assert [option.value for option in wording.options["1"]] == [0, 1, 2, 3]
    assert not wording.is_validated
    assert [str(line) for line in report.lost] == [
        "/44261-6: decimal is not a closed list of answers",
        "/69722-7: is no item of phq9@1",
    ]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"linkId": "a", "type": "decimal"}, "decimal is not a closed list"),
        (choice("a", 0, 1, repeats=True), "takes several answers"),
        (choice("a", 0, 1, type="coding", answerConstraint="optionsOrString"), "other answers"),
        (choice("a", 0, 1, type="open-choice"), "open-choice is not a closed list"),
    ],
)
def test_what_an_item_cannot_be_is_left_out_with_its_reason(item, reason):
    (line,) = read_questionnaire(questionnaire(item)).left_out

    assert reason in line.says


def test_questions_inside_a_group_that_repeats_are_left_out(calm):
    form = questionnaire(
        {"linkId": "g", "type": "group", "repeats": True, "item": [choice("calm_1", 0, 1, 2)]}
    )

    _, report = read_words(read_questionnaire(form), calm, ENGLISH, file="f.json")

    assert report.refusal == "calm_1: is in g, which repeats."


def test_answers_may_stand_in_a_value_set_inside_the_file(calm):
    words = {"0": "never", "1": "a bit", "2": "often"}
    system = {
        "resourceType": "CodeSystem",
        "url": "urn:calm",
        "concept": [
            {"code": f"k{v}", "display": w, "property": [{"code": "itemWeight", "valueDecimal": v}]}
            for v, w in words.items()
        ],
    }
    chosen = {"system": "urn:calm", "concept": [{"code": f"k{v}"} for v in words]}
    values = {"resourceType": "ValueSet", "id": "v", "compose": {"include": [chosen]}}
    item = {"linkId": "q", "type": "choice", "text": "Calm?", "answerValueSet": "#v"}

    (found,) = read_questionnaire(questionnaire(item, contained=[system, values])).items

    assert [(option.label, option.value) for option in found.options] == [
        ("never", 0),
        ("a bit", 1),
        ("often", 2),
    ]


def test_a_question_asked_on_a_condition_is_told_in_words(calm):
    when = {"question": "calm_1", "operator": "!=", "answerCoding": {"code": "c0"}}
    form = questionnaire(
        choice("calm_1", 0, 1, 2),
        choice("calm_2", 0, 1, 2, enableWhen=[when]),
    )
    form["item"][1]["answerOption"].append(
        {
            "valueCoding": {
                "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
                "code": "NA",
                "display": "no night",
            }
        }
    )
    response = {
        "resourceType": "QuestionnaireResponse",
        "item": [
            {"linkId": "calm_1", "answer": [{"valueCoding": {"code": "c0"}}]},
            {"linkId": "calm_2", "answer": [{"valueCoding": {"code": "NA"}}]},
        ],
    }

    wording, report = read_words(read_questionnaire(form), calm, ENGLISH, file="f.json")

    assert wording is not None
    assert wording.options["2"][-1].value == NOT_APPLICABLE
    assert [str(line) for line in report.lost] == [
        "calm_2: is asked only when calm_1 != “c0”; here it is always asked"
    ]
    with pytest.raises(InvalidDocument, match="calm_2: is answered, and these answers do not ask"):
        read_response(response, calm, questionnaire=form)
    response["item"][0]["answer"] = [{"valueCoding": {"code": "c1"}}]
    assert read_response(response, calm, questionnaire=form) == {"1": 1, "2": NOT_APPLICABLE}


# What we write.


@pytest.mark.parametrize("written", ["R4", "R5"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_our_questionnaire_comes_back_as_it_left(library, written, language, tmp_path):
    ours = find_instrument(library, "village-16")
    form = write_questionnaire(ours, language=language, release=written)

    again = read_resource(saved(tmp_path, form), kind="Questionnaire")
    draft = read_questionnaire(again)
    wording, report = read_words(draft, guess(draft, library), Choices(), file="f.json")

    assert release(again) == written
    assert wording is not None, report.refusal
    before = ours.wordings[language]
    assert wording.questions == before.questions
    assert wording.options == before.options
    assert (wording.language, wording.title) == (language, before.title)
    assert wording.introduction == before.introduction


@pytest.mark.parametrize("written", ["R4", "R5"])
def test_answers_come_back_as_they_were_given(calm, written, tmp_path):
    moment = dt.datetime(2026, 11, 20, 19, 0, tzinfo=dt.UTC)
    for given in ({"1": 2, "2": NOT_APPLICABLE}, {"1": None, "2": 0}):
        response = write_response(calm, given, language="en", authored_at=moment, release=written)
        again = read_resource(saved(tmp_path, response), kind="QuestionnaireResponse")
        form = write_questionnaire(calm, language="en", release=written)

        assert read_response(again, calm) == given
        assert read_response(again, calm, questionnaire=form) == given


def test_an_instrument_without_words_is_not_written(library):
    with pytest.raises(InvalidDocument, match="epds@1 has no words in 'fr' \\(it has: none\\)"):
        write_questionnaire(find_instrument(library, "epds"), language="fr")


def test_a_form_nobody_scores_here_becomes_a_folder_to_review(phq9, tmp_path):
    folder = write_folder(
        read_questionnaire(phq9),
        tmp_path / "mood/1",
        language="en",
        licence="test only",
        source="US Core",
        higher_is="worse",
        safety_item="44260-8",
    )
    keys = [code["code"] for entry in phq9["item"][:9] for code in entry["code"]]
    golden = f"{','.join([*keys, 'total', 'missing', 'alerts'])}\n2,2,2,2,1,1,2,0,0,12,0,\n"
    (folder / "golden.csv").write_text(golden)

    assert load_instrument(folder).scales[0].highest == 27
    assert "/69722-7: its answers have no values" in (folder / "SOURCE.md").read_text()
    assert [path.name for path in (tmp_path / "mood").iterdir()] == ["1"]


def test_nothing_of_a_refused_form_is_written(phq9, tmp_path):
    del phq9["item"][0]["answerOption"][1]["extension"]

    with pytest.raises(InvalidDocument, match="/44250-9: each of its answers needs a value"):
        write_folder(
            read_questionnaire(phq9),
            tmp_path / "mood/1",
            language="en",
            licence="x",
            source="y",
            higher_is="worse",
        )
    assert not (tmp_path / "mood/1").exists()


# Bad input.


def test_a_file_that_is_not_a_questionnaire_is_refused(tmp_path):
    path = tmp_path / "x.json"
    for content, reason in (
        ("{", "x.json: not JSON"),
        ("[]", "this is no FHIR resource"),
        (
            '{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Questionnaire"}}]}',
            "this is a Bundle of Questionnaire: save the Questionnaire by itself",
        ),
        ("[" * 100_000, "not JSON"),
        ('{"resourceType": "Questionnaire", "item": {}}', "`item` is not a list"),
        ('{"resourceType": "Questionnaire", "item": [3]}', r"item\[0\] is not a JSON object"),
    ):
        path.write_text(content)
        with pytest.raises(InvalidDocument, match=reason):
            read_resource(path, kind="Questionnaire")


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(" " * 10_000_001)

    with pytest.raises(InvalidDocument, match=r"x.json: 10.0 MB, larger than 10 MB"):
        read_resource(path, kind="Questionnaire")


def test_five_thousand_questions_are_refused_at_the_first_one_too_many(tmp_path):
    items = [choice(str(i), 0, 1, 2, 3) for i in range(5_000)]

    with pytest.raises(InvalidDocument, match=r"item\[1000\] is one item too many"):
        read_resource(saved(tmp_path, questionnaire(*items)), kind="Questionnaire")


def test_groups_without_end_are_refused(tmp_path):
    inside: dict[str, Any] = {"linkId": "last", "type": "group"}
    for depth in range(40):
        inside = {"linkId": str(depth), "type": "group", "item": [inside]}

    with pytest.raises(InvalidDocument, match="is deeper than 12 groups"):
        read_resource(saved(tmp_path, questionnaire(inside)), kind="Questionnaire")


@pytest.mark.parametrize(
    "old",
    [
        {"linkId": "a", "type": "choice", "option": [{"valueCoding": {"code": "x"}}]},
        {"linkId": "a", "type": "choice", "options": {"reference": "ValueSet/x"}},
        {"linkId": "a", "type": "choice", "enableWhen": [{"question": "b", "hasAnswer": True}]},
    ],
)
def test_an_older_release_is_named_and_refused(tmp_path, old):
    with pytest.raises(InvalidDocument, match=r"of FHIR R3 \(STU3\)"):
        read_resource(saved(tmp_path, questionnaire(old)), kind="Questionnaire")


def when(question: str) -> list[dict[str, Any]]:
    return [{"question": question, "operator": "exists", "answerBoolean": True}]


def test_contradictions_are_refused(phq9, answered, depression):
    twice = copy.deepcopy(phq9)
    twice["item"][1]["linkId"] = twice["item"][0]["linkId"]
    circle = questionnaire(
        choice("a", 0, 1, enableWhen=when("b")), choice("b", 0, 1, enableWhen=when("a"))
    )
    endless: dict[str, Any] = {"resourceType": "ValueSet", "id": "v"}
    endless["compose"] = {"include": [{"valueSet": ["#v"]}]}
    itself = questionnaire(
        {"linkId": "a", "type": "choice", "answerValueSet": "#v"}, contained=[endless]
    )
    nowhere = questionnaire(choice("a", 0, 1, enableWhen=when("z")))
    group = questionnaire(
        {"linkId": "g", "type": "group", "enableWhen": when("a"), "item": [choice("a", 0, 1)]}
    )
    for form, reason in (
        (twice, "'/44250-9' is used twice"),
        (circle, "a: waits for itself"),
        (itself, "the value set '#v' includes itself"),
        (nowhere, "a: is asked after 'z', which is not there"),
        (group, "g: waits for itself"),
    ):
        with pytest.raises(InvalidDocument, match=reason):
            read_questionnaire(form)

    answered["item"][0]["answer"] *= 2
    with pytest.raises(InvalidDocument, match="2 answers to a question that takes one"):
        read_response(answered, depression)
    answered["item"][0]["answer"] = [{"valueCoding": {"code": "LA0000-0"}}]
    with pytest.raises(InvalidDocument, match="'LA0000-0' is not one of its answers"):
        read_response(answered, depression, questionnaire=phq9)


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("text", {"fr": "?"}, "1: `text` is not a text"),
        ("text", None, "1: there are no words"),
        ("answerOption", [{"valueCoding": {"code": "a", "display": 5}}], "1: `display` is not a"),
        ("answerValueSet", "#v", "not in the file: give each with --label"),
    ],
)
def test_what_is_no_text_is_never_taken_for_words(calm, tmp_path, key, value, reason):
    odd = {"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"valueSet": 5}]}}
    first = choice("1", 0, 1, 2) | {key: value}
    if key == "answerValueSet":
        del first["answerOption"]
    system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    second = choice("2", 0, 1, 2)
    second["answerOption"].append(
        {"valueCoding": {"system": system, "code": "not-applicable", "display": "no night"}}
    )
    form = questionnaire(first, second, contained=[odd])
    path = saved(tmp_path, form)

    choices = Choices(language="en", is_in_order=True)
    with pytest.raises(InvalidDocument, match=reason):
        _, report = bring_words(path, {calm.name: calm}, key="calm", choices=choices)
        raise InvalidDocument(report.refusal)


@pytest.mark.parametrize(
    ("items", "in_order", "reason"),
    [
        ({"/44250-9": "1", "44250-9": "2"}, False, "44250-9: is said to be two items"),
        ({"/44250-9": "1", "/44255-8": "1"}, False, "/44255-8: item 1 is already /44250-9"),
        ({"/44250-9": "x"}, False, "/44250-9: phq9@1 has no item 'x'"),
        ({"/44261-6": "1"}, False, "/44261-6: decimal is not a closed list of answers"),
        ({"/44250-9": "1"}, True, "--map and --in-order: say one or the other"),
        ({}, True, "10 questions can be keyed, and phq9@1 has 9 items"),
    ],
)
def test_what_the_user_says_must_hold_together(phq9, depression, items, in_order, reason):
    choices = Choices(language="en", items=items, is_in_order=in_order)

    _, report = read_words(read_questionnaire(phq9), depression, choices, file="f.json")

    assert reason in report.refusal


def test_two_questions_with_the_same_code_are_refused(phq9, depression):
    phq9["item"][1]["code"] = phq9["item"][0]["code"]

    _, report = read_words(read_questionnaire(phq9), depression, ENGLISH, file="f.json")

    assert report.refusal == "/44255-8: has the same code as /44250-9."


def test_answers_coded_from_one_are_refused_until_it_is_said(calm):
    form = questionnaire(choice("calm_1", 1, 2, 3), choice("calm_2", 1, 2, 3))
    form["item"][1]["answerOption"].append(
        {
            "valueCoding": {
                "system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
                "code": "NA",
                "display": "no night",
            }
        }
    )
    draft = read_questionnaire(form)

    _, refused = read_words(draft, calm, ENGLISH, file="f.json")
    wording, _ = read_words(draft, calm, Choices(language="en", starts_at=1), file="f.json")

    assert "its answers are worth 1, 2, 3, where item 1 needs 0, 1, 2" in refused.refusal
    assert "--coding-starts-at 1" in refused.refusal
    assert wording is not None
    assert [(o.value, o.label) for o in wording.options["1"]] == [
        (0, "answer 1"),
        (1, "answer 2"),
        (2, "answer 3"),
    ]


def test_an_unknown_language_is_refused(phq9, depression):
    for tag in ("xx", "french", "fr_FR", "f"):
        wording, report = read_words(
            read_questionnaire(phq9), depression, Choices(language=tag), file="f.json"
        )
        assert wording is None
        assert f"{tag!r} is not the tag of a language" in report.refusal


def test_a_form_of_nothing_we_score_is_refused(library):
    with pytest.raises(DomainError, match="carries the code of no instrument installed here"):
        guess(read_questionnaire(questionnaire(choice("a", 0, 1))), library)


def test_an_answer_whose_code_and_value_disagree_is_refused(phq9, depression):
    options = phq9["item"][0]["answerOption"]
    first, last = options[0]["extension"], options[3]["extension"]
    options[0]["extension"], options[3]["extension"] = last, first

    _, report = read_words(read_questionnaire(phq9), depression, ENGLISH, file="f.json")

    assert report.refusal == ("/44250-9: the answer LA6568-5 is worth 0, and the file says 3.")


def test_the_report_shows_which_way_up_each_question_is(phq9, depression, library):
    ours = find_instrument(library, "village-16")
    form = write_questionnaire(ours, language="en")

    _, known = read_words(read_questionnaire(phq9), depression, ENGLISH, file="f.json")
    _, own = read_words(read_questionnaire(form), ours, ENGLISH, file="f.json")

    assert str(known.understood[0]) == ("/44250-9: item 1: 0 “Not at all” … 3 “Nearly every day”")
    assert str(own.understood[3]) == (
        "rushing: item rushing: 0 “Never” … 4 “Almost always”, turned round in total"
    )


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
