"""The files of sites as they arrive, read strictly: nobody who is not there can be asked what was meant.

Whoever seals a file again can still lie about a count; that no count contradicts another, is negative, or is not a
count at all, is checked here before anything is added.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from village.analytics.disclosure.staying_home import FEWEST
from village.analytics.federation.sending import FORMAT, release_of
from village.analytics.plans.plan import Plan
from village.core.direction import Direction
from village.core.errors import InvalidDocument
from village.core.formats import not_read
from village.core.version import code_version
from village.statistics.moments.files import MomentsFile, read_moments
from village.statistics.moments.nested import NestedMoments

LARGEST = 10**9  # no country has so many parents
REASON = re.compile(r"\S[^\n]{0,199}")
HEXADECIMAL = re.compile(r"[0-9a-f]{16,64}")
PURPOSES = ("national", "house")

Check = Callable[[Any, str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """One file, read and checked."""

    path: Path
    header: Mapping[str, Any]
    moments: Mapping[str, NestedMoments]


def read_sites(paths: Sequence[Path], plan: Plan) -> list[Site]:
    """The files of a plan, in an order that does not depend on the one they are given in; raises as `join_moments`."""
    sites = sorted((_read(path, plan) for path in paths), key=lambda site: str(site.header["site"]))
    if not sites:
        raise InvalidDocument("There is no file of sums to put together.")
    _refuse_twice(sites)
    _refuse_different(sites)
    return sites


def _read(path: Path, plan: Plan) -> Site:
    file = read_moments(path)
    header = file.header
    if "federation" not in header:
        raise InvalidDocument(f"{path}: this file was not made by `village moments`.")
    if (found := header["federation"]) != FORMAT:
        raise InvalidDocument(f"{path}: {not_read(found, read=(FORMAT,))}.")
    theirs = header.get("plan")
    if not isinstance(theirs, dict) or theirs.get("hash") != plan.hash:
        named = theirs if isinstance(theirs, dict) else {}
        raise InvalidDocument(
            f"{path}: these sums were made for the plan {named.get('key')}@{named.get('version')} "
            f"({str(named.get('hash'))[:12]}), "
            f"not for this {plan.name} ({plan.hash[:12]})."
        )
    if header.get("release") != (ours := release_of(code_version())):
        raise InvalidDocument(
            f"{path}: these sums were made by the release {header.get('release')}, and this is {ours}: make them again."
        )
    check_header(header, plan, path)
    return Site(path, header, _nested(file, path, plan))


def _nested(file: MomentsFile, path: Path, plan: Plan) -> dict[str, NestedMoments]:
    found = {}
    for outcome in plan.outcomes:
        moments = file.moments.get(outcome.key)
        if not isinstance(moments, NestedMoments):
            raise InvalidDocument(f"{path}: the sums of the outcome {outcome.key!r} are missing.")
        found[outcome.key] = moments
    return found


def _refuse_different(sites: Sequence[Site]) -> None:
    """What every site must say alike: whose consent counts, and what a score and a wave are."""

    def said(site: Site) -> dict[str, Any]:
        scales = {f"scale of {key}": one["scale"] for key, one in site.header["outcomes"].items()}
        return {"purpose": site.header["purpose"], "waves": site.header["waves"], **scales}

    first, *others = sites
    for site in others:
        for what, value in said(site).items():
            if value != said(first)[what]:
                raise InvalidDocument(
                    f"{site.path}: its {what} is not that of {first.path}: they do not add up."
                )


def _refuse_twice(sites: Sequence[Site]) -> None:
    seen: dict[str, Path] = {}
    for site in sites:
        marks = [f"house {mark}" for mark in site.header["marks"]]
        for mark in (f"snapshot {site.header['snapshot']}", f"site {site.header['site']}", *marks):
            what, _, _rest = mark.partition(" ")
            if mark in seen:
                raise InvalidDocument(
                    f"{site.path}: the same {what} is in {seen[mark]}: its parents would count twice."
                )
            seen[mark] = site.path


class _Odd(Exception):
    """A place of the header and what was expected there."""


def check_header(header: Mapping[str, Any], plan: Plan, path: Path) -> None:
    """Raise `InvalidDocument` naming the file and the first place whose content is not what `moments` writes."""
    try:
        _record(_shape(plan))(header, "header")
        _check_counts(header, plan)
    except _Odd as odd:
        raise InvalidDocument(f"{path}: {odd}.") from None


def _shape(plan: Plan) -> dict[str, Check]:
    waves = dict.fromkeys(plan.waves)
    asked = _record({"invited": _count_or_few, "answered": _count_or_few})
    scale = _record(
        {
            "title": _each(_text),
            "higher_is": _one_of(*get_args(Direction)),
            "lowest": _number,
            "highest": _number,
            "validated": _yes_no,
        }
    )
    outcomes = {
        outcome.key: _record(
            {
                "scale": scale,
                "paired": _record(dict.fromkeys(plan.followups_of(outcome), _count)),
                "left_out": _each(_count_or_few),
            }
        )
        for outcome in plan.outcomes
    }
    population = _record({"enrolled": _count_or_few, "waves": _record(dict.fromkeys(waves, asked))})
    return {
        "federation": _count,
        "plan": _record({"key": _text, "version": _text, "hash": _hash}),
        "release": _text,
        "code_version": _text,
        "snapshot": _hash,
        "as_of": _moment,
        "purpose": _one_of(*PURPOSES),
        "site": _hash,
        "marks": _marks,
        "waves": _record(dict.fromkeys(waves, _record({"title": _each(_text), "months": _count}))),
        "populations": _record(dict.fromkeys((one.key for one in plan.populations), population)),
        "outcomes": _record(outcomes),
        "home": _each(_record({"parents": _count, "answers": _count})),
        "parents": _count,
        "incomplete": _count,
    }


def _check_counts(header: Mapping[str, Any], plan: Plan) -> None:
    """Nobody answers without being asked, nor is asked without being enrolled."""
    for key, one in header["populations"].items():
        for wave, counts in one["waves"].items():
            place = f"header.populations.{key}.waves.{wave}"
            known = [counts["answered"], counts["invited"], one["enrolled"]]
            if (said := [count for count in known if count is not None]) != sorted(said):
                raise _Odd(f"{place}: more parents than there are")
    for outcome in plan.outcomes:
        asked = header["populations"][outcome.population]["waves"]
        scale = header["outcomes"][outcome.key]["scale"]
        if not scale["lowest"] < scale["highest"]:
            raise _Odd(
                f"header.outcomes.{outcome.key}.scale: its lowest score is not below its highest"
            )
        for wave, paired in header["outcomes"][outcome.key]["paired"].items():
            answered = asked[wave]["answered"]
            if paired >= FEWEST if answered is None else paired > answered:
                raise _Odd(
                    f"header.outcomes.{outcome.key}.paired.{wave}: more parents than answered"
                )


def _record(fields: Mapping[str, Check]) -> Check:
    """An object with these keys, and no other."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise _Odd(f"{place}: expected an object, found {value!r}")
        if lacking := [key for key in fields if key not in value]:
            raise _Odd(f"{place}: {lacking[0]!r} is missing")
        if unknown := sorted(set(value) - set(fields)):
            raise _Odd(f"{place}: {unknown[0]!r} is unknown")
        for key, one in fields.items():
            one(value[key], f"{place}.{key}")

    return check


def _each(one: Check) -> Check:
    """An object whose keys are free: reasons, languages."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, dict) or not all(REASON.fullmatch(key) for key in value):
            raise _Odd(f"{place}: expected an object, found {value!r}")
        for key, inner in value.items():
            one(inner, f"{place}.{key}")

    return check


def _plain(test: Callable[[Any], bool], named: str) -> Check:
    def check(value: Any, place: str) -> None:
        if not test(value):
            raise _Odd(f"{place}: expected {named}, found {value!r}")

    return check


def _one_of(*choices: str) -> Check:
    return _plain(lambda value: value in choices, f"one of {', '.join(choices)}")


def _is_moment(value: Any) -> bool:
    try:
        return dt.datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and HEXADECIMAL.fullmatch(value) is not None


_count = _plain(lambda value: type(value) is int and 0 <= value < LARGEST, "a count")
_count_or_few = _plain(
    lambda value: value is None or (type(value) is int and 0 <= value < LARGEST),
    "a count, or null for a few",
)
_number = _plain(lambda value: type(value) in (int, float) and math.isfinite(value), "a number")
_text = _plain(lambda value: isinstance(value, str) and bool(value.strip()), "a text")
_yes_no = _plain(lambda value: isinstance(value, bool), "true or false")
_hash = _plain(_is_hash, "a hash")
_moment = _plain(_is_moment, "a moment with its time zone")
_marks = _plain(
    lambda value: (
        isinstance(value, list)
        and bool(value)
        and all(map(_is_hash, value))
        and len({*value}) == len(value)
    ),
    "the marks of its houses, each once",
)
