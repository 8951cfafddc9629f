"""The lines of a CSV file as they are written, for what an engine would guess wrong or say badly."""

import csv
from itertools import combinations
from pathlib import Path

SEPARATORS = ",;\t"


def twins(path: Path) -> tuple[str, str] | None:
    """Two columns of the header that no engine tells apart: the same name, or but for capital letters."""
    for one, other in combinations(header_of(path), 2):
        if one.casefold() == other.casefold():
            return one, other
    return None


def header_of(path: Path) -> list[str]:
    """The names of columns, by the separator that the first line has most of. Raises `UnicodeDecodeError`."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file, delimiter=_separator(path)), [])


def ragged_line(path: Path) -> tuple[int, int] | None:
    """The first line with another number of values than the header, and how many it has. Reads the whole file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, delimiter=_separator(path))
        expected = len(next(lines, []))
        for values in lines:
            if values and len(values) != expected:
                return lines.line_num, len(values)
    return None


def _separator(path: Path) -> str:
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
    return max(SEPARATORS, key=first.count)
