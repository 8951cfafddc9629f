"""Files a researcher brings: read as they are, or refused in one sentence."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from village.statistics.engine import InvalidRows, open_rows

PEOPLE = "parent,stress\nanna,3\nbilal,5\n"


def stress_of(path: Path) -> float:
    with open_rows(path) as rows:
        return rows.collect(rows.table.agg(total=rows.table.stress.sum())).to_pylist()[0]["total"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("people.csv", PEOPLE),
        ("people.CSV", PEOPLE),
        ("semicolons.csv", PEOPLE.replace(",", ";")),
        ("tabs.tsv", PEOPLE.replace(",", "\t")),
    ],
)
def test_a_text_file_is_read_whatever_separates_its_columns(tmp_path: Path, name: str, text: str):
    path = tmp_path / name
    path.write_text(text)

    assert stress_of(path) == 8


def test_a_folder_of_parquet_files_is_one_table(tmp_path: Path):
    for name, stress in (("north", 3), ("south", 5)):
        pq.write_table(pa.table({"stress": [stress]}), tmp_path / f"{name}.parquet")

    assert stress_of(tmp_path) == 8
    assert stress_of(tmp_path / "north.parquet") == 3


def test_a_file_larger_than_the_memory_allowed_is_read_all_the_same(tmp_path: Path):
    path = tmp_path / "many.parquet"
    rows = 2_000_000
    pq.write_table(pa.table({"parent": range(rows), "stress": [1] * rows}), path)

    with open_rows(path, memory="64MB", threads=1) as opened:
        per_parent = opened.table.group_by("parent").agg(stress=opened.table.stress.sum())
        found = opened.collect(per_parent.agg(total=per_parent.stress.sum(), n=per_parent.count()))

    assert found.to_pylist() == [{"total": rows, "n": rows}]


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path):
    with (
        pytest.raises(InvalidRows, match=r"absent\.csv: there is no such file"),
        open_rows(tmp_path / "absent.csv"),
    ):
        pass


def test_an_empty_file_is_said_so(tmp_path: Path):
    path = tmp_path / "empty.csv"
    path.touch()

    with pytest.raises(InvalidRows, match="empty"), open_rows(path):
        pass


def test_a_folder_without_rows_is_said_so(tmp_path: Path):
    with pytest.raises(InvalidRows, match="no Parquet file"), open_rows(tmp_path):
        pass


def test_another_kind_of_file_is_refused_by_its_ending(tmp_path: Path):
    path = tmp_path / "people.docx"
    path.write_bytes(b"PK")

    with pytest.raises(InvalidRows, match=r"not \.docx"), open_rows(path):
        pass


def test_a_broken_parquet_file_is_one_sentence(tmp_path: Path):
    path = tmp_path / "broken.parquet"
    path.write_bytes(b"PAR1 and nothing more")

    with pytest.raises(InvalidRows, match="cannot be read") as refusal, open_rows(path):
        pass

    assert "\n" not in str(refusal.value)


def test_a_value_that_is_no_number_far_down_a_file_is_one_sentence(tmp_path: Path):
    path = tmp_path / "people.csv"
    path.write_text("parent,stress\n" + "anna,3\n" * 40_000 + "bilal,a lot\n")

    with pytest.raises(InvalidRows) as refusal:
        stress_of(path)

    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


MANY = "y,x,g\n" + "1,2,anna\n" * 30


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"y,T,t\n1,2,3\n4,5,6\n", "two columns differ only by case: T, t. Rename one of them."),
        (b"y;t;t\n1;2;3\n4;5;6\n", "two columns have the same name: t, t. Rename one of them."),
        (
            (MANY + "1,2,bilal,more\n").encode(),
            "line 32 has 4 values, and the header names 3 columns.",
        ),
        ("name,y\nChloé,1\nAnna,2\n".encode("latin-1"), "not written in UTF-8.*iconv -f latin1"),
        (
            ("name,y\n" + "Anna,2\n" * 60_000 + "Chloé,1\n").encode("latin-1"),
            "not written in UTF-8.*iconv -f latin1",
        ),
    ],
)
def test_lines_that_would_be_misread_are_refused_in_a_sentence(
    tmp_path: Path, content: bytes, sentence: str
):
    path = tmp_path / "rows.csv"
    path.write_bytes(content)

    with pytest.raises(InvalidRows, match=sentence) as refused, open_rows(path) as rows:
        rows.collect(rows.table)

    assert str(refused.value).startswith(str(path))
    assert "\n" not in str(refused.value)
