"""Instruments and imports on a terminal: tables of plain text, or JSON."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from village.core.catalogue import is_free, minutes_alone, unchecked
from village.core.scales import Instrument, Scale

if TYPE_CHECKING:
    from village.formats.report import ImportReport


def summary(one: Instrument) -> dict[str, Any]:
    """One line of the list."""
    unverified = {
        fact.source for scale in one.scales for fact in one.evidence.unverified(scale.key)
    }
    return {
        "instrument": one.name,
        "name": one.full_name,
        "measures": one.measures.get("en", ""),
        "items": len(one.items),
        "minutes": minutes_alone(one),
        "languages": sorted(one.wordings),
        "free": is_free(one),
        "unverified": sorted(unverified),
        "unchecked": unchecked(one),
    }


def facts_of(one: dict[str, Any]) -> str:
    """How sure anyone is of one line of the list: of its scores, then of what is said beside them."""
    if one["unverified"]:
        return "to check"
    return "scoring checked" if one["unchecked"] else "checked"


def description(one: Instrument) -> dict[str, Any]:
    """All that is known of one instrument."""
    evidence = one.evidence
    return {
        **summary(one),
        "hash": one.hash,
        "licence": one.licence,
        "validated": one.validated,
        "recall_days": one.recall_days,
        "permission": evidence.permission.how if evidence.permission else "",
        "window": evidence.window.in_words if evidence.window else "",
        "window_status": evidence.window.status if evidence.window else "",
        "loinc_form": evidence.codes.form or "",
        "loinc_total": evidence.codes.total or "",
        "keyed": _keyed(one),
        "safety": [
            {
                "rule": rule.key,
                "watches": rule.item or rule.scale,
                "from": rule.at_least,
                "to": rule.at_most,
                "about": rule.about,
            }
            for rule in one.safety
        ],
        "scales": [_scale(scale) for scale in one.scales],
        "words": [
            {"language": w.language, "status": w.status, "licence": w.licence or one.licence}
            for w in one.wordings.values()
        ],
        "cut_offs": [
            {
                "scale": c.scale,
                "from": c.at_least,
                "to": c.at_most,
                "purpose": c.purpose,
                "population": c.population,
                "language": c.language,
                "sensitivity": c.sensitivity,
                "specificity": c.specificity,
                "citation": c.citation,
                "status": c.status,
            }
            for c in evidence.cut_offs
        ],
        "figures": [
            {
                "scale": f.scale,
                "kind": f.kind,
                "value": f.value,
                "persons": f.persons,
                "population": f.population,
                "language": f.language,
                "citation": f.citation,
                "status": f.status,
            }
            for f in evidence.figures
        ],
        "facts": [
            {"about": ", ".join(f.about), "status": f.status, "source": f.source}
            for f in evidence.facts
        ],
    }


def _keyed(one: Instrument) -> list[dict[str, Any]]:
    """The values each item may take, its code, and the scales in which it is turned round."""
    codes = one.evidence.codes.items or ("",) * len(one.items)
    return [
        {
            "item": item.key,
            "lowest": item.lowest,
            "highest": item.highest,
            "not_applicable": item.not_applicable,
            "loinc": code,
            "reversed_in": ", ".join(s.key for s in one.scales if item.key in s.reversed),
        }
        for item, code in zip(one.items, codes, strict=True)
    ]


def _scale(scale: Scale) -> dict[str, Any]:
    return {
        "scale": scale.key,
        "items": len(scale.items),
        "which": ", ".join(item.key for item in scale.items),
        "method": scale.method,
        "from": float(scale.lowest),
        "to": float(scale.highest),
        "higher_is": scale.higher_is,
        "gaps_forgiven": scale.max_missing,
        "change_threshold": scale.change_threshold,
    }


def print_report(report: "ImportReport", written: Path | None) -> None:
    """What was understood, refused and lost, line by line."""
    title = f"{report.file}: {report.kind}, {report.instrument}, {report.language}"
    lines = [
        *(("understood", line.place, line.says) for line in report.understood),
        *(("refused", line.place, line.says) for line in report.refused),
        *(("lost", line.place, line.says) for line in report.lost),
    ]
    print_table(("", "place", "what"), lines, title=title)
    if report.before_use and not report.refused:
        print(f"Before use: {report.before_use}")
    if written is not None:
        print(f"Written: {written}")
    elif report.is_accepted:
        print("Nothing was written: say where with --to.")


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
    """A table, every cell of which is plain text."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None, title_justify="left", box=box.SIMPLE_HEAD)
    for number, column in enumerate(columns):
        # What names a row is typed again in the next command: it is never cut short.
        longest = max((len(row[number]) for row in rows), default=0) if number == 0 else None
        table.add_column(Text(column), overflow="fold", min_width=longest)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(highlight=False, markup=False).print(table)


def print_json(found: Any) -> None:
    """Plain values, for a programme."""
    print(json.dumps(found, ensure_ascii=False, indent=1))


def said(value: Any) -> str:
    """A cell of a table."""
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)
