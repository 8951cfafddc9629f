"""Snapshots, plans, registers, sums and ledgers of the version before are read, and say what they said."""

import json
import math
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., "subprocess.CompletedProcess[str]"]
ROOT = Path(__file__).resolve().parents[2]
LATER = "a later version wrote it, use that one or a later one"
PLAN = ROOT / "plans" / "village-core" / "1" / "plan.toml"


def agree(then: Any, now: Any) -> bool:
    """Whether two trees say the same, their numbers to nine digits: threads add up in an order of their own."""
    if isinstance(then, dict) and isinstance(now, dict):
        return then.keys() == now.keys() and all(agree(then[key], now[key]) for key in then)
    if isinstance(then, list) and isinstance(now, list):
        return len(then) == len(now) and all(map(agree, then, now))
    if isinstance(then, float) and isinstance(now, float):
        return math.isclose(then, now, rel_tol=1e-9, abs_tol=1e-12)
    return bool(then == now)


def same(before: Path, answer: "subprocess.CompletedProcess[str]") -> bool:
    """Whether a command said what the version before had said."""
    assert answer.returncode == 0, answer.stderr
    then, now = json.loads(before.read_text()), json.loads(answer.stdout)
    for said in (then, now):
        said.pop("evaluated_with", None)
    return agree(then, now)


def test_another_figure_and_a_missing_one_are_noticed():
    said = {"findings": [{"value": 1.25, "parents": 12}]}

    assert agree(said, {"findings": [{"value": 1.25 + 1e-13, "parents": 12}]})
    assert not agree(said, {"findings": [{"value": 1.2500001, "parents": 12}]})
    assert not agree(said, {"findings": [{"value": 1.25}]})
    assert not agree(said, {"findings": []})


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


def with_format(path: Path, found: str, to: str) -> None:
    """The same file, as a version to come would call it."""
    text = path.read_text()
    assert text.count(found) == 1
    path.write_text(text.replace(found, to))


def test_a_snapshot_of_a_version_to_come_is_refused_with_what_to_do(
    village: Run, before: Path, tmp_path: Path
):
    folder = Path(shutil.copytree(before / "snapshot", tmp_path / "snapshot"))
    with_format(folder / "manifest.json", '"format": 1', '"format": 99')

    said = village("evaluate", str(folder)).stderr

    assert LATER in said and "format 99" in said


def test_a_plan_of_a_version_to_come_is_refused_with_what_to_do(
    village: Run, before: Path, tmp_path: Path
):
    plan = Path(shutil.copy(before / "sent.toml", tmp_path))
    with_format(plan, "format = 1", "format = 99")

    assert LATER in village("plan", "check", str(plan)).stderr


def test_a_register_of_a_version_to_come_is_refused_with_what_to_do(
    village: Run, before: Path, tmp_path: Path
):
    register = Path(shutil.copy(before / "register", tmp_path))
    with_format(register, '"format":1', '"format":99')

    answer = village(
        *("evaluate", str(before / "snapshot"), "--plan", str(PLAN)),
        *("--registration", str(register)),
    )

    assert answer.returncode == 2 and LATER in answer.stderr


def test_a_ledger_of_a_version_to_come_is_refused_and_left_as_it_is(
    village: Run, before: Path, ledger: Path
):
    with_format(ledger, '"format": 1', '"format": 99')
    kept = ledger.read_bytes()

    answer = village("evaluate", str(before / "snapshot"), "--ledger", str(ledger), "--json")

    assert answer.returncode == 2 and LATER in answer.stderr
    assert ledger.read_bytes() == kept
