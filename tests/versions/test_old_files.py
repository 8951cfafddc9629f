"""Snapshots, plans, registers, sums and ledgers of the version before are read, and say what they said."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ROOT = Path(__file__).resolve().parents[2]
PLAN = ROOT / "plans" / "village-core" / "1" / "plan.toml"


def figures(said: Any) -> Any:
    """The same tree, its numbers to eleven digits: another machine adds up in another order."""
    if isinstance(said, dict):
        return {key: figures(value) for key, value in said.items()}
    if isinstance(said, list):
        return [figures(value) for value in said]
    return float(f"{said:.11g}") if isinstance(said, float) else said


def same(before: Path, answer: "subprocess.CompletedProcess[str]") -> bool:
    """Whether a command said what the version before had said."""
    assert answer.returncode == 0, answer.stderr
    then, now = json.loads(before.read_text()), json.loads(answer.stdout)
    for said in (then, now):
        said.pop("evaluated_with", None)
    return figures(now) == figures(then)


def test_a_snapshot_gives_the_figures_it_gave(village: Run, before: Path):
    assert same(before / "evaluated.json", village("evaluate", str(before / "snapshot"), "--json"))


def test_a_ledger_remembers_what_was_released(village: Run, before: Path, ledger: Path):
    answer = village("evaluate", str(before / "snapshot"), "--ledger", str(ledger), "--json")

    assert same(before / "evaluated.json", answer)


def test_a_registered_plan_is_still_the_plan_that_was_registered(village: Run, before: Path):
    answer = village(
        *("evaluate", str(before / "snapshot"), "--json", "--plan", str(PLAN)),
        *("--registration", str(before / "register")),
    )

    assert same(before / "planned.json", answer)


def test_the_sums_that_a_site_sent_are_still_combined(village: Run, before: Path):
    answer = village(
        *("combine", str(before / "site.moments"), "--plan", str(before / "sent.toml"), "--json")
    )

    assert same(before / "combined.json", answer)
