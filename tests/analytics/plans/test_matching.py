"""A plan is run on a snapshot that can answer it, or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.snapshot_folder import write_snapshot
from village.analytics.manifest import read_manifest
from village.analytics.plans import Plan, load_plan
from village.analytics.plans.matching import match
from village.core.errors import InvalidPlan, NotAllowed

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            ('scale = "calm"', 'scale = "joy"'),
            "The outcome 'calm' of the plan calm@1 is the scale 'joy' of calm@1, which this snapshot does not have.",
        ),
        (
            ('"calm@1"', '"calm@2"'),
            "The outcome 'calm' of the plan calm@1 is the scale 'calm' of calm@2, which this snapshot does not have.",
        ),
        (
            ('baseline = "t0"', 'baseline = "start"'),
            "The plan calm@1 names the wave 'start'; the snapshot has t0, t1, t2, t3.",
        ),
        (
            ('["t1", "t2"]', '["t2", "t1"]'),
            "The plan calm@1 names its follow-ups out of the order of time.",
        ),
        (
            ('baseline = "t0"', 'baseline = "t3"'),
            "The plan calm@1 has the follow-up 't1' before its baseline 't3'.",
        ),
    ],
)
def test_what_the_snapshot_does_not_have_is_named(
    tmp_path: Path, write: Write, change: tuple[str, str], sentence: str
):
    manifest = read_manifest(write_snapshot(tmp_path / "snapshot", tables={}))

    with pytest.raises(InvalidPlan) as refusal:
        match(load_plan(write(change)), manifest)

    assert str(refusal.value) == sentence


def test_a_public_plan_is_not_run_on_answers_given_for_a_house(tmp_path: Path, plan: Plan):
    manifest = read_manifest(write_snapshot(tmp_path / "house", purpose="house", tables={}))

    with pytest.raises(NotAllowed, match="did not agree to public figures"):
        match(plan, manifest)


def test_a_line_over_months_since_entry_refuses_waves_that_count_from_the_birth(
    tmp_path: Path, write: Write
):
    manifest = read_manifest(
        write_snapshot(tmp_path / "snapshot", anchors={"t2": "birth"}, tables={})
    )
    growth = load_plan(write(('model = "paired"', 'model = "growth"')))

    with pytest.raises(InvalidPlan, match="a growth model over months since t0, and t2 counts"):
        match(growth, manifest)
