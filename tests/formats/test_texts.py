"""Words keep their direction, deceive nobody, and no cell of ours starts a formula."""

import pytest

from village.core.errors import InvalidDocument
from village.formats.texts import check_language, clean, csv_text, escape, read_csv, unescape


def test_mixed_directions_are_kept_as_they_are():
    for text in ("قلتُ: \u2066OK\u2069، ثم نمت", "J'ai dit « مرحبا » hier", "\u200fمرحبا\u200e!"):
        assert clean(text, place="item 1") == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("not \u202ereven", "question 1: a hidden right-to-left override"),
        ("a \u2067b", "a mark of direction is left open"),
        ("a\u2069", "a mark of direction closes nothing"),
        ("a\u0007", "a control character"),
    ],
)
def test_marks_that_show_something_else_are_refused(text, reason):
    with pytest.raises(InvalidDocument, match=reason):
        clean(text, place="question 1")


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+33 6 39", "-x", "@SUM(A1)", "\tx", "'=1", "''=1", "'tis", "- no", "plain", ""],
)
def test_no_exported_cell_starts_a_formula_and_all_come_back(cell, tmp_path):
    path = tmp_path / "cells.csv"
    path.write_text(csv_text([["first", cell]]), newline="")

    assert escape(cell)[:1] not in set("=+-@\t\r")
    assert read_csv(path) == [["first", cell]]


def test_a_number_below_zero_is_no_formula():
    assert escape("-1") == "-1"
    assert unescape("-1") == "-1"


def test_creoles_are_languages():
    assert [check_language(tag) for tag in ("rcf", "ht", "gcf", "ar-MA")]


def test_a_csv_that_is_not_unicode_is_refused(tmp_path):
    path = tmp_path / "mots.csv"
    path.write_bytes("item,é".encode("latin-1"))

    with pytest.raises(InvalidDocument, match="mots.csv: byte 5 is not UTF-8"):
        read_csv(path)
