"""Forms of ODK and Kobo: ours compile with their own reader, theirs are read or refused by sheet and row."""

from pathlib import Path

import pytest
from pyxform.xls2xform import convert

from tests import reference
from tests.formats.conftest import asked
from tests.formats.old_workbook import write_xls
from village.core.battery_reading import load_batteries
from village.core.errors import InvalidDocument
from village.core.scales import NOT_APPLICABLE
from village.formats.keying import Choices
from village.formats.matching import guess, read_words
from village.formats.translations import cells_of
from village.formats.workbooks import write_csv, write_workbook
from village.formats.xlsform.reading import read_xlsform
from village.formats.xlsform.writing import xlsform_sheets

ROOT = Path(__file__).parents[2]


def saved(folder: Path, **sheets: list[list[str]]) -> Path:
    path = folder / "form.xlsx"
    path.write_bytes(write_workbook(sheets))
    return path


def form(*rows: list[str], header: tuple[str, ...] = ("type", "name", "label")) -> dict:
    choices = [["list_name", "name", "label"]]
    choices += [["calm", str(value), f"answer {value}"] for value in range(3)]
    choices += [["late", *row[1:]] for row in choices[1:]] + [["late", "na", "no night"]]
    return {"survey": [list(header), *rows], "choices": choices}


FIRST = ["select_one calm", "calm_1", "Calm?"]
SECOND = ["select_one late", "calm_2", "Slept?"]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_every_battery_compiles_and_comes_back(library, suffix, tmp_path):
    for wanted in load_batteries(ROOT / "batteries", library).values():
        battery = wanted.resolved(lambda one: bool(one.wordings))
        sheets = xlsform_sheets(
            battery.instruments,
            form_id=battery.key,
            title=battery.key,
            languages=battery.languages,
        )
        path = tmp_path / f"{battery.key}{suffix}"
        if suffix == ".csv":
            path.write_text(write_csv(sheets), newline="")
        else:
            path.write_bytes(write_workbook(sheets))

        compiled = convert(xlsform=str(path), validate=False)

        assert compiled.xform.count("<select1 ") == sum(len(i.items) for i in battery.instruments)
        for language in battery.languages:
            draft = read_xlsform(path, language=language)
            for instrument in battery.instruments:
                wording, report = read_words(draft, instrument, Choices(), file=path.name)
                assert wording is not None, report.refusal
                before = instrument.wordings[language]
                assert cells_of(wording) == cells_of(asked(before))


def test_not_applicable_goes_and_comes_back(calm, tmp_path):
    sheets = xlsform_sheets([calm], form_id="calm", title="Calm", languages=["en"])
    path = saved(tmp_path, **sheets)

    assert convert(xlsform=str(path), validate=False).xform
    wording, _ = read_words(read_xlsform(path), calm, Choices(), file="form.xlsx")
    assert wording is not None
    assert wording.options["2"][-1].value == NOT_APPLICABLE
    assert wording.options == calm.wordings["en"].options


def test_a_choice_that_is_no_number_has_no_value(calm, tmp_path):
    content = form(FIRST, SECOND)
    content["choices"][1][1] = "never"

    _, report = read_words(
        read_xlsform(saved(tmp_path, **content)), calm, Choices(language="en"), file="form.xlsx"
    )

    assert report.refusal == (
        "survey, row 2, calm_1: the answer 'answer 0' has no value, and its position is not one."
    )


def test_questions_are_mapped_by_their_names(calm, tmp_path):
    content = form(["select_one calm", "q7", "Calm?"], ["select_one late", "q9", "Slept?"])
    draft = read_xlsform(saved(tmp_path, **content))

    _, unsure = read_words(draft, calm, Choices(language="en"), file="form.xlsx")
    wording, _ = read_words(
        draft, calm, Choices(language="en", items={"q7": "1", "q9": "2"}), file="form.xlsx"
    )

    assert "questions that can be keyed: survey, row 2, q7, survey, row 3, q9" in unsure.refusal
    assert wording is not None
    assert wording.questions == {"1": "Calm?", "2": "Slept?"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["select_one calm or_other", "calm_1", "?"], "takes other answers than those listed"),
        (["select_multiple calm", "calm_1", "?"], "select multiple calm is not a closed list"),
        (["select_one nowhere", "calm_1", "?"], "its list 'nowhere' is not in the sheet choices"),
        (["select_one calm", "calm_1", "Hello ${name}"], "its words depend on other answers"),
    ],
)
def test_what_an_item_cannot_be_is_refused_by_row(calm, tmp_path, row, reason):
    draft = read_xlsform(saved(tmp_path, **form(row, SECOND)))

    _, report = read_words(draft, calm, Choices(language="en"), file="form.xlsx")

    assert report.refusal.startswith("survey, row 2, calm_1: ")
    assert reason in report.refusal


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([["begin_group", "g", ""], FIRST], "survey, row 2: the group 'g' is never ended"),
        ([FIRST, ["end_group", "g", ""]], "survey, row 3, g: ends a group where nothing is open"),
        (
            [["begin_group", "g", ""], ["begin_repeat", "r", ""], FIRST, ["end_group", "", ""]],
            "survey, row 5: ends a group where repeat is open",
        ),
        ([FIRST, FIRST], "survey, row 3: the name 'calm_1' is that of row 2"),
        (
            [FIRST] + [["note", f"n{i}", "x"] for i in range(5_000)],
            "survey, row 1002: at most 1000",
        ),
    ],
)
def test_a_form_that_contradicts_itself_is_refused(tmp_path, rows, reason):
    with pytest.raises(InvalidDocument, match=reason):
        read_xlsform(saved(tmp_path, **form(*rows)))


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[*FIRST, "${calm_1} = 1"]], "survey, row 2, calm_1: waits for itself"),
        (
            [["begin_group", "g", "", "${calm_1} = 1"], [*FIRST, ""], ["end_group", "g", "", ""]],
            "survey, row 2, g: waits for itself",
        ),
    ],
)
def test_questions_and_groups_that_wait_for_one_another_are_refused(tmp_path, rows, reason):
    header = ("type", "name", "label", "relevant")

    with pytest.raises(InvalidDocument, match=reason):
        read_xlsform(saved(tmp_path, **form(*rows, header=header)))


def test_a_form_in_several_languages_is_read_in_one(calm, tmp_path):
    header = ("type", "name", "label::Français (fr)", "label::English (en)")
    content = form(
        [*FIRST[:2], "Calme ?", "Calm?"], [*SECOND[:2], "Dormi ?", "Slept?"], header=header
    )
    content["choices"] = [
        [*row[:2], f"fr {row[2]}", row[2]] if number else ["list_name", "name", *header[2:]]
        for number, row in enumerate(content["choices"])
    ]
    path = saved(tmp_path, **content)

    with pytest.raises(InvalidDocument, match="say which with --language"):
        read_xlsform(path)
    with pytest.raises(InvalidDocument, match="no label in 'ar'"):
        read_xlsform(path, language="ar")
    wording, _ = read_words(read_xlsform(path, language="fr"), calm, Choices(), file="f")
    assert wording is not None
    assert wording.language == "fr"
    assert wording.options["1"][0].label == "fr answer 0"


@pytest.mark.reference
def test_every_real_form_is_read_or_refused_by_sheet_and_row(library):
    told = {}
    for path in sorted((reference.FOLDER / "xlsform").rglob("*.*")):
        try:
            guess(read_xlsform(path), library)
        except InvalidDocument as refusal:
            told[path.name] = str(refusal)

    assert len(told) == 9
    assert "sheet survey, cell C2: a formula" in told["xl_date_ambiguous.xlsx"]
    assert "sheet survey, cell L15: a formula" in told["duplicate_columns.xlsx"]
    assert told["widgets.csv"].startswith("This XLSForm carries the code of no instrument")


@pytest.mark.reference
def test_a_real_form_is_read_question_by_question():
    folder = reference.FOLDER / "xlsform/pyxform"

    widgets = read_xlsform(folder / "widgets.csv")
    yes_or_no = read_xlsform(folder / "yes_or_no_question.xlsx")

    assert [item.names[0] for item in widgets.items][:2] == ["my_select1", "spinner"]
    assert [option.value for option in widgets.items[0].options] == list(range(1, 9))
    assert (yes_or_no.language, [option.value for option in yes_or_no.items[0].options]) == (
        "en",
        [None, None],
    )


def test_a_column_that_comes_twice_is_refused(tmp_path):
    path = saved(tmp_path, **form(FIRST, header=("type", "name", "label", "label")))

    with pytest.raises(InvalidDocument, match="survey, row 1: the column 'label' comes twice"):
        read_xlsform(path)


def test_a_form_of_before_2007_is_read(calm, tmp_path):
    content = form([*FIRST[:2], "Calme à midi ? مرحبا"], SECOND)
    # As Excel does: a code that looks like a number is one.
    content["choices"] = [
        [float(cell) if cell.isdigit() else cell for cell in row] for row in content["choices"]
    ]
    path = tmp_path / "form.xls"
    path.write_bytes(write_xls(content))

    wording, report = read_words(read_xlsform(path), calm, Choices(language="fr"), file="form.xls")

    assert wording is not None, report.refusal
    assert wording.questions["1"] == "Calme à midi ? مرحبا"
    assert [option.value for option in wording.options["2"]] == [0, 1, 2, NOT_APPLICABLE]
