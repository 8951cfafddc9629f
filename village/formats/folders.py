"""Write a questionnaire nobody has scored here yet as an instrument folder: data to be reviewed, like any other."""

import re
import tempfile
from dataclasses import replace
from pathlib import Path

from village.core.errors import InvalidDocument, InvalidInstrument
from village.core.golden import columns_of
from village.core.instruments import read_instrument
from village.core.scales import SELF_HARM
from village.formats.draft import Draft, DraftItem
from village.formats.pack import quoted
from village.formats.report import ReportLine
from village.formats.texts import clean, csv_text

KEY = re.compile(r"[A-Za-z0-9_-]+")


def write_folder(
    draft: Draft,
    folder: Path,
    *,
    language: str,
    licence: str,
    source: str,
    higher_is: str,
    safety_item: str | None = None,
) -> Path:
    """Write `scale.toml`, one wording and `SOURCE.md` in `<key>/<version>`, all or nothing; the golden answers are yours.

    `folder` is the version's folder, and is not there yet. `safety_item` is the key of an item of which any answer but
    the lowest calls for help: held to be about self-harm until somebody says otherwise. A question none of whose answers
    has a value is left out, and `SOURCE.md` says so. Raises `InvalidDocument` when only some have, and for whatever an
    instrument folder may not hold.
    """
    if folder.exists():
        raise InvalidDocument(f"{folder}: is there already.")
    draft = _cleaned(_keyable(draft))
    key, version = folder.parent.name, folder.name
    if not KEY.fullmatch(key):
        raise InvalidDocument(
            f"{folder}: {key!r} is no key: letters, digits, - and _, as in sleep/1."
        )
    keys = {key_of(item): item for item in draft.items}
    if safety_item is not None and safety_item not in keys:
        raise InvalidDocument(
            f"There is no question {safety_item!r} (there are: {', '.join(keys)})."
        )
    left_out = "".join(f"- {line}\n" for line in draft.left_out)
    files = {
        "scale.toml": _scale(draft, key, version, licence, higher_is, keys.get(safety_item or "")),
        f"{language}.toml": _wording(draft, language, title=draft.title or key),
        "SOURCE.md": f"# {key}, version {version}\n\n{source}\n\nLeft out when it was read:\n\n{left_out}",
    }
    beside = next(place for place in folder.absolute().parents if place.exists())
    with tempfile.TemporaryDirectory(dir=beside, suffix=".part") as scratch:
        whole = Path(scratch) / key / version
        whole.mkdir(parents=True)
        for name, text in files.items():
            (whole / name).write_text(text, encoding="utf-8")
        try:
            columns = columns_of(read_instrument(whole))
        except InvalidInstrument as wrong:
            # The folder it would be in goes away with this function: only the name of the file means something.
            raise InvalidDocument(str(wrong).replace(f"{whole}/", "")) from None
        (whole / "golden.csv").write_text(csv_text([columns]), encoding="utf-8")
        folder.parent.mkdir(parents=True, exist_ok=True)
        whole.rename(folder)
    return folder


def key_of(item: DraftItem) -> str:
    """The key a question gets: its code, or its name with - for what a key cannot hold."""
    return next(
        (name for name in reversed(item.names) if KEY.fullmatch(name)),
        re.sub(r"[^A-Za-z0-9_-]+", "-", item.place).strip("-"),
    )


def _keyable(draft: Draft) -> Draft:
    silent = [item for item in draft.items if all(option.value is None for option in item.options)]
    kept = tuple(item for item in draft.items if item not in silent)
    if not kept:
        raise InvalidDocument(f"{draft.kind}: no question of it has answers with values.")
    lines = [ReportLine(item.place, "its answers have no values") for item in silent]
    return replace(draft, items=kept, left_out=(*draft.left_out, *lines))


def _cleaned(draft: Draft) -> Draft:
    """Without outer space; refused without words, or when a hidden mark would show the reader something else."""
    for item in draft.items:
        if not all([item.question.strip(), *(option.label.strip() for option in item.options)]):
            raise InvalidDocument(f"{item.place}: a question and each of its answers need words.")
    return replace(
        draft,
        title=clean(draft.title, place="title"),
        items=tuple(
            replace(
                item,
                question=clean(item.question, place=item.place),
                options=tuple(
                    replace(option, label=clean(option.label, place=item.place))
                    for option in item.options
                ),
            )
            for item in draft.items
        ),
    )


def _values(item: DraftItem) -> list[int]:
    values = [option.value for option in item.options if option.value is not None]
    if len(values) < len(item.options) or len(set(values)) < len(values) or not values:
        raise InvalidDocument(f"{item.place}: each of its answers needs a value of its own.")
    return values


def _scale(
    draft: Draft,
    key: str,
    version: str,
    licence: str,
    higher_is: str,
    safety_item: DraftItem | None,
) -> str:
    values = [value for item in draft.items for value in _values(item)]
    lines = [
        "format = 1",
        f"key = {quoted(key)}",
        f"version = {quoted(version)}",
        "validated = false",
        f"licence = {quoted(licence)}",
        "",
        "[answers]",
        f"lowest = {min(values)}",
        f"highest = {max(values)}",
    ]
    for item in draft.items:
        own = _values(item)
        lines += [
            "",
            "[[items]]",
            f"key = {quoted(key_of(item))}",
            f"lowest = {min(own)}",
            f"highest = {max(own)}",
        ]
    lines += [
        "",
        "[total]",
        f"title = {{ en = {quoted(draft.title or key)} }}",
        f"higher_is = {quoted(higher_is)}",
    ]
    if safety_item is not None:
        lines += [
            "",
            "[[safety]]",
            'key = "safety"',
            f"item = {quoted(key_of(safety_item))}",
            f"about = {quoted(SELF_HARM)}",
            f"at_least = {min(_values(safety_item)) + 1}",
        ]
    return "\n".join(lines) + "\n"


def _wording(draft: Draft, language: str, *, title: str) -> str:
    lines = [
        f"language = {quoted(language)}",
        'status = "not-validated"',
        f"title = {quoted(title)}",
    ]
    for item in draft.items:
        lines += ["", f"[items.{quoted(key_of(item))}]", f"question = {quoted(item.question)}"]
        for option in item.options:
            lines += [
                f"[[items.{quoted(key_of(item))}.options]]",
                f"value = {option.value}",
                f"label = {quoted(option.label)}",
            ]
    return "\n".join(lines) + "\n"
