"""Any words a person may write survive every file we put them in."""

import dataclasses
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from village.core.scales import Option
from village.formats.pack import check_wording, wording_text
from village.formats.texts import csv_text, escape, read_csv, unescape
from village.formats.workbooks import read_sheets, write_csv, write_workbook

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")),
    min_size=1,
    max_size=40,
).map(lambda text: f"«{text}»")
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=20)
FOLDER = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@FOLDER
@given(first=WORDS, second=WORDS, label=WORDS)
def test_any_words_survive_a_pack(calm, first, second, label):
    before = calm.wordings["en"]
    renamed = {
        key: tuple(Option(value=o.value, label=label if o.value == 0 else o.label) for o in options)
        for key, options in before.options.items()
    }
    wording = dataclasses.replace(
        before, questions={"1": first, "2": second}, options=renamed, title=label
    )

    assert check_wording(wording, calm) == wording_text(wording)


@given(cell=st.text(max_size=20))
def test_an_escape_is_taken_off_and_nothing_else(cell):
    assert unescape(escape(cell)) == cell


@FOLDER
@given(cells=st.lists(CELLS.map(str.strip), min_size=1, max_size=4))
def test_any_cells_survive_a_csv(cells, tmp_path: Path):
    path = tmp_path / "cells.csv"
    path.write_text(csv_text([["first", "second"], ["item", *cells]]), encoding="utf-8", newline="")

    assert read_csv(path)[1] == ["item", *cells]


@FOLDER
@given(cells=st.lists(WORDS, min_size=1, max_size=4))
def test_any_cells_survive_a_workbook(cells, tmp_path: Path):
    sheets = {"survey": [["type"], *([cell] for cell in cells)]}
    book, flat = tmp_path / "form.xlsx", tmp_path / "form.csv"
    book.write_bytes(write_workbook(sheets))
    flat.write_text(write_csv(sheets), encoding="utf-8", newline="")

    assert read_sheets(book, only=("survey",)) == sheets
    assert read_sheets(flat, only=("survey",)) == sheets
