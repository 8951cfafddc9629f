"""Five thousand things happen, pages are published all along, and whoever kept every page finds nobody."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from tests.analytics.attack.releases import (
    Page,
    differences,
    moving_remainders,
    pinned,
    remainders,
)
from tests.analytics.releases.worlds import (
    MINIMUM,
    TOTAL_MINIMUM,
    World,
    publish,
    publish_without_a_ledger,
    publish_without_a_second_pass,
)

WORLDS, STEPS = 50, 100
Publish = Callable[[World], None]
Attack = Callable[[Sequence[Page]], Iterator[str]]


def attack(world: World) -> list[str]:
    """Everything that subtraction finds, whatever is subtracted from whatever."""
    return [
        *differences(world.pages, MINIMUM, TOTAL_MINIMUM),
        *remainders(world.pages, MINIMUM),
        *moving_remainders(world.pages, MINIMUM),
    ]


def lived(seeds: range, steps: int, publish: Publish = publish) -> list[World]:
    """Several networks, after so many things happened in each."""
    worlds = [World(seed) for seed in seeds]
    for world in worlds:
        world.live(steps, publish)
    return worlds


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return lived(range(WORLDS), STEPS)


@pytest.mark.parametrize("seed", range(WORLDS))
def test_whoever_kept_every_page_finds_nobody_by_subtraction(worlds: list[World], seed: int):
    assert attack(worlds[seed]) == []


@pytest.mark.parametrize("seed", range(12))
def test_solving_all_the_pages_at_once_pins_nobody(seed: int):
    world = World(seed)
    world.live(60, publish)

    assert list(pinned(world.pages, MINIMUM)) == []


def test_something_is_published_all_the_same(worlds: list[World]):
    assert sum(world.steps for world in worlds) == 5_000
    figures = [len(page.shown) for world in worlds for page in world.pages]
    could = [len(shown) for world in worlds for shown in world.could]
    assert sum(figures) > 0.25 * sum(could) > 300


def test_without_a_ledger_subtraction_finds_the_newcomers():
    worlds = lived(range(10), STEPS, publish_without_a_ledger)

    assert all(list(differences(w.pages, MINIMUM, TOTAL_MINIMUM)) for w in worlds)
    assert any(list(pinned(w.pages[:12], MINIMUM)) for w in worlds)


def test_without_a_second_pass_subtraction_finds_the_small_house(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("village.analytics.releases.ledger._Trial._leaves_little", lambda *_: False)
    worlds = lived(range(20), 30, publish_without_a_second_pass)

    assert any(list(remainders(w.pages, MINIMUM)) for w in worlds)
    assert any(list(pinned(w.pages, MINIMUM)) for w in worlds)


@pytest.mark.parametrize(
    ("check", "finds"),
    [
        ("_is_close", lambda pages: differences(pages, MINIMUM, TOTAL_MINIMUM)),
        ("_leaves_little", lambda pages: remainders(pages, MINIMUM)),
        ("_moved_little", lambda pages: moving_remainders(pages, MINIMUM)),
    ],
)
def test_each_check_of_the_ledger_is_missed_when_it_is_gone(
    check: str, finds: Attack, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(f"village.analytics.releases.ledger._Trial.{check}", lambda *_: False)

    assert any(list(finds(world.pages)) for world in lived(range(20), STEPS))
