"""Small networks whose parents come, answer and leave, and whose figures are published from time to time."""

import random
from collections.abc import Callable, Iterable
from itertools import count

import numpy as np

from tests.analytics.attack.releases import Page
from village.analytics.disclosure import Block, Counts
from village.analytics.releases import Ledger, Table, add_up, powers, tokens
from village.analytics.releases.sums import Sums
from village.core.privacy import Audience

PARTS = ("better", "not better")
MINIMUM, TOTAL_MINIMUM = Audience.HOUSE.minimum_parents, Audience.PUBLIC.minimum_parents
Shown = set[str | None]


class World:
    """Who is where today, and every page published so far."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.houses: dict[str, dict[str, set[str]]] = {
            f"house-{i}": {part: set() for part in PARTS} for i in range(self.draw.randint(2, 5))
        }
        self.new = count()
        self.ledger = Ledger(minimum=MINIMUM, total_minimum=TOTAL_MINIMUM)
        self.pages: list[Page] = []
        self.could: list[Shown] = []
        self.steps = 0

    def live(self, steps: int, publish: Callable[["World"], None]) -> None:
        """So many things happen: people come, alone or as a group; somebody leaves; a page is published."""
        for _ in range(steps):
            self.steps += 1
            house = self.draw.choice(sorted(self.houses))
            match self.draw.random():
                case chance if chance < 0.45:
                    self.join(house, self.draw.choice([1, 1, 2, 3, 8, 12]))
                case chance if chance < 0.65:
                    self.leave(house)
                case _:
                    publish(self)

    def join(self, house: str, many: int) -> None:
        for _ in range(many):
            part = self.draw.choice(PARTS)
            self.houses[house][part].add(f"p{next(self.new)}")

    def leave(self, house: str) -> None:
        part = self.draw.choice(PARTS)
        if self.houses[house][part]:
            self.houses[house][part].remove(self.draw.choice(sorted(self.houses[house][part])))

    def blocks(self) -> tuple[Block, Block]:
        """One share for the teams of the houses, and for everybody."""
        counts = {
            house: Counts(tuple(len(parts[part]) for part in PARTS), 3)
            for house, parts in self.houses.items()
        }
        return tuple(Block(counts, audience=a) for a in (Audience.HOUSE, Audience.PUBLIC))

    def allowed(self) -> Shown:
        """Where the page of today could be shown, if nothing had been published before."""
        inside, outside = self.blocks()
        shown: Shown = {house for house in self.houses if house not in inside.silenced}
        return shown | ({None} - inside.silenced.keys() - outside.silenced.keys())

    def write(self, shown: Iterable[str | None]) -> None:
        """Publish a page."""
        everyone = {
            house: {part: frozenset(parts[part]) for part in PARTS}
            for house, parts in self.houses.items()
        }
        total = {
            part: frozenset().union(*(parts[part] for parts in everyone.values())) for part in PARTS
        }
        self.pages.append(
            Page({place: total if place is None else everyone[place] for place in shown}, everyone)
        )

    def sums(self) -> dict[str, Sums]:
        """What the ledger is given to know of who stands where."""
        return {
            house: np.concatenate([self._sums_of(parts[part]) for part in PARTS])
            for house, parts in self.houses.items()
        }

    def _sums_of(self, persons: set[str]) -> Sums:
        token = tokens(sorted(persons), key=b"of the ledger")
        own = powers(token, self.ledger.terms)
        return add_up(own, np.zeros(len(persons), int), 1)


def publish(world: World) -> None:
    """As the site does: silence first, then the ledger."""
    shown = world.allowed()
    world.could.append(shown)
    judgement = world.ledger.judge(Table("better", world.sums(), shown))
    world.ledger.note(judgement.release)
    world.write(shown - judgement.waiting)


def publish_without_a_ledger(world: World) -> None:
    """The mistake: every page is right, and two of them are not."""
    world.write(world.allowed())


def publish_without_a_second_pass(world: World) -> None:
    """The mistake everyone makes once: hide the small ones and show their total."""
    inside, _ = world.blocks()
    small = {house for house, c in inside.houses.items() if not c.is_enough(Audience.HOUSE)}
    shown = {house for house in world.houses if house not in small}
    judgement = world.ledger.judge(Table("better", world.sums(), {*shown, None}))
    world.ledger.note(judgement.release)
    world.write({*shown, None} - judgement.waiting)
