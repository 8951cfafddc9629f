"""What a formula is refused for."""

from collections.abc import Iterable
from difflib import get_close_matches

from village.core.errors import DomainError


class InvalidFormula(DomainError):
    """A formula that cannot be read or applied; the sentence names the term or the column."""


def check_columns(wanted: Iterable[str], present: Iterable[str]) -> None:
    """Refuse the first column that the file does not have, and say which it has."""
    there = list(present)
    for name in wanted:
        if name not in there:
            close = get_close_matches(name, there, n=1)
            meant = f" (did you mean '{close[0]}'?)" if close else ""
            listed = ", ".join(there[:20]) + (", …" if len(there) > 20 else "")
            raise InvalidFormula(
                f"There is no column '{name}' in this file{meant}: it has {listed}."
            )
