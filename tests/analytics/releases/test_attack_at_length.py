"""The same attack at its full length: a hundred thousand things happen, and long lives as well as many."""

from collections.abc import Iterator

import pytest

from tests.analytics.attack.releases import differences, moving_remainders, pinned, remainders
from tests.analytics.releases.test_attack import Attack, attack, lived
from tests.analytics.releases.worlds import (
    MINIMUM,
    TOTAL_MINIMUM,
    World,
    publish,
    publish_without_a_ledger,
)

pytestmark = pytest.mark.long

FIRST = 1_000  # other seeds than those asked at each change
CHECKS: dict[str, Attack] = {
    "_is_close": lambda pages: differences(pages, MINIMUM, TOTAL_MINIMUM),
    "_leaves_little": lambda pages: remainders(pages, MINIMUM),
    "_moved_little": lambda pages: moving_remainders(pages, MINIMUM),
}


def found(seeds: range, steps: int) -> Iterator[str]:
    """What subtraction finds in many lives, one after the other: their pages would not all fit in memory."""
    for seed in seeds:
        (world,) = lived(range(seed, seed + 1), steps)
        yield from (f"seed {seed}: {one}" for one in attack(world))


@pytest.mark.parametrize("tenth", range(10))
def test_eighty_thousand_things_in_short_lives_give_nobody_away(tenth: int):
    first = FIRST + tenth * 80

    assert list(found(range(first, first + 80), 100)) == []


@pytest.mark.parametrize("seed", range(FIRST, FIRST + 20))
def test_twenty_thousand_things_in_long_lives_give_nobody_away(seed: int):
    assert list(found(range(seed, seed + 1), 1_000)) == []


@pytest.mark.parametrize("seed", range(FIRST, FIRST + 200))
def test_solving_all_the_pages_at_once_pins_nobody(seed: int):
    world = World(seed)
    world.live(60, publish)

    assert list(pinned(world.pages, MINIMUM)) == []


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_that_is_gone_is_missed_in_every_twenty_lives(
    check: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(f"village.analytics.releases.ledger._Trial.{check}", lambda *_: False)

    for first in range(FIRST, FIRST + 100, 20):
        worlds = lived(range(first, first + 20), 100)
        assert any(list(CHECKS[check](world.pages)) for world in worlds), first


def test_without_a_ledger_every_life_gives_somebody_away():
    worlds = lived(range(FIRST, FIRST + 100), 100, publish_without_a_ledger)

    assert all(list(differences(w.pages, MINIMUM, TOTAL_MINIMUM)) for w in worlds)
