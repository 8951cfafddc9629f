"""Our own wording pack: one TOML file per language, the words of an instrument and nothing else."""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from village.core.errors import InvalidDocument
from village.core.scales import DECLINED, NOT_APPLICABLE, Instrument, Option, Variant, Wording
from village.core.wording import read_wording

VARIANTS = ("plain", "read_aloud")  # the same questions said otherwise
PARTS = ("title", "introduction", "questions", "options", *VARIANTS)


def wording_text(wording: Wording) -> str:
    """The words as TOML; answers that every item shares are written once."""
    lines = [
        f"language = {quoted(wording.language)}",
        f"status = {quoted(wording.status)}",
        f"title = {quoted(wording.title)}",
    ]
    for key in ("introduction", "licence", "source"):
        if text := getattr(wording, key):
            lines.append(f"{key} = {quoted(text)}")
    shared = shared_options(wording)
    beside = {_beside(options, NOT_APPLICABLE) for options in wording.options.values()} - {""}
    common = beside.pop() if len(beside) == 1 else ""
    if common:
        lines.append(f"not_applicable = {quoted(common)}")
    for declined in {_beside(options, DECLINED) for options in wording.options.values()} - {""}:
        lines.append(f"declined = {quoted(declined)}")
    for option in shared:
        lines += _option("options", option)
    tables = {key for key in wording.questions if not shared or (beside and not common)}
    lines += ["", "[items]"] if set(wording.questions) - tables else []
    lines += [
        f"{quoted(key)} = {quoted(text)}"
        for key, text in wording.questions.items()
        if key not in tables
    ]
    for key in wording.questions:
        if key in tables:
            lines += _item(key, wording, is_shared=bool(shared), common=common)
    for name in VARIANTS:
        if (variant := getattr(wording, name)) is not None:
            lines += _variant(name, variant)
    return "\n".join(lines) + "\n"


def shared_options(wording: Wording) -> tuple[Option, ...]:
    """The numbered answers of every item; empty when two items differ."""
    kept = {_keyed(options) for options in wording.options.values()}
    return kept.pop() if len(kept) == 1 else ()


def place_wording(wording: Wording, instrument: Instrument, folder: Path) -> Path:
    """Write `<folder>/<key>/<version>/<language>.toml` whole, read again as it will be, or not at all.

    Raises `InvalidDocument` when words in that language are already there.
    """
    target = folder / instrument.key / instrument.version / f"{wording.language}.toml"
    if target.exists() or wording.language in instrument.wordings:
        raise InvalidDocument(
            f"{instrument.name} already has words in {wording.language!r}: see what would change with "
            "`village instruments diff`, then take the others away first."
        )
    checked = check_wording(wording, instrument)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, checked)
    return target


def check_wording(wording: Wording, instrument: Instrument) -> str:
    """The text of the pack, once read again strictly and found to say the same."""
    text = wording_text(wording)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / f"{wording.language}.toml"
        path.write_text(text, encoding="utf-8")
        again = read_wording(path, items=instrument.items)
    if any(getattr(again, part) != getattr(wording, part) for part in PARTS):
        raise InvalidDocument(f"{instrument.name}: these words do not survive being written.")
    return text


def write_whole(target: Path, text: str) -> None:
    """Write a file beside its place, then move it there: nobody ever reads half of it."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def quoted(text: str) -> str:
    """A TOML basic string: JSON's spelling is one, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _keyed(options: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(option for option in options if option.value >= 0)


def _beside(options: tuple[Option, ...], value: int) -> str:
    """The words of an answer that is no number; empty when it is none of these."""
    labels: Mapping[int, str] = {option.value: option.label for option in options}
    return labels.get(value, "")


def _variant(name: str, variant: Variant) -> list[str]:
    return [
        *("", f"[{name}]", f"introduction = {quoted(variant.introduction)}"),
        *("", f"[{name}.items]"),
        *(f"{quoted(key)} = {quoted(text)}" for key, text in variant.questions.items()),
    ]


def _item(key: str, wording: Wording, *, is_shared: bool, common: str) -> list[str]:
    lines = ["", f"[items.{quoted(key)}]", f"question = {quoted(wording.questions[key])}"]
    if not common and (text := _beside(wording.options[key], NOT_APPLICABLE)):
        lines.append(f"not_applicable = {quoted(text)}")
    if not is_shared:
        for option in _keyed(wording.options[key]):
            lines += _option(f"items.{quoted(key)}.options", option)
    return lines


def _option(table: str, option: Option) -> list[str]:
    return ["", f"[[{table}]]", f"value = {option.value}", f"label = {quoted(option.label)}"]
