"""A JSON object from which values are taken by kind; what is wrong is named by its path."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from village.core.errors import InvalidSnapshot


class JsonRecord:
    """One object, and the path that leads to it. Everything raises `InvalidSnapshot` for what is not as expected."""

    def __init__(self, content: Mapping[str, Any], path: str) -> None:
        self.content, self.path = content, path

    def refuse(self, key: str, reason: str) -> None:
        """Stop, naming the path of `key` and the reason."""
        raise InvalidSnapshot(f"{self.path}: {key}: {reason}.")

    def _take(self, key: str, kind: type | tuple[type, ...], named: str) -> Any:
        value = self.content.get(key)
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            self.refuse(key, f"expected {named}, found {value!r}")
        return value

    def text(self, key: str) -> str:
        """A text."""
        return str(self._take(key, str, "a text"))

    def optional_text(self, key: str) -> str:
        """A text; empty when it is not there."""
        return self.text(key) if key in self.content else ""

    def whole(self, key: str) -> int:
        """A whole number."""
        return int(self._take(key, int, "a whole number"))

    def number(self, key: str) -> float:
        """A number."""
        return float(self._take(key, (int, float), "a number"))

    def optional_number(self, key: str) -> float | None:
        """A number, or None."""
        return None if self.content.get(key) is None else self.number(key)

    def optional_whole(self, key: str) -> int | None:
        """A whole number, or None."""
        return None if self.content.get(key) is None else self.whole(key)

    def yes_no(self, key: str) -> bool:
        """True or false."""
        return bool(self._take(key, bool, "true or false"))

    def one_of(self, key: str, choices: tuple[str, ...]) -> str:
        """One text of a closed list."""
        if (value := self.text(key)) not in choices:
            self.refuse(key, f"expected one of {', '.join(choices)}, found {value!r}")
        return value

    def moment(self, key: str) -> dt.datetime:
        """A date and time with its zone."""
        try:
            moment = dt.datetime.fromisoformat(self.text(key))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.refuse(key, "expected a date and time with its zone, as 2026-11-15T03:00:00Z")
        return cast(dt.datetime, moment)

    def texts(self, key: str) -> dict[str, str]:
        """An object of texts."""
        record = self.record(key)
        return {name: record.text(name) for name in record.content}

    def record(self, key: str) -> "JsonRecord":
        """An object inside this one."""
        return JsonRecord(self._take(key, dict, "an object"), f"{self.path}: {key}")

    def named_records(self) -> list[tuple[str, "JsonRecord"]]:
        """Every object inside this one, with its key, in the order of the keys."""
        return [(key, self.record(key)) for key in sorted(self.content)]

    def records(self) -> list["JsonRecord"]:
        """Every object inside this one, in the order of the keys."""
        return [record for _, record in self.named_records()]

    def record_list(self, key: str) -> list["JsonRecord"]:
        """A list of objects."""
        entries = self._take(key, list, "a list")
        numbered = JsonRecord(
            {str(i): entry for i, entry in enumerate(entries)}, f"{self.path}: {key}"
        )
        return [numbered.record(str(i)) for i in range(len(entries))]
