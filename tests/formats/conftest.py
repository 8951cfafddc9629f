"""Instruments to bring words to: one invented, and those that are shipped."""

import dataclasses
from pathlib import Path

import pytest

from tests.calm import write_calm
from village.core.instruments import load_library
from village.core.scales import Instrument, Wording

SHIPPED = Path(__file__).parents[2] / "instruments"


@pytest.fixture
def calm(tmp_path: Path) -> Instrument:
    write_calm(tmp_path / "instruments")
    return load_library([tmp_path / "instruments"])["calm@1"]


@pytest.fixture(scope="session")
def library() -> dict[str, Instrument]:
    return load_library([SHIPPED])


def asked(wording: Wording) -> Wording:
    """What a form of another tool holds of a wording: the questions, not their easy or spoken variants."""
    return dataclasses.replace(wording, plain=None, read_aloud=None)
