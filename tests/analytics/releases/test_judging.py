"""Which figures wait, told with names."""

import numpy as np
import pytest

from village.analytics.releases import Judgement, Ledger, Table, add_up, powers, tokens
from village.core.privacy import Audience

INSIDE, OUTSIDE = Audience.HOUSE.minimum_parents, Audience.PUBLIC.minimum_parents


class Story:
    """Figures of one topic, published one after another; a house is as many persons as it is said to hold."""

    def __init__(self, **options: bool) -> None:
        self.ledger = Ledger(minimum=INSIDE, total_minimum=OUTSIDE, **options)

    def tell(self, *shown: str | None, **houses: range) -> Judgement:
        """Judge, and publish what may be."""
        found = self.ledger.judge(
            Table("stress", {h: self.sums(h, p) for h, p in houses.items()}, shown)
        )
        self.ledger.note(found.release)
        return found

    def sums(self, house: str, persons: range) -> np.ndarray:
        own = powers(tokens((f"{house} {i}" for i in persons), key=b"key"), self.ledger.terms)
        return add_up(own, np.zeros(len(own), int), 1)


@pytest.fixture
def story() -> Story:
    return Story()


def test_what_is_published_first_never_waits(story: Story):
    assert story.tell("lens", "arras", None, lens=range(20), arras=range(30)).waiting == set()


def test_the_same_again_never_waits(story: Story):
    for _ in range(2):
        found = story.tell("lens", None, lens=range(20), arras=range(30))
    assert found.waiting == set()
    assert len(story.ledger.releases) == 1


@pytest.mark.parametrize(("more", "waits"), [(1, True), (4, True), (5, False), (12, False)])
def test_a_house_waits_for_five_more(story: Story, more: int, waits: bool):
    story.tell("lens", lens=range(20))

    assert ("lens" in story.tell("lens", lens=range(20 + more)).waiting) == waits


def test_somebody_who_left_is_not_told_by_their_absence(story: Story):
    story.tell("lens", lens=range(20))

    assert story.tell("lens", lens=range(1, 20)).waiting == {"lens"}


def test_as_many_may_leave_as_come_and_still_be_a_few(story: Story):
    story.tell("lens", lens=range(20))

    assert story.tell("lens", lens=range(2, 22)).waiting == {"lens"}  # two left, two came: four
    assert story.tell("lens", lens=range(3, 23)).waiting == set()  # three and three: six


def test_waiting_is_counted_from_everything_published_not_from_the_last(story: Story):
    story.tell("lens", lens=range(20))
    story.tell("lens", lens=range(30))

    assert story.tell("lens", lens=range(21)).waiting == {"lens"}


def test_the_nation_waits_for_eleven(story: Story):
    story.tell(None, lens=range(20), arras=range(20))

    assert story.tell(None, lens=range(25), arras=range(25)).waiting == {None}
    assert story.tell(None, lens=range(26), arras=range(25)).waiting == set()


def test_a_house_that_waits_is_not_told_by_the_nation(story: Story):
    """Arras grew by three: beside a new nation and a new Lens, the old Arras would leave three."""
    story.tell("lens", "arras", None, lens=range(20), arras=range(20))

    found = story.tell("lens", "arras", None, lens=range(40), arras=range(23))

    assert found.waiting == {"arras", "lens"}  # Lens waits beside it, so that the nation is told


def test_a_house_shown_at_last_does_not_tell_what_the_others_were(story: Story):
    """Last month five of Lens and three of Lille were left together; Lens alone is shown today."""
    story.tell("arras", None, lens=range(5), lille=range(3), arras=range(40))

    assert "lens" in story.tell("lens", lens=range(5), lille=range(3), arras=range(40)).waiting


def test_in_a_small_ledger_populations_that_overlap_are_compared():
    story = Story(across=True)
    story.tell("single parents", **{"single parents": range(30)})
    other = {"all": story.sums("single parents", range(33))}

    assert story.ledger.judge(Table("stress", other, ["all"])).waiting == {"all"}


def test_figures_that_go_together_wait_together():
    story = Story()
    same = {"lens": story.sums("lens", range(20))}
    grown = {"lens": story.sums("lens", range(22))}
    story.ledger.note(story.ledger.judge(Table("mean", same, ["lens"])).release)
    story.ledger.note(story.ledger.judge(Table("share", same, ["lens"])).release)

    waiting, releases = story.ledger.judge_together(
        [Table("mean", grown, ["lens"]), Table("other", same, ["lens"])]
    )

    assert waiting == {"lens"}
    assert [release.figures for release in releases] == [{}, {}]
