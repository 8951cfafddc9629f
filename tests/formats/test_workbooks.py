"""A workbook from elsewhere is weighed before it is opened, and named with its place when something is wrong."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from village.core.errors import InvalidDocument
from village.formats.workbooks import read_sheets, write_csv, write_workbook

ONLY = ("survey", "choices", "settings")
SHEETS = {
    "survey": [
        ["type", "name", "label"],
        ["note", "n", "=HYPERLINK(1)"],
        ["note", "m", "مرحبا +1"],
    ],
    "choices": [["list_name", "name", "label"], ["l", "0", "-1"]],
}


def repacked(content: bytes, part: str, change) -> bytes:
    """The same workbook with one of its parts changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for one in old.infolist():
            text = old.read(one)
            new.writestr(one.filename, change(text) if one.filename == part else text)
    return packed.getvalue()


@pytest.fixture
def book(tmp_path) -> Path:
    path = tmp_path / "form.xlsx"
    path.write_bytes(write_workbook(SHEETS))
    return path


def refused(path: Path) -> str:
    with pytest.raises(InvalidDocument) as caught:
        read_sheets(path, only=ONLY)
    return str(caught.value)


def test_what_was_written_is_read_again(book, tmp_path):
    flat = tmp_path / "form.csv"
    flat.write_text(write_csv(SHEETS), newline="")

    assert read_sheets(book, only=ONLY) == SHEETS
    assert read_sheets(flat, only=ONLY) == SHEETS


def test_no_written_cell_is_a_formula(book):
    with zipfile.ZipFile(book) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())
    assert "\n,note,n,'=HYPERLINK(1)" in write_csv(SHEETS).replace("\r", "")


def test_the_same_words_give_the_same_bytes():
    assert write_workbook(SHEETS) == write_workbook(SHEETS)


def test_a_formula_is_named_with_its_sheet_and_cell(tmp_path):
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("notes").write_formula("A1", "=1+1")
        workbook.add_worksheet("survey").write_formula("C7", '=CONCAT("a", 1)', value="a1")

    assert refused(path) == (
        "form.xlsx: sheet survey, cell C7: a formula; copy it and paste its value only."
    )


def test_a_corrupt_workbook_is_refused(book):
    whole = book.read_bytes()
    for damaged in (
        b"PK\x03\x04 and then nothing",
        whole[: len(whole) // 2],
        b"not a workbook at all",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000,
        b"",
        repacked(whole, "xl/worksheets/sheet1.xml", lambda text: text[:200]),
        repacked(whole, "xl/workbook.xml", lambda text: b"<"),
    ):
        book.write_bytes(damaged)
        assert refused(book).startswith("form.xlsx: a damaged workbook")


def test_fifty_megabytes_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "form.xlsx"
    with path.open("wb") as file:
        file.truncate(50_000_000)  # a hole on the disk: reading it would take 50 MB

    assert refused(path) == "form.xlsx: 50.0 MB, larger than 10 MB."


def test_a_small_file_that_unpacks_to_a_gigabyte_is_refused(tmp_path):
    path = tmp_path / "form.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(7):
            bomb.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * 10_000_000)

    assert path.stat().st_size < 100_000
    assert "7 parts that unpack to 70 MB, more than 60 MB" in refused(path)


def test_a_list_of_parts_that_lies_about_their_size_is_refused(book):
    def swollen(text: bytes) -> bytes:
        return text + b" " * 100_000

    content = repacked(book.read_bytes(), "xl/worksheets/sheet1.xml", swollen)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        told = parts.getinfo("xl/worksheets/sheet1.xml").file_size
    book.write_bytes(content.replace(told.to_bytes(4, "little"), (50).to_bytes(4, "little")))

    assert refused(book).startswith("form.xlsx: a damaged workbook")


def test_entities_are_refused(book):
    lol = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    book.write_bytes(
        repacked(book.read_bytes(), "xl/workbook.xml", lambda text: lol + text.partition(b"?>")[2])
    )

    assert "xl/workbook.xml declares XML entities" in refused(book)


def test_another_kind_of_file_is_refused(tmp_path):
    path = tmp_path / "form.docx"
    path.write_text("x")

    assert "not a workbook (.xlsx, .xls) nor a .csv file" in refused(path)
