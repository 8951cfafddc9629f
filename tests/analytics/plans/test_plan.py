"""A plan is what it decides: its hash follows every decision, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from village.analytics.plans import Plan, load_plan

Write = Callable[..., Path]


def test_comments_spaces_and_order_are_not_part_of_a_plan(plan: Plan, write: Write):
    same = write(
        ("format = 1", "# written one evening\nformat = 1"),
        ('scale = "calm"\nfamily = "primary"', 'family = "primary"\nscale    =    "calm"'),
    )

    assert load_plan(same).hash == plan.hash


def test_saying_the_usual_aloud_changes_nothing(plan: Plan, write: Write):
    same = write(more='population = "everyone"\nendpoint = "t2"\n[thresholds]\nceiling = 0.15\n')

    assert load_plan(same).hash == plan.hash


@pytest.mark.parametrize(
    "change",
    [
        ('"Le calme"', '"La colère"'),
        ('"primary"', '"secondary"'),
        ('endpoint = "t2"', 'endpoint = "t1"'),
        ('"public"', '"house"'),
        ('version = "1"', 'version = "2"'),
    ],
)
def test_a_changed_decision_is_another_plan(plan: Plan, write: Write, change: tuple[str, str]):
    assert load_plan(write(change)).hash != plan.hash


def test_what_is_not_said_is_not_in_the_content(plan: Plan):
    """A word the format learns later must not change the hash of plans that never used it."""
    assert "subgroups" not in plan.content
    assert "where" not in plan.content["populations"][0]
