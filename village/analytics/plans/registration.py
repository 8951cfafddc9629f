"""Who registered which plan, when: receipts that hold on to one another, and what they prove.

A receipt says: this plan (its hash and whole content), this author, this moment. Its seal is the SHA-256 of that
and of the seal before it, so nothing in a register can be changed, taken out or slipped in without every later seal
changing too. What that proves depends on who else holds a seal:

- a register alone proves that it was not damaged. Whoever holds it could write another one;
- a register whose seal somebody else received at the time (a committee, a public archive) proves that the plan
  existed by then;
- a site's register is kept by the site, whose clock gives the moment: it proves as much as the site is trusted.

A receipt also says up to when answers could already have been looked at: the date of the latest snapshot that the
site held when the plan was registered. Nobody knows what was really looked at; a reader is told what could have been.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from village.analytics.plans.plan import Plan
from village.core.canonical import canonical
from village.core.errors import InvalidPlan
from village.core.formats import not_read

FORMAT = 1
FIRST = "0" * 64  # what comes before the first receipt


class Keeper(StrEnum):
    """Who vouches for the moment."""

    SITE = "site"  # its register, its clock
    AUTHOR = "author"  # a file the author writes


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReceipt:
    """One registration. `seal` is empty until it is sealed."""

    plan_key: str
    plan_hash: str
    content: dict[str, Any]
    author: str
    registered_at: dt.datetime
    latest_snapshot_at: dt.datetime | None  # a snapshot of this date could already be opened
    keeper: Keeper
    previous: str
    seal: str = ""

    def sealed(self) -> "PlanReceipt":
        """The same, with its seal."""
        return replace(self, seal=hashlib.sha256(canonical(self._facts())).hexdigest())

    def line(self) -> bytes:
        """The receipt as one line of a register."""
        return canonical({**self._facts(), "seal": self.seal}) + b"\n"

    def _facts(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "plan_key": self.plan_key,
            "plan_hash": self.plan_hash,
            "content": self.content,
            "author": self.author,
            "registered_at": _written(self.registered_at),
            "latest_snapshot_at": _written(self.latest_snapshot_at),
            "keeper": self.keeper.value,
            "previous": self.previous,
        }


def _written(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(dt.UTC).isoformat()


def receipt_for(
    plan: Plan,
    *,
    author: str,
    now: dt.datetime,
    keeper: Keeper,
    previous: str = FIRST,
    latest_snapshot_at: dt.datetime | None = None,
) -> PlanReceipt:
    """The sealed receipt of a plan registered `now`, after the receipt whose seal is `previous`."""
    return PlanReceipt(
        plan_key=plan.key,
        plan_hash=plan.hash,
        content=plan.content,
        author=author,
        registered_at=now,
        latest_snapshot_at=latest_snapshot_at,
        keeper=keeper,
        previous=previous,
    ).sealed()


def read_register(path: Path) -> list[PlanReceipt]:
    """Every receipt of a register (one JSON object a line), checked as a chain.

    Raises `InvalidPlan` naming the first line that is not a receipt, or was changed, or does not follow.
    """
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        raise InvalidPlan(f"{path}: there is no such register.") from None
    receipts = [_read_receipt(line, f"{path}:{number}") for number, line in enumerate(lines, 1)]
    if not receipts:
        raise InvalidPlan(f"{path}: this register is empty.")
    check_chain(receipts, place=str(path))
    return receipts


def check_chain(receipts: Sequence[PlanReceipt], *, place: str) -> None:
    """Check every seal, that each receipt follows the one before, and that time only goes forward."""
    for number, receipt in enumerate(receipts, 1):
        if receipt.sealed().seal != receipt.seal:
            raise InvalidPlan(f"{place}:{number}: this receipt was changed after it was sealed.")
        if hashlib.sha256(canonical(receipt.content)).hexdigest() != receipt.plan_hash:
            raise InvalidPlan(
                f"{place}:{number}: the plan of this receipt is not the one it names."
            )
        before = receipts[number - 2] if number > 1 else None
        if receipt.previous != (before.seal if before else FIRST):
            raise InvalidPlan(f"{place}:{number}: this receipt does not follow the one before it.")
        if before and receipt.registered_at < before.registered_at:
            raise InvalidPlan(f"{place}:{number}: this receipt is older than the one before it.")


def _read_receipt(line: bytes, place: str) -> PlanReceipt:
    try:
        written = json.loads(line)
        if (found := written.pop("format")) != FORMAT:
            raise InvalidPlan(f"{place}: {not_read(found, read=(FORMAT,))}.")
        moments = {
            name: dt.datetime.fromisoformat(written[name]) if written[name] is not None else None
            for name in ("registered_at", "latest_snapshot_at")
        }
        receipt = PlanReceipt(**{**written, **moments, "keeper": Keeper(written["keeper"])})
        if receipt.registered_at.tzinfo is None:
            raise ValueError("a moment without its time zone")
    except (ValueError, TypeError, KeyError, AttributeError):
        raise InvalidPlan(f"{place}: this is not a receipt of registration.") from None
    return receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStanding:
    """Whether results may be called planned, and why not; what changed between the plan registered and the plan run."""

    is_planned: bool
    reason: str | None  # unregistered | changed | too_late; None when planned
    receipt: PlanReceipt | None
    changes: tuple[str, ...] = ()


def standing(plan: Plan, register: Sequence[PlanReceipt], *, as_of: dt.datetime) -> PlanStanding:
    """What may be said of results of this plan on a snapshot of `as_of`, given the register it was found in.

    The earliest receipt of this very plan counts. Failing that, the earliest of a plan of the same key, with the
    list of what was changed since. Raises `InvalidPlan` when a register speaks of other plans only.
    """
    if not register:
        return PlanStanding(is_planned=False, reason="unregistered", receipt=None)
    same = next((receipt for receipt in register if receipt.plan_hash == plan.hash), None)
    if same is not None:
        in_time = same.registered_at < as_of
        return PlanStanding(
            is_planned=in_time, reason=None if in_time else "too_late", receipt=same
        )
    kin = next((receipt for receipt in register if receipt.plan_key == plan.key), None)
    if kin is None:
        raise InvalidPlan(f"This register holds no receipt for the plan {plan.name}.")
    changes = tuple(differences(kin.content, plan.content))
    return PlanStanding(is_planned=False, reason="changed", receipt=kin, changes=changes)


def differences(registered: Any, run: Any, place: str = "") -> Iterator[str]:
    """What differs between two contents, by place: `outcomes.confidence.model: "mixed", registered as "paired"`."""
    if isinstance(registered, list) and isinstance(run, list):
        named = _by_name(registered), _by_name(run)
        if all(part is not None for part in named):
            registered, run = named
    if isinstance(registered, dict) and isinstance(run, dict):
        for key in [*registered, *(key for key in run if key not in registered)]:
            inside = f"{place}.{key}" if place else str(key)
            if key not in run:
                yield f"{inside}: taken out"
            elif key not in registered:
                yield f"{inside}: added"
            else:
                yield from differences(registered[key], run[key], inside)
    elif registered != run:
        now, then = (json.dumps(value, ensure_ascii=False) for value in (run, registered))
        yield f"{place}: {now}, registered as {then}"


def _by_name(entries: list[Any]) -> dict[Any, Any] | None:
    """A list of named tables by their names; None for any other list."""
    named = {
        entry.get("key") or entry.get("by"): entry for entry in entries if isinstance(entry, dict)
    }
    return None if None in named or len(named) < len(entries) else named
