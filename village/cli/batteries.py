"""`village batteries`: what is asked together, and when; the whole calendar of one parent before anybody enters."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from village.cli.describing import print_json, print_table
from village.cli.library import SHIPPED, Folders, library
from village.core.babies import Birth
from village.core.battery_reading import load_batteries
from village.core.calendars import Occasion, Planned, Skipped, Span, occasions, preview, span
from village.core.errors import InvalidDocument, InvalidInstrument, UnknownInstrument
from village.core.instruments import version_order
from village.core.waves import Asked, Battery, minutes

batteries = typer.Typer(
    name="batteries",
    help="What is asked together, and when.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
Key = Annotated[str, typer.Argument(help="The battery: its key, or key@version.")]
From = Annotated[
    Path | None,
    typer.Option(
        "--batteries", help="A folder of batteries; by default the shipped one.", show_default=False
    ),
]
Language = Annotated[
    str, typer.Option(help="The language asked in: what has no words in it is replaced.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
FIRST_YEAR, LAST_YEAR = 1900, 2200
WHY = {
    "other_entry": "is for parents who enter at the other side of the birth",
    "no_birth": "counts from a birth nobody has spoken of",
    "over": "is over before the rest it leaves a newcomer",
}


@batteries.command("list")
def list_(folder: From = None, instruments: Folders = None, as_json: AsJson = False) -> None:
    """List the batteries installed here: their waves, how long the longest is, and in which languages."""
    listed = [_summary(one) for one in _load(folder, instruments).values()]
    if as_json:
        print_json(listed)
        return
    print_table(
        ("battery", "waves", "instruments", "all its words in"),
        [
            (
                one["battery"],
                ", ".join(one["waves"]),
                ", ".join(one["instruments"]),
                ", ".join(one["languages"]) or "none: see `show`",
            )
            for one in listed
        ],
    )


@batteries.command()
def show(
    key: Key,
    language: Language = "fr",
    folder: From = None,
    instruments: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Show a battery wave by wave: what it wants, what is asked in a language, and what stands in for the rest."""
    wanted = find(_load(folder, instruments), key)
    here = _spoken(wanted, language)
    told = [_occasion(one) for one in occasions(wanted, here)]
    if as_json:
        print_json({**_summary(wanted), "hash": wanted.hash, "asked_in": language, "waves": told})
        return
    print_table(
        (
            "wave",
            "when",
            "asked",
            "items",
            "minutes",
            "wanted, without words here",
            "in their place",
        ),
        [
            (
                " ".join(filter(None, (one["wave"], one["of"]))),
                one["when"],
                ", ".join(one["instruments"]),
                str(one["items"]),
                f"{one['minutes']:g}",
                ", ".join(one["absent"]),
                ", ".join(one["stand_ins"]),
            )
            for one in told
        ],
        title=f"{wanted.name}, in {language}",
    )


@batteries.command()
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="A folder of batteries; by default the shipped one.", show_default=False
        ),
    ] = None,
    instruments: Folders = None,
) -> None:
    """Read every battery strictly, and count them.

    What is wrong is named with its file and line: an instrument that is not installed, a wave defined twice, a
    questionnaire too long for a parent.
    """
    found = _load(folder, instruments)
    waves = sum(len(one.moments) for one in found.values())
    print(f"{len(found)} batteries, {waves} waves, each within its length.")


@batteries.command("preview")
def preview_(
    key: Key,
    entered: Annotated[str, typer.Option(help="The day the parent enters: 2026-03-10.")],
    expected: Annotated[
        str | None, typer.Option(help="The month the birth is expected: 2026-06.")
    ] = None,
    born: Annotated[str | None, typer.Option(help="The month the baby was born: 2026-06.")] = None,
    language: Language = "fr",
    folder: From = None,
    instruments: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Tell the whole calendar of one parent: each questionnaire, from when to when, and what would be asked.

    Nothing is kept. Dates counted from a birth that is only expected are provisional.

    Example: village batteries preview village-recommended --entered 2026-03-10 --expected 2026-06
    """
    battery = _spoken(find(_load(folder, instruments), key), language)
    entered_on, birth = _day(entered), _birth(expected, born)
    planned, skipped = preview(battery, entered_on=entered_on, birth=birth)
    turns, left = [_turn(one) for one in planned], [_skip(one) for one in skipped]
    if as_json:
        print_json(
            {
                "battery": battery.name,
                "hash": battery.hash,
                "asked_in": language,
                "entered": entered_on.isoformat(),
                "expected": expected,
                "born": born,
                "turns": turns,
                "skipped": left,
            }
        )
        return
    print_table(
        ("wave", "from", "to", "asked", "items", "minutes"),
        [
            (
                one["wave"],
                one["from"],
                one["to"],
                ", ".join(one["instruments"]) or "nothing",
                str(one["items"]),
                f"{one['minutes']:g}",
            )
            for one in turns
        ],
        title=f"{battery.name}, in {language}, entered on {entered_on}",
    )
    if provisional := [one["wave"] for one in turns if one["provisional"]]:
        print(f"Provisional until the birth is noted: {', '.join(provisional)}.")
    for one in left:
        print(f"{one['wave']}: {one['why']}.")


def _load(folder: Path | None, instruments: list[Path] | None) -> dict[str, Battery]:
    root = folder or SHIPPED.parent / "batteries"
    if not root.is_dir():
        raise InvalidInstrument(f"{root}: no such folder of batteries")
    return load_batteries(root, library(instruments))


def find(found: dict[str, Battery], name: str) -> Battery:
    """`key` (its latest version) or `key@version`, whatever the case."""
    wanted, _, version = name.lower().partition("@")
    matches = [
        one for one in found.values() if one.key.lower() == wanted and version in ("", one.version)
    ]
    if not matches:
        raise UnknownInstrument(
            f"No battery {name!r} here. Installed: {', '.join(sorted(found)) or 'none'}."
        )
    return max(matches, key=lambda one: version_order(one.version))


def _spoken(wanted: Battery, language: str) -> Battery:
    """The battery as it can be asked in a language."""
    here = wanted.resolved(lambda one: language in one.wordings)
    if language not in here.languages:
        raise UnknownInstrument(
            f"{wanted.name} cannot be asked in {language!r}: it has all its words in {', '.join(here.languages) or 'none'}."
        )
    return here


def _day(text: str, *, of: str = "day", example: str = "2026-03-10") -> dt.date:
    """A date a parent of ours can have; far from ours, no calendar can be counted."""
    try:
        day = dt.date.fromisoformat(text if of == "day" else f"{text}-01")
    except ValueError as error:
        raise InvalidDocument(f"{text!r} is not a {of}: write it as {example}.") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidDocument(f"{text!r} is not between {FIRST_YEAR} and {LAST_YEAR}.")
    return day


def _birth(expected: str | None, born: str | None) -> Birth | None:
    expected_in, born_in = (
        None if text is None else _day(text, of="month", example="2026-06")
        for text in (expected, born)
    )
    if expected_in is None and born_in is None:
        return None
    return Birth(expected_in=expected_in, born_in=born_in)


def _summary(one: Battery) -> dict[str, Any]:
    return {
        "battery": one.name,
        "waves": [wave.key for wave in one.moments],
        "instruments": [instrument.name for instrument in one.instruments],
        "languages": list(one.languages),
    }


def _asked(asked: Asked) -> dict[str, Any]:
    return {
        "instruments": {one.name: len(items) for one, items in asked},
        "items": sum(len(items) for _, items in asked),
        "minutes": minutes(asked),
    }


def _occasion(one: Occasion) -> dict[str, Any]:
    baby = {None: "", False: "before birth", True: "after birth"}[one.is_born]
    return {
        "wave": one.wave.key,
        "of": one.wave.entry or (baby if one.wave.anchor == "entry" else ""),
        "when": _window(span(one.wave)),
        "rest_days": one.wave.rest_days,
        "wanted": [part.name for part in one.wave.parts],
        "absent": [instrument.name for instrument in one.absent],
        "stand_ins": list(one.stand_ins),
        **_asked(one.asked),
    }


def _turn(one: Planned) -> dict[str, Any]:
    return {
        "wave": one.turn.wave.key,
        "from": one.turn.opens_on.isoformat(),
        "to": one.turn.closes_on.isoformat(),
        "provisional": one.turn.is_provisional,
        **_asked(one.asked),
        "on_the_last_day": _asked(one.asked_last)["instruments"],
    }


def _skip(one: Skipped) -> dict[str, Any]:
    why = WHY[one.reason]
    if one.closed_on is not None:
        why += f" (closed on {one.closed_on}, rest until {one.rest_until})"
    return {"wave": one.wave.key, "why": why}


def _window(window: Span) -> str:
    after = f"{window.months} months after the " if window.months else ""
    unit, anchor = window.unit, window.anchor
    if window.first >= 0 and not after:
        return f"{window.first} to {window.last} {unit} after the {anchor}"
    around = f"from {-window.first} {unit} before to {window.last} {unit} after"
    return f"{after}{anchor}, {around}" if after else f"{around} the {anchor}"
