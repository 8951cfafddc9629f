"""Records of a REDCap project are scored row by row: by its dictionary, at its events, without guessing a gap."""

from pathlib import Path

import pytest

from tests import reference
from tests.formats.test_redcap import field, project, rows, saved
from village.core.errors import InvalidDocument
from village.core.instruments import load_library
from village.core.scales import NOT_APPLICABLE
from village.core.scoring import score_all
from village.formats.keying import Choices
from village.formats.redcap.answered import read_answered

NIGHT = "0, a | 1, b | 2, c | na, no night"
MORALE = """
format = 1
key = "morale"
version = "1"
validated = false
licence = "invented"
item_count = 2

[answers]
lowest = 0
highest = 3

[[items]]
key = "2"
highest = 5

[total]
title = { en = "Morale" }
higher_is = "better"
max_missing = 0
"""


@pytest.fixture
def dictionary(tmp_path):
    boxes = field("meds", "checkbox", "1, a | 2, b")
    weight = {**field("weight", "text", ""), 7: "number_1dp_comma_decimal"}
    fields = (field("id", "text", ""), field("calm_1"), field("calm_2", choices=NIGHT))
    return saved(tmp_path, rows(*fields, boxes, weight))


@pytest.fixture
def morale(tmp_path):
    folder = tmp_path / "invented/morale/1"
    folder.mkdir(parents=True)
    (folder / "scale.toml").write_text(MORALE)
    (folder / "golden.csv").write_text("1,2,total,missing,alerts\n2,5,7,0,\n")
    (folder / "SOURCE.md").write_text("Invented for these tests.")
    return load_library([tmp_path / "invented"])["morale@1"]


def read(text: str, calm, tmp_path: Path, dictionary: Path | None = None, **choices):
    path = saved(tmp_path, text, "data.csv")
    return read_answered(path, calm, dictionary=dictionary, choices=Choices(**choices))


def test_each_record_is_scored_by_the_codes_of_its_dictionary(calm, dictionary, tmp_path):
    text = (
        "id;redcap_event_name;calm_1;calm_2;meds___1;meds___2;weight;calm_complete\n"
        "Anna;t0_arm_1;2;na;1;0;61,5;2\n"
        "Anna;t1_arm_1;;;;;;\n"
        "Bilal;t0_arm_1;;1;0;0;70,2;1\n"
        "Chloé;t0_arm_1;;;;;;1\n"
    )

    answered, report = read(text, calm, tmp_path, dictionary)

    assert [(one.row, one.record, one.event) for one in answered] == [
        (2, "Anna", "t0_arm_1"),
        (4, "Bilal", "t0_arm_1"),
        (5, "Chloé", "t0_arm_1"),  # she opened the form, and left all of it empty
    ]
    assert [score_all(calm, one.answers).total for one in answered] == [3, None, None]
    assert answered[0].answers == {"1": 2, "2": NOT_APPLICABLE}
    assert str(report.understood[0]) == "calm_1: item 1: 0 “a” … 2 “c”"
    assert [str(line) for line in report.lost] == [
        "data.csv: fields that are no item of calm@1: 2",
        "data.csv: rows without an answer to calm@1: 1",
    ]


def test_what_a_condition_or_a_strange_cell_takes_away_is_told(calm, tmp_path):
    hidden = {**field("calm_1"), 11: "[calm_2] = '0'"}
    fields = rows(
        field("id", "text", ""),
        hidden,
        field("calm_2", choices=NIGHT),
        field("sex", choices="0, f"),
    )
    text = "id,calm_1,calm_2,sex\nAnna,0,0,FALSE\nBilal,,1,0\n"

    _, report = read(text, calm, tmp_path, saved(tmp_path, fields))

    assert [str(line) for line in report.lost] == [
        "calm_1: is asked only when [calm_2] = '0'; here it is always asked",
        "data.csv: fields that are no item of calm@1: 1",
        "sex: cells that are not what the dictionary says: 1",
    ]


def test_a_project_that_codes_from_one_says_so(calm, tmp_path):
    fields = rows(
        field("id", "text", ""),
        field("q1", choices="1, a | 2, b | 3, c"),
        field("q2", choices="1, a | 2, b | 3, c | na, no night"),
    )
    path = saved(tmp_path, fields)
    items = {"q1": "1", "q2": "2"}
    text = "id,q1,q2\nAnna,1,3\n"

    with pytest.raises(InvalidDocument, match="--coding-starts-at 1"):
        read(text, calm, tmp_path, path, items=items)
    answered, _ = read(text, calm, tmp_path, path, items=items, starts_at=1)

    assert answered[0].answers == {"1": 0, "2": 2}


@pytest.mark.parametrize("kind", ["integer", "number", "number_1dp_comma_decimal"])
def test_a_number_somebody_typed_is_its_own_value(calm, tmp_path, kind):
    numbers = [{**field(name, "text", ""), 7: kind} for name in ("calm_1", "calm_2")]
    path = saved(tmp_path, rows(field("id", "text", ""), *numbers))

    answered, _ = read("id,calm_1,calm_2\nAnna,2,\n", calm, tmp_path, path)

    assert answered[0].answers == {"1": 2, "2": None}
    with pytest.raises(InvalidDocument, match=r"data.csv, row 2, calm_1: '.*' is none of its"):
        read("id;calm_1;calm_2\nAnna;1,5;\n", calm, tmp_path, path)


def test_a_decimal_comma_is_no_other_number(calm, tmp_path):
    numbers = [{**field(n, "text", ""), 7: "number_comma_decimal"} for n in ("calm_1", "calm_2")]
    path = saved(tmp_path, rows(field("id", "text", ""), *numbers))

    answered, _ = read("id;calm_1;calm_2\nAnna;2,0;1\n", calm, tmp_path, path)

    assert answered[0].answers == {"1": 2, "2": 1}


def test_our_own_fields_need_no_dictionary(calm, tmp_path):
    text = "record_id,calm_1,calm_2,notes,meds___1,meds___2\nAnna,2,na,tired,1,0\n"

    answered, _ = read(text, calm, tmp_path)

    assert answered[0].answers == {"1": 2, "2": NOT_APPLICABLE}


def test_a_form_that_repeats_is_a_row_each_time(calm, dictionary, tmp_path):
    text = (
        "id,redcap_repeat_instrument,redcap_repeat_instance,calm_1,calm_2\n"
        "Anna,calm,1,0,0\nAnna,calm,2,1,1\n"
    )

    answered, _ = read(text, calm, tmp_path, dictionary)

    assert [(one.instance, one.answers["1"]) for one in answered] == [("1", 0), ("2", 1)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id,calm_1,calm_2\nAnna,0,0\nBilal,7,0\n", r"row 3, calm_1: '7' is none of its answers"),
        # R writes NA for an empty cell: it is not "does not concern me".
        ("id,calm_1,calm_2\nAnna,0,NA\n", r"row 2, calm_2: 'NA' is none of its .* \(0, 1, 2, na\)"),
        ("id,calm_1,calm_2\nAnna,0,0\nAnna,1,1\n", "row 3: record 'Anna' is that of row 2"),
        ("id,calm_1\nAnna,0\n", "row 1: there is no column 'calm_2'"),
        ("id,calm_1,calm_2,zz\nAnna,0,0,1\n", "row 1: the column 'zz' is not in the dictionary"),
    ],
)
def test_what_cannot_be_scored_is_refused_by_row_and_column(
    calm, dictionary, tmp_path, text, reason
):
    with pytest.raises(InvalidDocument, match=f"data.csv, {reason}"):
        read(text, calm, tmp_path, dictionary)


@pytest.mark.reference
def test_a_real_longitudinal_project_is_scored_at_its_events(morale):
    folder = project("longitudinal")

    answered, report = read_answered(
        folder / "data.csv",
        morale,
        dictionary=folder / "dictionary.csv",
        events=folder / "event.csv",
        choices=Choices(items={"pmq1": "1", "pmq2": "2"}),
    )

    first = answered[0]
    assert (first.row, first.record, first.event) == (3, "100", "dose_1_arm_1")
    totals = [score_all(morale, one.answers).total for one in answered]
    assert totals == [4, 1, 4, 1, 1, 3, 3, 7, 1, 2]  # added up by hand
    assert "data.csv: rows without an answer to morale@1: 8" in [str(x) for x in report.lost]


@pytest.mark.reference
@pytest.mark.parametrize("name", ["simple", "checkboxes-1", "decimal-comma"])
def test_a_real_project_that_asks_something_else_is_refused_by_name(calm, name):
    (dictionary,) = (reference.FOLDER / "redcap/REDCapR" / name).glob("dictiona*.csv")

    with pytest.raises(InvalidDocument, match="no question for item 1, 2 of calm@1"):
        read_answered(project(name) / "data.csv", calm, dictionary=dictionary)
