"""Read a TOML file strictly, and say file, line and reason when it is wrong.

`tomllib` keeps no line numbers, so they are found again in the text when, and only when, something is refused.
"""

import re
import tomllib
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn

from village.core.errors import DomainError, InvalidInstrument

Step = str | int
_NEEDED: Any = object()  # no default: the key must be there


class Source:
    """The text of one TOML file, able to say on which line a value stands.

    Whatever is wrong is raised as `error`, the kind of refusal this file calls for.
    """

    def __init__(self, path: Path, *, error: type[DomainError] = InvalidInstrument) -> None:
        self.path, self.error = path, error
        try:
            self.text = path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            raise self.error(f"{path}: the file is missing") from None
        except UnicodeDecodeError as wrong:
            raise self.error(f"{path}: byte {wrong.start} is not UTF-8") from None

    def read(self) -> "TomlTable":
        """The whole file as a table to take values from."""
        try:
            return TomlTable(self, tomllib.loads(self.text), ())
        except tomllib.TOMLDecodeError as wrong:
            place = re.search(r"line (\d+)", str(wrong))
            line = int(place[1]) if place else self.text.count("\n") + 1
            raise self.error(f"{self.path}:{line}: not TOML: {wrong}") from None

    def line_of(self, steps: tuple[Step, ...]) -> int:
        """The line (from 1) of the value reached by `steps`, or of the nearest table above it."""
        names = [str(step) for step in steps if isinstance(step, str)]
        nth = {i: step for i, step in enumerate(steps) if isinstance(step, int)}
        found, seen, table = 1, dict[str, int](), tuple[str, ...]()
        wanted_index: dict[str, int] = {}
        for i, position in nth.items():
            wanted_index[".".join(str(s) for s in steps[:i] if isinstance(s, str))] = position
        inside = True
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?", line):
                name = header[2].replace('"', "")
                table = tuple(part.strip() for part in name.split("."))
                if header[1] == "[[":
                    seen[name] = seen.get(name, -1) + 1
                inside = list(table) == names[: len(table)] and all(
                    seen.get(key, at) == at for key, at in wanted_index.items()
                )
                if inside:
                    found = number
            elif inside and names[len(table) :]:
                key = re.escape(names[len(table)])
                if re.match(rf'\s*"?{key}"?\s*[=.]', line):
                    return number
        return found

    def refuse(self, steps: tuple[Step, ...], reason: str) -> NoReturn:
        """Stop with `file:line: reason`."""
        raise self.error(f"{self.path}:{self.line_of(steps)}: {reason}")


class TomlTable:
    """A TOML table from which every key must be taken: what nobody asked for is a mistake."""

    def __init__(self, source: Source, content: Mapping[str, Any], steps: tuple[Step, ...]) -> None:
        self.source, self.content, self.steps = source, content, steps
        self.left = set(content)

    def refuse(self, key: str | None, reason: str) -> NoReturn:
        """Stop, naming the line of `key` in this table."""
        self.source.refuse((*self.steps, key) if key else self.steps, reason)

    def _take(self, key: str, kind: type | tuple[type, ...], named: str, default: Any) -> Any:
        self.left.discard(key)
        if key not in self.content:
            if default is _NEEDED:
                self.refuse(None, f"`{key}` is missing ({named})")
            return default
        value = self.content[key]
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            self.refuse(key, f"`{key}` must be {named}, not {value!r}")
        return value

    def text(self, key: str, default: Any = None) -> str:
        """A non-empty text."""
        value: str = self._take(key, str, "a text", _NEEDED if default is None else default)
        if not value.strip() and default is None:
            self.refuse(key, f"`{key}` is empty")
        return value

    def whole(self, key: str, default: Any = None) -> int:
        """A whole number."""
        return int(self._take(key, int, "a whole number", _NEEDED if default is None else default))

    def optional_whole(self, key: str) -> int | None:
        """A whole number, or None when it is not said."""
        value: int | None = self._take(key, int, "a whole number", None)
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """A number, whole or not, and finite."""
        needed = _NEEDED if default is None else default
        value = float(self._take(key, (int, float), "a number", needed))
        if not isfinite(value):
            self.refuse(key, f"`{key}` must be a finite number, not {value}")
        return value

    def optional_number(self, key: str) -> float | None:
        """A finite number, or None when it is not said."""
        return self.number(key) if key in self.content else None

    def yes_no(self, key: str, default: bool | None = None) -> bool:
        """true or false, always said unless there is a default."""
        needed = _NEEDED if default is None else default
        return bool(self._take(key, bool, "true or false", needed))

    def one_of(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """One word of a closed list."""
        value = self.text(key, default)
        if value not in choices:
            self.refuse(key, f"`{key}` is one of {', '.join(choices)}, not {value!r}")
        return value

    def texts(self, key: str, default: Any = None) -> tuple[str, ...]:
        """A list of texts without repetition."""
        value = self._take(
            key, (list, tuple), "a list of texts", _NEEDED if default is None else default
        )
        for entry in value:
            if not isinstance(entry, str) or not entry:
                self.refuse(key, f"`{key}` must be a list of texts, not {entry!r}")
        if repeated := sorted({entry for entry in value if list(value).count(entry) > 1}):
            self.refuse(key, f"`{key}` names {', '.join(repeated)} more than once")
        return tuple(value)

    def table(self, key: str, *, needed: bool = True) -> "TomlTable | None":
        """A table inside this one."""
        value = self._take(key, dict, "a table", _NEEDED if needed else None)
        return None if value is None else TomlTable(self.source, value, (*self.steps, key))

    def tables(self, key: str, *, needed: bool = True) -> list["TomlTable"]:
        """An array of tables (`[[key]]`)."""
        value = self._take(key, list, f"a list of [[{key}]] tables", _NEEDED if needed else [])
        for position, entry in enumerate(value):
            if not isinstance(entry, dict):
                self.source.refuse(
                    (*self.steps, key, position), f"`{key}` must be [[{key}]] tables"
                )
        return [
            TomlTable(self.source, entry, (*self.steps, key, i)) for i, entry in enumerate(value)
        ]

    def finish(self) -> None:
        """Refuse whatever was not taken: a misspelt key must not be ignored."""
        for key in sorted(self.left):
            self.refuse(key, f"`{key}` is not a key of this format")
