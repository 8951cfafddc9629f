"""REDCap projects: dictionaries and records go and come back, and what a question cannot be is said."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from tests import reference
from tests.formats.conftest import asked
from village.core.battery_reading import load_batteries
from village.core.errors import InvalidDocument
from village.formats.keying import Choices
from village.formats.matching import guess, read_words
from village.formats.redcap.dictionary import HEADERS, read_dictionary, write_dictionary
from village.formats.redcap.drafts import dictionary_of, read_draft
from village.formats.redcap.events import (
    events_named,
    events_of,
    read_events,
    write_events,
    write_forms_by_event,
)
from village.formats.redcap.records import read_records, rows_of
from village.formats.texts import csv_text
from village.formats.translations import cells_of

ROOT = Path(__file__).parents[2]
PROJECTS = [
    ("longitudinal", "dictionary.csv"),
    ("simple", "dictionary.csv"),
    ("simple", "metadata.csv"),
    ("checkboxes-1", "dictionary.csv"),
    ("decimal-comma", "dictionay.csv"),
]


def project(name: str) -> Path:
    return reference.FOLDER / "redcap/REDCapR" / name


def saved(folder: Path, text: str, name: str = "dictionary.csv") -> Path:
    path = folder / name
    path.write_text(text, newline="")
    return path


def rows(*cells: dict[int, str]) -> str:
    lines = [",".join(f'"{header}"' for header in HEADERS)]
    lines += [",".join(f'"{row.get(place, "")}"' for place in range(18)) for row in cells]
    return "\n".join(lines) + "\n"


def field(
    name: str, kind: str = "radio", choices: str = "0, a | 1, b | 2, c", branching: str = ""
) -> dict[int, str]:
    return {0: name, 1: "calm", 3: kind, 4: f"About {name}", 5: choices, 11: branching}


def spelt(cell: str) -> str:
    """A cell without what may differ: outer space, our escape, the zero that REDCap leaves out of .34."""
    text = cell.strip().removeprefix("'")
    return f"0{text}" if text[:1] == "." and text[1:].isdigit() else text


NIGHT = "0, a | 1, b | 2, c | na, no night"


@pytest.mark.reference
@pytest.mark.parametrize(("name", "file"), PROJECTS)
def test_real_dictionaries_and_records_come_back_as_they_were(name, file, tmp_path):
    dictionary = read_dictionary(project(name) / file)
    events = read_events(project(name) / "event.csv") if name == "longitudinal" else []
    records = read_records(project(name) / "data.csv", dictionary, events=events)

    again = saved(tmp_path, write_dictionary(dictionary))
    written = csv_text(rows_of(records.columns, records.rows, dictionary))
    exported = saved(tmp_path, written, "data.csv")

    assert read_dictionary(again) == dictionary
    assert read_records(exported, dictionary, events=events) == records
    with (
        (project(name) / "data.csv").open(newline="") as before,
        exported.open(newline="") as after,
    ):
        for old, new in zip(csv.reader(before), csv.reader(after), strict=True):
            assert [spelt(cell) for cell in old] == [spelt(cell) for cell in new]


@pytest.mark.reference
def test_boxes_and_decimal_commas_are_values():
    commas = read_dictionary(project("decimal-comma") / "dictionay.csv")
    valdez = read_records(project("decimal-comma") / "data.csv", commas).rows[0].values
    boxes = read_dictionary(project("checkboxes-1") / "dictionary.csv")
    first = read_records(project("checkboxes-1") / "data.csv", boxes).rows[0].values

    assert (valdez["height"], valdez["bmi"]) == (Decimal("1.54"), Decimal("22.1"))
    assert (first["check_one"], first["check_two"]) == (frozenset({"1"}), frozenset({"a", "c"}))


@pytest.mark.reference
def test_events_say_which_visit_a_row_is_of(tmp_path):
    folder = project("longitudinal")
    dictionary, events = (
        read_dictionary(folder / "dictionary.csv"),
        read_events(folder / "event.csv"),
    )
    records = read_records(folder / "data.csv", dictionary, events=events)

    assert (len(events), {event.arm for event in events}) == (12, {1, 2})
    assert records.rows[0].event == "enrollment_arm_1"
    assert records.rows[0].values["dob"] == dt.date(1983, 9, 23)
    assert read_events(saved(tmp_path, write_events(events), "event.csv")) == events
    with pytest.raises(
        InvalidDocument, match="row 2: 'enrollment_arm_1' is no event of this project"
    ):
        read_records(folder / "data.csv", dictionary, events=events[1:])


@pytest.mark.reference
def test_a_cell_that_is_not_of_its_field_is_kept_and_told():
    dictionary = read_dictionary(project("simple") / "dictionary.csv")
    records = read_records(project("simple") / "data.csv", dictionary)

    assert records.rows[0].values["sex"] == "FALSE"
    assert str(records.kept_as_text[0]) == (
        "row 2, sex: 'FALSE' is not what the dictionary says; kept as text"
    )


def test_our_batteries_come_back_as_they_left(library, tmp_path):
    for wanted in load_batteries(ROOT / "batteries", library).values():
        battery = wanted.resolved(lambda one: bool(one.wordings))
        for language in battery.languages:
            fields = dictionary_of(battery.instruments, language=language)
            draft = read_draft(saved(tmp_path, write_dictionary(fields)))
            for instrument in battery.instruments:
                wording, report = read_words(
                    draft, instrument, Choices(language=language), file="dictionary.csv"
                )
                assert wording is not None, report.refusal
                assert cells_of(wording) == cells_of(asked(instrument.wordings[language]))
        events = events_of(battery, language="fr")
        assert [e.unique_name for e in events] == [f"{w.key}_arm_1" for w in battery.moments]
        assert [e.label for e in events] == [w.titles["fr"] for w in battery.moments]
        assert read_events(saved(tmp_path, write_events(events), "events.csv")) == events
        forms = write_forms_by_event(battery, events).splitlines()
        assert forms[1] == "1,t0_arm_1,village_16"
        assert len(forms) == 1 + len(events) * len(battery.instruments)


def test_an_event_has_the_unique_name_redcap_will_make_of_its_name():
    first, second = events_named({"T0": "à l'entrée", "after-the-whole-year": "un an"})

    assert (first.name, first.unique_name, first.label) == ("t0", "t0_arm_1", "à l'entrée")
    assert (second.name, second.unique_name) == ("after the whole ye", "after_the_whole_ye_arm_1")
    with pytest.raises(InvalidDocument, match="'t-0' would have the name of another: t_0_arm_1"):
        events_named({"t_0": "a", "t-0": "b"})


def test_not_applicable_and_formulas_go_and_come_back(calm, tmp_path):
    written = write_dictionary(dictionary_of([calm], language="en"))
    draft = read_draft(saved(tmp_path, written))

    wording, _ = read_words(draft, calm, Choices(language="en"), file="dictionary.csv")

    assert wording is not None
    assert wording.options == calm.wordings["en"].options
    assert guess(draft, {calm.name: calm}) is calm


def test_a_code_that_is_no_number_has_no_value(calm, tmp_path):
    text = rows(field("calm_1", choices="0, a | x, b | 2, c"), field("calm_2", choices=NIGHT))

    _, report = read_words(
        read_draft(saved(tmp_path, text)), calm, Choices(language="en"), file="d.csv"
    )

    assert report.refusal == "calm_1: the answer 'b' has no value, and its position is not one."


def test_a_field_that_is_no_closed_list_is_told(calm, tmp_path):
    text = rows(field("calm_1", kind="checkbox"), field("calm_2", choices=NIGHT))

    _, report = read_words(
        read_draft(saved(tmp_path, text)), calm, Choices(language="en"), file="d.csv"
    )

    assert report.refusal == "calm_1: checkbox is not a closed list of which one is chosen."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("item,fr\n", "row 1: a data dictionary has 18 columns"),
        (rows(field("a"), field("b"), field("a")), "row 4: the variable 'a' is that of row 2"),
        (rows(field("Über")), "row 2: a variable is lower-case letters"),
        (rows(field("a")) + "," * 20 + "x\n", "row 3: there are 21 cells for 18 columns"),
        (rows(*(field(f"v{i}") for i in range(5_000))), "row 3002: at most 3000 fields are read"),
    ],
)
def test_a_dictionary_that_contradicts_itself_is_refused_by_row(tmp_path, text, reason):
    with pytest.raises(InvalidDocument, match=reason):
        read_dictionary(saved(tmp_path, text))


def test_fields_that_wait_for_one_another_are_refused(tmp_path):
    circle = rows(
        field("a", branching="[b]='1'"), field("b", branching="[t0][b]='1' or [a(2)]='1'")
    )
    earlier = rows(field("a", choices=NIGHT, branching="[t0][a]='1'"))

    with pytest.raises(InvalidDocument, match=r"dictionary.csv: a: waits for itself \(branching"):
        read_draft(saved(tmp_path, circle))
    assert read_draft(saved(tmp_path, earlier)).items[0].condition == "[t0][a]='1'"


@pytest.mark.parametrize(
    ("choices", "reason"),
    [("0, a | b", "the answer 'b' has no code"), ("0, a | 0, b", "the code '0' is that of two")],
)
def test_answers_need_codes_of_their_own(tmp_path, choices, reason):
    with pytest.raises(InvalidDocument, match=reason):
        read_draft(saved(tmp_path, rows(field("a", choices=choices))))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,zz\n1,2\n", "the column 'zz' is not in the dictionary"),
        ("b\n1\n", "there is no column 'a'"),
        ("a,a\n1,2\n", "the column 'a' comes twice"),
        ("a,box___9\n0,1\n", "'box___9' is a box that 'box' does not have"),
        ("a,b___0\n0,1\n", "'b___0' is a box of 'b', which is no checkbox"),
    ],
)
def test_records_of_another_project_are_refused(tmp_path, text, reason):
    dictionary = read_dictionary(
        saved(tmp_path, rows(field("a"), field("b"), field("box", kind="checkbox")))
    )
    with pytest.raises(InvalidDocument, match=reason):
        read_records(saved(tmp_path, text, "data.csv"), dictionary)
