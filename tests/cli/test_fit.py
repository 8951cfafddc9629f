"""`village fit`, on a file that somebody brings: what it prints, and what it refuses in one sentence."""

import json
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from village.cli import main

Typed = Callable[..., tuple[int, str, str]]
Written = Callable[[Mapping[str, Any]], Path]

GROUPS = ("--groups", "house/grp/parent")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Type `village fit …` in this process, which is quicker; returns its exit code and what it printed."""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["village", "fit", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "160")
        with pytest.raises(SystemExit) as end:
            main()
        printed = capsys.readouterr()
        return int(end.value.code or 0), printed.out, printed.err

    return run


@pytest.fixture(params=["csv", "parquet"])
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Written:
    """Write a file of rows, once as text and once as Parquet."""

    def write(columns: Mapping[str, Any]) -> Path:
        table = pa.table({name: pa.array(list(values)) for name, values in columns.items()})
        path = tmp_path / f"answers.{request.param}"
        if request.param == "csv":
            pyarrow.csv.write_csv(table, path)
        else:
            pq.write_table(table, path)
        return path

    return write


def answers(**changed: Any) -> dict[str, Any]:
    """Sixty parents of twelve groups in four houses at three months; single parents gain less."""
    chance = np.random.default_rng(7)
    parent, month = np.divmod(np.arange(180), 3)
    t, single = month * 3.0, (parent % 2).astype(float)
    group = parent // 5
    y = (
        20 + 0.5 * t - 0.25 * t * single
        + chance.normal(0, 2, 60)[parent] + chance.normal(0, 1, 12)[group] + chance.normal(0, 1, 180)
    )  # fmt: skip
    return {
        "house": [f"H{name}" for name in group // 3],
        "grp": [f"G{name:02}" for name in group],
        "parent": [f"P{name:02}" for name in parent],
        "t": t.tolist(),
        "single": single.tolist(),
        "sex": np.where(parent % 3 == 0, "male", "female").tolist(),
        "y": y.round(2).tolist(),
    } | changed


def spoilt(column: str, value: Any) -> dict[str, Any]:
    """The same, with the first place of one column replaced."""
    rows = answers()
    return {**rows, column: [value, *rows[column][1:]]}


def test_it_prints_a_table(typed: Typed, written: Written):
    code, out, err = typed(written(answers()), "--formula", "y ~ t*single + sex", *GROUPS)

    assert (code, err) == (0, "")
    for said in (
        "linear mixed model, REML",
        "t:single",
        "sexmale",
        "SD: house",
        "n: rows 180, house 4, grp 12",
    ):
        assert said in out


def test_json_has_what_a_program_needs(typed: Typed, written: Written):
    path = written(spoilt("y", None))

    code, out, _ = typed(path, "--formula", "y ~ t*single", *GROUPS, "--ml", "--json")

    found = json.loads(out)
    assert code == 0
    assert list(found)[:7] == ["method", "criterion", "fixed", "sd", "n", "left_out", "warnings"]
    assert found["method"].startswith("linear mixed model, ML")
    assert set(found["fixed"]["t:single"]) == {"estimate", "se", "df", "low", "high"}
    assert list(found["sd"]) == ["house", "grp", "parent", "residual"]
    assert found["n"] == {"rows": 179, "house": 4, "grp": 12, "parent": 60}
    assert found["left_out"] == {"y is missing": 1}


def test_groups_may_be_said_in_the_formula(typed: Typed, written: Written):
    path = written(answers())

    beside = typed(path, "--formula", "y ~ t", *GROUPS)
    inside = typed(path, "--formula", "y ~ t + (1|house/grp/parent)")

    assert inside == beside


def test_intervals_by_profile_likelihood_include_those_of_spreads(typed: Typed, written: Written):
    code, out, _ = typed(written(answers()), "--formula", "y ~ t", *GROUPS, "--profile", "--json")

    found = json.loads(out)
    between = found["details"]["sd_intervals"]["parent"]
    assert code == 0
    assert between["low"] < found["sd"]["parent"] < between["high"]


def test_degrees_of_freedom_may_be_infinite(typed: Typed, written: Written):
    _, out, _ = typed(written(answers()), "--formula", "y ~ t", *GROUPS, "--df", "normal", "--json")

    assert json.loads(out)["fixed"]["t"]["df"] is None


def test_a_level_that_varies_no_more_than_chance_is_said(typed: Typed, written: Written):
    """Groups whose means are closer than chance: an unbounded estimate of their variance would be negative."""
    parent, answer = np.divmod(np.arange(80), 4)
    y = np.array([-3.0, -1.0, 1.0, 3.0])[(answer + parent) % 4] + parent % 2 * 0.01
    rows = {"parent": [f"P{n}" for n in parent], "y": y.tolist()}

    code, out, _ = typed(written(rows), "--formula", "y ~ 1", "--groups", "parent", "--json")

    found = json.loads(out)
    assert (code, found["sd"]["parent"]) == (0, 0)
    assert found["warnings"] == [
        "The variance of 'parent' is estimated as exactly 0: units of 'parent' differ no more than chance."
    ]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("y", math.nan, "y is not a finite number"),
        ("single", math.nan, "single is not a finite number"),
        ("t", None, "t is missing"),
        ("sex", None, "sex is missing"),
        ("grp", None, "grp is missing"),
    ],
)
def test_rows_left_out_are_counted_by_reason(
    typed: Typed, written: Written, column: str, value: Any, reason: str
):
    path = written(spoilt(column, value))

    code, out, _ = typed(path, "--formula", "y ~ t + single + sex", *GROUPS, "--json")

    found = json.loads(out)
    assert (code, found["left_out"], found["n"]["rows"]) == (0, {reason: 1}, 179)


CONSTANT = [1.0] * 180
REFUSED = [
    (answers(), "y ~ months", GROUPS, "There is no column 'months' in this file"),
    (answers(), "y ~ t", ("--groups", "house/group/parent"), "There is no column 'group' in this file (did you mean 'grp'?)"),
    (answers(), "sex ~ t", GROUPS, "The column 'sex' holds words, and the outcome must be a number"),
    (spoilt("y", 1e308), "y ~ t", GROUPS, "'y' holds 1e+308: numbers so large cannot be squared and summed"),
    (spoilt("t", -1e308), "y ~ t", GROUPS, "'t' holds -1e+308: numbers so large cannot be squared and summed"),
    (answers(over=CONSTANT), "y ~ t + over", GROUPS, "'over' is 1 on every row used: it has no effect to estimate."),
    (answers(y=CONSTANT), "y ~ t", GROUPS, "The outcome 'y' is 1 on every row used: there is nothing to explain."),
    (answers(sex=["female"] * 180), "y ~ sex", GROUPS, "'sex' has a single value on the rows used, 'female'"),
    (
        answers(alone=[1 - one for one in answers()["single"]]),
        "y ~ t + single + alone",
        GROUPS,
        "'alone' is determined by 'single': leave one of them out.",
    ),
    (answers(house=["H0"] * 180), "y ~ t", GROUPS, "There is only one house: the variance between units of 'house'"),
    (answers(house=answers()["grp"]), "y ~ t", GROUPS, "Each house has only one grp: the variance of 'house'"),
    (answers(parent=range(180)), "y ~ t", GROUPS, "Each parent has only one row: the variance of 'parent'"),
    (spoilt("parent", "P59"), "y ~ t", GROUPS, "The parent 'P59' occurs in more than one grp (1 such names out of 60)"),
    (spoilt("grp", "G11"), "y ~ t", GROUPS, "The grp 'G11' occurs in more than one house (1 such names out of 12)"),
    (answers(), "y ~ t", ("--groups", "house+parent"), "The groups 'house+parent' are crossed, not nested"),
    (answers(), "y ~ t + (1|house) + (1|parent)", (), "The groups 'house' and 'parent' are crossed, not nested"),
    (answers(), "y ~ t + (t|parent)", (), "'(t|parent)': here each unit has an intercept of its own and no slope"),
    (answers(), "y ~ t", (), "Say which units the rows are nested in, the largest first: --groups house/group/parent."),
    (answers(), "y t", GROUPS, "A formula is written outcome ~ terms"),
    (answers(y=[math.nan] * 180), "y ~ t + sex", GROUPS, "no row can be used: y is not a finite number (180 rows)"),
    ({name: values[:3] for name, values in answers().items()}, "y ~ t", ("--groups", "parent"), "There is only one parent"),
    (answers(), "y ~ t", (*GROUPS, "--ml", "--df", "kenward-roger"), "Kenward–Roger degrees of freedom are defined for REML only."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "formula", "words", "sentence"), REFUSED, ids=[case[-1][:45] for case in REFUSED]
)
def test_what_cannot_be_done_is_one_sentence(
    typed: Typed,
    written: Written,
    rows: Mapping[str, Any],
    formula: str,
    words: tuple[str, ...],
    sentence: str,
):
    code, out, err = typed(written(rows), "--formula", formula, *words)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("village: ")
    assert sentence in err


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_infinities_are_left_out_and_counted(typed: Typed, tmp_path: Path, value: float):
    pq.write_table(pa.table(spoilt("t", value)), tmp_path / "answers.parquet")

    code, out, _ = typed(tmp_path / "answers.parquet", "--formula", "y ~ t", *GROUPS, "--json")

    assert (code, json.loads(out)["left_out"]) == (0, {"t is not a finite number": 1})


@pytest.mark.parametrize("word", ["n/a", "3,5", "-inf"])
def test_a_word_among_numbers_does_not_make_a_factor_of_them(
    typed: Typed, tmp_path: Path, word: str
):
    rows = answers()
    months = [word, *(f"{t:.0f}" for t in rows["t"][1:])]
    pq.write_table(pa.table({**rows, "t": months}), tmp_path / "answers.parquet")

    code, _, err = typed(tmp_path / "answers.parquet", "--formula", "y ~ t", *GROUPS)

    assert (code, err) == (
        2,
        f"village: 't' holds numbers, and words such as '{word}': correct the rows, or write factor(t).\n",
    )


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("empty.csv", "", "this file is empty."),
        ("header.csv", "house,grp,parent,t,y\n", "this file has no row."),
        ("unanswered.csv", "house,grp,parent,t,y\nA,1,a,3,\n", "'y' is missing on every row."),
        ("notes.txt", "y\n1\n", "rows are read from .csv, .tsv or .parquet, not .txt."),
        ("torn.parquet", "PAR1 torn", "this file cannot be read"),
        ("nowhere.csv", None, "there is no such file."),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    typed: Typed, tmp_path: Path, name: str, text: str | None, sentence: str
):
    if text is not None:
        (tmp_path / name).write_text(text)

    code, out, err = typed(tmp_path / name, "--formula", "y ~ t", *GROUPS)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert str(tmp_path / name) in err
    assert sentence in err


def test_a_parquet_file_without_rows_is_named(typed: Typed, tmp_path: Path):
    none = pa.table({name: pa.array(values).slice(0, 0) for name, values in answers().items()})
    pq.write_table(none, tmp_path / "none.parquet")

    code, _, err = typed(tmp_path / "none.parquet", "--formula", "y ~ t", *GROUPS)

    assert (code, err) == (2, f"village: {tmp_path / 'none.parquet'}: this file has no row.\n")


def test_a_word_far_down_in_a_column_of_numbers_is_found(typed: Typed, tmp_path: Path):
    lines = [f"P{n // 3},{n % 7}.5" for n in range(60_000)]
    lines[50_000] = "P1,twelve"
    (tmp_path / "long.csv").write_text("\n".join(["parent,y", *lines]) + "\n")

    code, out, err = typed(tmp_path / "long.csv", "--formula", "y ~ 1", "--groups", "parent")

    assert (code, out, err.count("\n")) == (2, "", 1)


def test_the_whole_command_runs_by_itself(village: Any, tmp_path: Path):
    pq.write_table(pa.table(answers()), tmp_path / "answers.parquet")

    done = village("fit", str(tmp_path / "answers.parquet"), "--formula", "y ~ t", *GROUPS)

    assert (done.returncode, done.stderr) == (0, "")
    assert "criterion" in done.stdout
