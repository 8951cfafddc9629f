"""Tables that cross: hide the small counts, then enough others that no solver finds them."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analytics.attack.tables import Notebook
from tests.reference import stat_case
from village.analytics.disclosure import CannotProtect, Margins, bounds, complete, crossed

Table = dict[tuple[str, str], int]
NAMES = "abcdefgh"


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A few houses and answers, many counts small."""
    rows, columns = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    counts = st.integers(0, 40) | st.integers(0, 8)
    return {
        (f"house {NAMES[r]}", f"answer {c}"): draw(counts)
        for r, c in product(range(rows), range(columns))
    }


def margins_of(table: Table) -> Margins:
    """With all its sums: houses in two territories when there are enough, and everything."""
    houses = sorted({row for row, _ in table})
    answers = sorted({column for _, column in table})
    if len(houses) < 4:
        rows = {"nation": houses}
    else:
        rows = {"north": houses[:2], "south": houses[2:], "nation": ["north", "south"]}
    return crossed(table, rows=rows, columns={"any": answers})


def small_in(margins: Margins, width: int) -> list[tuple[str, str]]:
    pairs = zip(margins.keys, margins.counts, strict=True)
    return [key for key, count in pairs if count < width]


def attack(margins: Margins, hidden: set[tuple[str, str]], protected: list[tuple[str, str]]):
    """What a solver of our own makes of the counts that are shown: an interval for each protected one."""
    notebook = Notebook()
    coordinates = margins.equations.tocoo()
    rows: dict[int, list[tuple[tuple[str, str], float]]] = {}
    for row, column, sign in zip(*coordinates.coords, coordinates.data, strict=True):
        rows.setdefault(row, []).append((margins.keys[column], sign))
    for terms in rows.values():
        (total,) = (key for key, sign in terms if sign < 0)
        notebook.adds_up(total, [key for key, sign in terms if sign > 0])
    for key, count in zip(margins.keys, margins.counts, strict=True):
        if key not in hidden:
            notebook.read(*key, int(count))
    return {key: notebook.between(*key) for key in protected}


@settings(max_examples=60, deadline=None)
@given(table=tables(), width=st.sampled_from([5, 11]))
def test_no_solver_tells_a_small_count_from_one_that_is_large_enough(table: Table, width: int):
    margins = margins_of(table)
    small = small_in(margins, width)

    hidden = complete(margins, small, width=width)

    for low, high in attack(margins, set(hidden), small).values():
        assert high - low >= width


@settings(max_examples=15, deadline=None)
@given(table=tables(), width=st.sampled_from([5, 11]))
def test_nothing_is_hidden_in_vain(table: Table, width: int):
    margins = margins_of(table)
    small = small_in(margins, width)
    hidden = complete(margins, small, width=width)

    for extra in hidden - set(small):
        intervals = attack(margins, set(hidden - {extra}), small).values()
        assert any(high - low < width for low, high in intervals)


def test_small_counts_alone_are_found_again():
    """Without the extra ones the attacker wins: a table of three houses, one small count."""
    table = {("a", "yes"): 18, ("a", "no"): 3, ("b", "yes"): 22, ("b", "no"): 14}
    margins = margins_of(table)

    assert attack(margins, {("a", "no")}, [("a", "no")]) == {("a", "no"): (3, 3)}
    assert bounds(margins, [("a", "no")]) == {("a", "no"): (3, 3)}


def test_our_audit_and_the_attacker_agree():
    table = {
        (f"house {h}", f"answer {a}"): 3 * a + i for i, h in enumerate("abc") for a in range(3)
    }
    margins = margins_of(table)
    small = small_in(margins, 5)
    hidden = complete(margins, small, width=5)

    assert bounds(margins, hidden, small) == attack(margins, set(hidden), small)


def test_what_is_shown_together_is_hidden_together():
    table = {(h, a): 20 for h in ("lens", "lille", "arras") for a in ("yes", "no")} | {
        ("lens", "no"): 2
    }
    rows = [[(h, "yes"), (h, "no")] for h in ("lens", "lille", "arras")]

    hidden = complete(margins_of(table), [("lens", "no")], width=5, together=rows)

    assert {("lens", "yes"), ("lens", "no")} <= hidden
    for house in ("lille", "arras"):
        assert ((house, "yes") in hidden) == ((house, "no") in hidden)


def test_a_house_that_everybody_knows_to_be_empty_hides_nobody():
    table = {("new", "yes"): 0, ("new", "no"): 0, ("a", "yes"): 3, ("a", "no"): 20}
    table |= {("b", "yes"): 30, ("b", "no"): 31}
    empty = [("new", "yes"), ("new", "no"), ("new", "any")]

    hidden = complete(margins_of(table), [("a", "yes")], width=5, fixed=empty)

    assert hidden == {("a", "yes"), ("a", "no"), ("b", "yes"), ("b", "no")}


def test_a_count_that_is_known_whatever_is_hidden_is_refused():
    table = {("a", "yes"): 3, ("a", "no"): 4}
    everything = list(margins_of(table).keys)

    with pytest.raises(CannotProtect, match="no doubt"):
        complete(margins_of(table), [("a", "yes")], width=5, fixed=everything)


def test_a_sum_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="is not the sum"):
        Margins.of({"total": 5, "part": 4}, [("total", ["part"])])


@pytest.mark.reference
def test_the_published_example_is_hidden_as_it_should_be():
    case = stat_case("secondary_suppression")
    given_, expected = case["inputs"], case["outputs"]
    table = {
        (row, column): given_["table"][r][c]
        for r, row in enumerate(given_["rows"])
        for c, column in enumerate(given_["cols"])
    }
    margins = crossed(table, rows={"all": given_["rows"]}, columns={"any": given_["cols"]})

    def named(cell: list[int]) -> tuple[str, str]:
        return given_["rows"][cell[0] - 1], given_["cols"][cell[1] - 1]

    small = [key for key, count in table.items() if count < given_["threshold"]]
    hidden = complete(margins, small, width=given_["threshold"])
    found = bounds(margins, hidden)

    assert small == [named(expected["primary"])]
    assert bounds(margins, small) == {small[0]: (expected["recovered_value"],) * 2}
    in_its_row = {*small, (small[0][0], "high")}
    assert bounds(margins, in_its_row, small) == {small[0]: (expected["recovered_value"],) * 2}
    assert hidden == set(map(named, expected["suppressed_final"]))
    assert found[small[0]] == tuple(expected["interval_sensitive_cell"])
    assert sorted(found.values()) == sorted(map(tuple, expected["all_intervals"]))
    low, high = found[small[0]]
    assert high - low + 1 == expected["feasible_final"]  # one table for each value: a single cycle
