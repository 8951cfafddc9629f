"""One instrument as a researcher needs it, from its folder."""

from itertools import groupby
from pathlib import Path

from tools.console import ROOT
from tools.reference.markdown import head, or_dash, table
from village.core.instruments import load_instrument
from village.core.scales import Instrument, Scale, Wording

COLUMNS = ("fr", "en")  # nine would be read by nobody


def codebook(folder: Path) -> str:
    """One instrument as a researcher needs it: items, words, values, scales, safety rules."""
    instrument = load_instrument(folder)
    state = "validated" if instrument.validated else "not validated"
    parts = [
        head(f"Codebook of {instrument.name}", folder.relative_to(ROOT).as_posix()),
        f"Recall: {instrument.recall_days} days. Licence: {instrument.licence}. **{state.capitalize()}.**\n",
        f"SHA-256 of `scale.toml`: `{instrument.hash}`.\n",
        "Answers are kept as their keyed value, before any reversal. A gap is `NULL`.\n",
        _items(instrument),
        _after_birth(instrument),
        _others(instrument),
        _options(instrument),
        _scales(instrument),
    ]
    if instrument.safety:
        rules = [
            (f"`{r.key}`", f"`{r.item or r.scale}`", or_dash(r.at_least), or_dash(r.at_most))
            for r in instrument.safety
        ]
        parts.append(
            "## Answers that show the help page\n\n"
            + table(("rule", "watches", "at least", "at most"), rows=rules)
        )
    return "\n".join(parts)


def _wordings(instrument: Instrument) -> list[Wording]:
    shown = (instrument.wordings[language] for language in COLUMNS)
    return sorted(shown, key=lambda wording: wording.status != "original")


def _others(instrument: Instrument) -> str:
    """The languages that have no column here, each with its status."""
    others = (w for w in instrument.wordings.values() if w.language not in COLUMNS)
    listed = ", ".join(f"{w.language} ({w.status})" for w in others)
    return f"Words in other languages stand in the same folder: {listed}.\n"


def _after_birth(instrument: Instrument) -> str:
    waiting = [f"`{i.key}`" for i in instrument.items if i.key in instrument.after_birth]
    return f"Not asked before the birth: {', '.join(waiting)}.\n" if waiting else ""


def _items(instrument: Instrument) -> str:
    wordings = _wordings(instrument)
    columns = ("item", "values", *(f"{w.language} ({w.status})" for w in wordings))
    rows: list[tuple[object, ...]] = [
        (f"`{i.key}`", f"{i.lowest}–{i.highest}", *(w.questions[i.key] for w in wordings))
        for i in instrument.items
    ]
    return f"## Items, in the order of the page\n\n{table(columns, rows)}"


def _options(instrument: Instrument) -> str:
    """The labels of the values; items that share them are said once."""
    wordings = _wordings(instrument)

    def labels(key: str) -> tuple[tuple[str, ...], ...]:
        return tuple(
            (
                str(value),
                *(next(o.label for o in w.options[key] if o.value == value) for w in wordings),
            )
            for value in sorted(option.value for option in wordings[0].options[key])
        )

    blocks = []
    for rows, items in groupby((item.key for item in instrument.items), key=labels):
        named = list(items)
        of = "every item" if len(named) == len(instrument.items) else ", ".join(named)
        labelled = table(("value", *(w.language for w in wordings)), list(rows))
        blocks.append(f"Values of {of}:\n\n{labelled}")
    return "## Values\n\n" + "\n".join(blocks)


def _scales(instrument: Instrument) -> str:
    columns = (
        "scale",
        "name",
        "items",
        "reversed",
        "gaps forgiven",
        "range",
        "higher is",
        "change threshold",
    )
    return "## Scales\n\n" + table(
        columns, [_scale(scale, instrument) for scale in instrument.scales]
    )


def _scale(scale: Scale, instrument: Instrument) -> tuple[object, ...]:
    everything = scale.items == instrument.items
    return (
        f"`{scale.key}`",
        scale.titles.get("en", ""),
        "all" if everything else ", ".join(f"`{item.key}`" for item in scale.items),
        ", ".join(f"`{item.key}`" for item in scale.items if item.key in scale.reversed) or "–",
        scale.max_missing,
        f"{scale.lowest}–{scale.highest}",
        scale.higher_is,
        or_dash(scale.change_threshold),
    )
