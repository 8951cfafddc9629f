"""Tables as they are gathered: a list of values for each column."""

from collections.abc import Mapping
from typing import Any

Columns = dict[str, list[Any]]


def add(table: Columns, **values: Any) -> None:
    """Add one row."""
    for column, value in values.items():
        table[column].append(value)


def extend(table: Columns, repeated: Mapping[str, Any], **columns: list[Any]) -> None:
    """Add as many rows as `columns` are long, the same `repeated` values on each."""
    rows = len(next(iter(columns.values())))
    for column, value in repeated.items():
        table[column].extend([value] * rows)
    for column, values in columns.items():
        table[column].extend(values)
