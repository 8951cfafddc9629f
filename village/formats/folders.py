"""Write what was read from elsewhere as an instrument folder: data to be reviewed, like any other."""

import json
from pathlib import Path

from village.formats.fhir import FhirQuestionnaire


def write_folder(
    questionnaire: FhirQuestionnaire,
    folder: Path,
    *,
    language: str,
    licence: str,
    source: str,
    higher_is: str,
    safety_item: str | None = None,
) -> Path:
    """Write `scale.toml`, one wording and `SOURCE.md` in `<folder>/<key>/<version>`; the golden answers are yours.

    `folder` is the version's folder. `safety_item` is the key of an item whose any non-zero answer calls for help.
    """
    folder.mkdir(parents=True)
    key, version = folder.parent.name, folder.name
    (folder / "scale.toml").write_text(
        _scale(questionnaire, key, version, licence, higher_is, safety_item), encoding="utf-8"
    )
    (folder / f"{language}.toml").write_text(_wording(questionnaire, language), encoding="utf-8")
    left_out = "".join(f"- {reason}\n" for reason in questionnaire.left_out.values())
    (folder / "SOURCE.md").write_text(
        f"# {key}, version {version}\n\n{source}\n\nLeft out when it was read:\n\n{left_out}",
        encoding="utf-8",
    )
    return folder


def quoted(text: str) -> str:
    """A TOML basic string: JSON's spelling is one, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _scale(
    questionnaire: FhirQuestionnaire,
    key: str,
    version: str,
    licence: str,
    higher_is: str,
    safety_item: str | None,
) -> str:
    values = [option.value for item in questionnaire.items for option in item.options]
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
    for item in questionnaire.items:
        own = [option.value for option in item.options]
        lines += [
            "",
            "[[items]]",
            f"key = {quoted(item.key)}",
            f"lowest = {min(own)}",
            f"highest = {max(own)}",
        ]
    lines += [
        "",
        "[total]",
        f"title = {{ en = {quoted(questionnaire.title or key)} }}",
        f"higher_is = {quoted(higher_is)}",
    ]
    if safety_item is not None:
        lines += [
            "",
            "[[safety]]",
            'key = "safety"',
            f"item = {quoted(safety_item)}",
            "at_least = 1",
        ]
    return "\n".join(lines) + "\n"


def _wording(questionnaire: FhirQuestionnaire, language: str) -> str:
    lines = [
        f"language = {quoted(language)}",
        'status = "not-validated"',
        f"title = {quoted(questionnaire.title)}",
    ]
    for item in questionnaire.items:
        lines += ["", f"[items.{quoted(item.key)}]", f"question = {quoted(item.question)}"]
        for option in item.options:
            lines += [
                f"[[items.{quoted(item.key)}.options]]",
                f"value = {option.value}",
                f"label = {quoted(option.label)}",
            ]
    return "\n".join(lines) + "\n"
