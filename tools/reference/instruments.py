"""Every instrument that is shipped, and what is known of it: one row each, then what nobody has checked."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.reference.markdown import head, table
from village.core.evidence import Fact
from village.core.instruments import load_library
from village.core.scales import Instrument, Scale
from village.core.wording import STATUSES

SCORES = (
    "scale",
    "items",
    "gaps forgiven",
    "range",
    "higher is",
    "change threshold",
    "it comes from",
)


NOT_SHIPPED = (
    (
        "Mothers' Object Relations Scale, short form (MORS-SF)",
        "which scale its items 13 and 14 belong to, and how answers are coded: both are on the licensed form",
    ),
    (
        "Tool to Measure Parenting Self-Efficacy (TOPSE), 48 items",
        "which items are reversed, and the domain of each: both are on the licensed form",
    ),
)


def instruments(folder: Path) -> str:
    """The instruments of a folder: what each asks of whoever uses it, how it is scored, in which words, how sure we are."""
    library = sorted(load_library([folder]).values(), key=lambda instrument: instrument.name)
    parts = [
        head("The instruments", "instruments/*/*/scale.toml"),
        "Scorings are facts, and are shipped. The words of others stay with each site "
        "([how to bring them](../how-to/import-an-instrument.md)). What the columns say is in "
        "[the format](instrument-format.md).\n",
        "## What each is\n",
        table(
            ("instrument", "name", "items", "when", "permission", "words", "not checked"),
            [_instrument(one) for one in library],
        ),
        "*When*: before or after the birth, and until which age of the child; – where no limit is declared. \\* nobody has "
        "checked it.\n",
        "## How each is scored\n",
        table(("instrument", *SCORES), [row for one in library for row in _scores(one)]),
        "\\* nothing of this scale is published: it rests on a fact below.\n",
        "## What nobody has checked\n",
        "A score that rests on one of these facts is not published, and a plan that concludes upon it is refused.\n",
        table(
            ("instrument", "about", "status", "what is known"),
            [row for one in library for row in _unchecked(one)],
        ),
        "These figures and cut-offs are not used either, until somebody checks them.\n",
        table(
            ("instrument", "scale", "what", "value", "status", "citation"),
            [row for one in library for row in _figures(one)],
        ),
    ]
    parts += [
        "## What is not here, and why\n",
        table(("instrument", "what is missing"), NOT_SHIPPED),
    ]
    return "\n".join(parts)


def _instrument(one: Instrument) -> tuple[object, ...]:
    permission = one.evidence.permission
    return (
        f"`{one.name}`",
        one.full_name if one.full_name != one.key else "our own questionnaire",
        len(one.items),
        _when(one),
        f"{permission.needed}: {permission.holder}" if permission else f"none: {one.licence}",
        _words(one),
        ", ".join(_about(_facts(one))) or "–",
    )


def _when(one: Instrument) -> str:
    window = one.evidence.window
    if window is None:
        return "–"
    said = [
        name
        for name, is_open in (("before", window.before_birth), ("after", window.after_birth))
        if is_open
    ]
    until = f" until {window.until_months} months" if window.until_months is not None else ""
    return " and ".join(said) + until + ("" if window.is_checked else " \\*")


def _words(one: Instrument) -> str:
    by_status = (
        (status, [w.language for w in one.wordings.values() if w.status == status])
        for status in STATUSES
    )
    return (
        "; ".join(f"{', '.join(found)} ({status})" for status, found in by_status if found)
        or "to obtain"
    )


def _scores(one: Instrument) -> Iterator[tuple[object, ...]]:
    for scale in one.scales:
        mark = " \\*" if one.evidence.unverified(scale.key) else ""
        yield (
            f"`{one.name}`",
            f"`{scale.key}`{mark}",
            len(scale.items),
            scale.max_missing,
            f"{scale.lowest}–{scale.highest}",
            scale.higher_is,
            *_threshold(one, scale),
        )


def _threshold(one: Instrument, scale: Scale) -> tuple[object, str]:
    if scale.change_threshold is None:
        return "–", "–"
    figure = one.evidence.behind_threshold(scale.key, scale.change_threshold)
    return scale.change_threshold, figure.citation if figure else "convention"


def _facts(one: Instrument) -> list[Fact]:
    return [fact for fact in one.evidence.facts if not fact.is_checked]


def _about(facts: Iterable[Fact]) -> list[str]:
    return list(dict.fromkeys(f"{part}" for fact in facts for part in fact.about))


def _unchecked(one: Instrument) -> Iterator[tuple[str, ...]]:
    for fact in _facts(one):
        yield f"`{one.name}`", ", ".join(fact.about), fact.status, fact.source
    window = one.evidence.window
    if window and not window.is_checked:
        yield f"`{one.name}`", "when it may be asked", window.status, window.source


def _figures(one: Instrument) -> Iterator[tuple[object, ...]]:
    name = f"`{one.name}`"
    for figure in one.evidence.figures:
        if not figure.is_checked:
            yield (
                name,
                figure.scale,
                figure.kind,
                f"{figure.value:g}",
                figure.status,
                figure.citation,
            )
    for line in one.evidence.cut_offs:
        if not line.is_checked:
            limit = f"≥ {line.at_least:g}" if line.at_least is not None else f"≤ {line.at_most:g}"
            yield name, line.scale, "cut-off", limit, line.status, line.citation
