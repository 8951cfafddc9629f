"""What a page asks of the database does not grow with what it shows. The numbers: `python -m benchmarks.queries`."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.db import transaction

from tests import clock
from tests.architecture.access_registry import ACCESS
from tests.architecture.crowds import COUNTS, Costs, a_crowd, costs_of, records
from tests.factories import NOW
from tests.networks import keep_here, take
from village.surveys import progress

# What a page does for each thing, by its nature, and in how many queries.
FOR_EACH = {
    "surveys:write_to_group": 1,  # a letter is put in the queue for each parent
}
# Records of which a crowd has no more: no page lists them.
NOT_LISTED = {
    "audit.Event": "the journal has no page yet",
    "plans.Registration": "the register is read by commands",
    "snapshots.Release": "figures are as many as scales and waves",
}
MOST_OF_THE_START = 8  # and two more for each later kind of thing that waits


@dataclass(frozen=True)
class Growth:
    """The same site with one of everything, with three, with twelve."""

    costs: dict[int, Costs]
    records: dict[int, dict[str, int]]

    @property
    def table(self) -> str:
        """A line for each page and for each person who opens it."""
        lines = [
            f"{name:<38}{who:<18}" + "".join(f"{self.costs[n][name, who]:>5}" for n in COUNTS)
            for name, who in self.costs[COUNTS[-1]]
        ]
        return "\n".join([f"{'':<56}" + "".join(f"{n:>5}" for n in COUNTS), *lines])


@pytest.fixture
def grow(db, settings, tmp_path):
    """Build one crowd after the other, each in a site of its own, and open pages in it."""

    def measure(pages: Mapping = ACCESS, counts: tuple[int, ...] = COUNTS) -> Growth:
        growth = Growth({}, {})
        for count in counts:
            keep_here(settings, tmp_path / str(count))
            with clock.set_to(NOW), transaction.atomic():
                crowd = a_crowd(count)
                take("house", settings, as_of=NOW)
                growth.costs[count] = costs_of(crowd, pages)
                growth.records[count] = records()
                transaction.set_rollback(True)
        return growth

    return measure


def growing(costs: dict[int, Costs]) -> dict[tuple[str, str], list[int]]:
    """The pages that ask more of the database when there is more to show."""
    counts = list(costs)
    return {
        (name, who): [costs[n][name, who] for n in counts]
        for name, who in costs[counts[0]]
        if any(
            costs[more][name, who] - costs[fewer][name, who]
            > FOR_EACH.get(name, 0) * (more - fewer)
            for fewer, more in zip(counts, counts[1:], strict=False)
        )
    }


def test_no_page_costs_more_because_there_is_more_to_show(grow):
    growth = grow()
    few, some, many = (growth.records[count] for count in COUNTS)
    costs = growth.costs[COUNTS[-1]]
    print(growth.table)  # noqa: T201 - shown with -s, and when the test fails

    assert growing(growth.costs) == {}
    assert {name for name, _who in costs} == set(ACCESS)
    assert {label for label in many if not few[label] < some[label] < many[label]} == set(
        NOT_LISTED
    ), "add more of it to `a_crowd`, or say that no page lists it"
    assert max(costs["network:start", who] for who in ACCESS["network:start"].who) <= (
        MOST_OF_THE_START
    )


def test_a_page_that_asks_again_for_each_parent_is_found(grow, monkeypatch):
    """Broken on purpose: consents are read one by one."""
    all_at_once = progress.consents_of_each

    def one_by_one(participants, *, at):
        return {one: all_at_once([one], at=at)[one] for one in participants}

    monkeypatch.setattr(progress, "consents_of_each", one_by_one)
    page = "surveys:group"

    assert list(growing(grow({page: ACCESS[page]}, (1, 3)).costs)) == [(page, "leader")]
