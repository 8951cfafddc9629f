"""Small groups stay silent, and an attacker with a pencil learns nothing about them."""

from collections.abc import Set as AbstractSet

from hypothesis import given
from hypothesis import strategies as st

from village.analytics.disclosure import Block, Counts, Silence, protect
from village.core.privacy import Audience

AUDIENCES = st.sampled_from(Audience)
NAMES = [f"house-{i}" for i in range(9)]
Houses = dict[str, Counts]


def houses(cells: int) -> st.SearchStrategy[Houses]:
    """A few houses, often small, some empty."""
    counts = st.tuples(*[st.integers(0, 40) | st.integers(0, 6)] * cells)
    one = st.builds(Counts, counts, st.integers(1, 4))
    return st.dictionaries(st.sampled_from(NAMES), one, min_size=1)


def ours(network: Houses, audience: Audience) -> set[str] | None:
    """The houses we hide; None when we hide the total too."""
    block = Block(network, audience=audience)
    return None if block.silence(None) else set(block.silent)


def primary_only(network: Houses, audience: Audience) -> set[str]:
    """The mistake everyone makes once: hide the small ones and publish the total."""
    return {house for house, counts in network.items() if not counts.is_enough(audience)}


def attack(network: Houses, hidden: set[str] | None, audience: Audience) -> list[str]:
    """What someone who subtracts finds out that they should not. Written apart from the code it attacks."""
    if hidden is None:
        return []  # the total itself is silent: there is nothing to subtract from
    found = []
    if min(sum_of(network)) < audience.minimum_parents:
        found.append(f"the total is shown with {sum_of(network)}")
    for house in network.keys() - hidden:
        if min(network[house].cells) < audience.minimum_parents:
            found.append(f"{house} is shown with {network[house].cells}")
    rest = [t - s for t, s in zip(sum_of(network), sum_of(network, without=hidden), strict=True)]
    if sum(rest):
        if min(rest) < audience.minimum_parents:
            found.append(f"subtraction leaves {rest}")
        if sum(1 for house in hidden if sum(network[house].cells)) == 1:
            found.append(f"subtraction leaves one house, with {rest}")
    return found


def sum_of(network: Houses, *, without: AbstractSet[str] = frozenset()) -> list[int]:
    kept = [counts.cells for house, counts in network.items() if house not in without]
    width = len(next(iter(network.values())).cells)
    return [sum(cells[i] for cells in kept) for i in range(width)]


@given(network=houses(1), audience=AUDIENCES)
def test_no_subtraction_finds_a_small_count(network: Houses, audience: Audience):
    assert attack(network, ours(network, audience), audience) == []


@given(network=houses(2), audience=AUDIENCES)
def test_no_subtraction_finds_a_small_side_of_a_share(network: Houses, audience: Audience):
    assert attack(network, ours(network, audience), audience) == []


@given(network=houses(3), audience=AUDIENCES)
def test_no_subtraction_finds_a_small_direction(network: Houses, audience: Audience):
    assert attack(network, ours(network, audience), audience) == []


def test_the_attacker_does_catch_a_first_pass_alone():
    network = {"arles": Counts((3,), 1), "brest": Counts((20,), 2), "creil": Counts((40,), 4)}

    found = attack(network, primary_only(network, Audience.PUBLIC), Audience.PUBLIC)

    assert found == ["subtraction leaves [3]", "subtraction leaves one house, with [3]"]


@given(network=houses(2), audience=AUDIENCES)
def test_what_hides_only_to_protect_could_have_been_shown(network: Houses, audience: Audience):
    for house, why in protect(network, audience=audience).items():
        counts = Counts.sum(network.values()) if house is None else network[house]
        if why is Silence.PROTECTS_OTHERS:
            assert counts.is_enough(audience)


@given(network=houses(1), audience=AUDIENCES)
def test_nobody_goes_silent_to_protect_where_nobody_is_hidden(network: Houses, audience: Audience):
    if not primary_only(network, audience) and len(network) > 1:
        assert set(protect(network, audience=audience)) == set()


@given(network=houses(2), wider=houses(1), audience=AUDIENCES)
def test_a_figure_is_silent_wherever_the_figure_it_refines_is(
    network: Houses, wider: Houses, audience: Audience
):
    same = {house: wider.get(house, Counts((0,), 1)) for house in network}
    whole = Block(same, audience=audience)
    part = Block(network, audience=audience, within=(whole,))

    assert set(whole.silent) <= set(part.silent)
    assert attack(network, None if part.silence(None) else set(part.silent), audience) == []


def public(*cells: int, groups: int = 2) -> bool:
    return Counts(cells, groups).is_enough(Audience.PUBLIC)


def test_eleven_parents_are_enough_for_the_public_and_ten_are_not():
    assert (public(11), public(10)) == (True, False)


def test_five_parents_are_enough_inside_a_house_and_four_are_not():
    inside = [Counts((n,), 1).is_enough(Audience.HOUSE) for n in (5, 4)]

    assert inside == [True, False]


def test_a_share_needs_enough_parents_on_both_sides():
    assert (public(11, 11), public(22, 0), public(0, 22), public(21, 10)) == (
        True,
        False,
        False,
        False,
    )


def test_one_group_of_parents_is_never_shown_outside_its_house():
    assert not public(12, groups=1)
    assert Counts((12,), 1).is_enough(Audience.HOUSE)


def test_an_empty_house_hides_nobody():
    """Anyone knows that the new house has no parent yet: the small one beside it still needs company."""
    network = {
        "new": Counts((0,), 1),
        "small": Counts((4,), 2),
        "large": Counts((30,), 4),
        "vast": Counts((50,), 5),
    }

    assert protect(network, audience=Audience.PUBLIC) == {
        "new": Silence.TOO_FEW,
        "small": Silence.TOO_FEW,
        "large": Silence.PROTECTS_OTHERS,
    }


def test_two_small_houses_that_are_still_too_few_together_need_a_third():
    network = {
        "a": Counts((4,), 2),
        "b": Counts((5,), 2),
        "c": Counts((30,), 4),
        "d": Counts((31,), 4),
    }

    assert protect(network, audience=Audience.PUBLIC).keys() == {"a", "b", "c"}


def test_two_small_houses_that_are_enough_together_need_nobody():
    network = {"a": Counts((8,), 2), "b": Counts((9,), 2), "c": Counts((30,), 4)}

    assert protect(network, audience=Audience.PUBLIC).keys() == {"a", "b"}


def test_a_house_silent_for_the_whole_is_silent_for_a_part():
    whole = Block({"a": Counts((9,), 2), "b": Counts((60,), 6)}, audience=Audience.PUBLIC)
    part = Block(
        {"a": Counts((20, 20), 2), "b": Counts((30, 30), 6)},
        audience=Audience.PUBLIC,
        within=(whole,),
    )

    assert set(whole.silent) == {"a", "b"}  # b would give a away
    assert set(part.silent) == {"a", "b"}
    assert part.silence(None) is None


def test_a_total_too_small_is_silent_with_everything_under_it():
    block = Block({"a": Counts((4,), 1), "b": Counts((3,), 1)}, audience=Audience.PUBLIC)

    assert block.silence(None) is Silence.TOO_FEW
    assert set(block.silent) == {"a", "b"}


def test_a_network_without_houses_has_nothing_to_show():
    block = Block({}, audience=Audience.PUBLIC)

    assert block.silence(None) is Silence.TOO_FEW


@given(network=houses(1), audience=AUDIENCES)
def test_where_a_first_pass_is_enough_there_is_no_second(network: Houses, audience: Audience):
    hidden = primary_only(network, audience)
    if not attack(network, hidden, audience):
        assert ours(network, audience) in (hidden, None)
