"""A plan small enough to be read in a glance, and a pen to change a line of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from village.analytics.plans import Plan, load_plan

CALM = """\
format = 1
key = "calm"
version = "1"
audience = "public"
title = { fr = "Le calme", en = "Calm" }

[waves]
baseline = "t0"
followups = ["t1", "t2"]
endpoint = "t2"

[[outcomes]]
key = "calm"
instrument = "calm@1"
scale = "calm"
family = "primary"
model = "paired"
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the plan, with some of its text replaced and some added at the end."""

    def write(*changes: tuple[str, str], more: str = "") -> Path:
        text = CALM
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "plan.toml"
        path.write_text(text + more)
        return path

    return write


@pytest.fixture
def plan(write: Callable[..., Path]) -> Plan:
    return load_plan(write())
