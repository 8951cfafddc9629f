"""Houses, territories, regions, the nation: what a solver would find is what the remainders say."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analytics.attack.tables import Notebook, read_family
from village.analytics.disclosure import Block, Counts, Silence, protect
from village.core.privacy import Audience

AUDIENCES = st.sampled_from(Audience)


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[str, Counts], dict[str, str]]:
    """Up to nine houses in up to three territories, in up to two regions."""
    houses = [f"house {i}" for i in range(draw(st.integers(1, 9)))]
    territories = [f"territory {i}" for i in range(draw(st.integers(1, 3)))]
    above = {house: draw(st.sampled_from(territories)) for house in houses}
    above |= {t: draw(st.sampled_from(["region 0", "region 1"])) for t in set(above.values())}
    count = st.integers(0, 40) | st.integers(0, 6)
    counts = {
        house: Counts((draw(count), draw(count)), draw(st.integers(1, 3))) for house in houses
    }
    return counts, above


def places_above(house: str, above: dict[str, str]) -> list[str | None]:
    found: list[str | None] = []
    place = above.get(house)
    while place is not None:
        found.append(place)
        place = above.get(place)
    return [*found, None]


@settings(max_examples=80, deadline=None)
@given(tree=trees(), audience=AUDIENCES)
def test_no_solver_finds_a_small_house_in_a_tree(
    tree: tuple[dict[str, Counts], dict[str, str]], audience: Audience
):
    counts, above = tree
    silent = protect(counts, audience=audience, above=above)
    under: dict[str | None, list[str]] = {}
    for house in counts:
        for place in places_above(house, above):
            under.setdefault(place, []).append(house)
    width = audience.minimum_parents
    for part in (0, 1):
        notebook = Notebook()
        for place, houses in under.items():
            notebook.adds_up((place, "part"), [(house, "part") for house in houses])
        for place in [*counts, *under]:
            own = [place] if place in counts else under[place]
            if place not in silent:
                notebook.read(place, "part", sum(counts[house].cells[part] for house in own))
        for house in counts:
            if not counts[house].parents:
                notebook.read(house, "part", 0)  # anyone knows that it is empty
            elif house in silent:
                low, high = notebook.between(house, "part")
                assert high - low >= width


@given(tree=trees(), audience=AUDIENCES)
def test_what_is_shown_is_enough(
    tree: tuple[dict[str, Counts], dict[str, str]], audience: Audience
):
    counts, above = tree
    silent = protect(counts, audience=audience, above=above)

    assert all(counts[house].is_enough(audience) for house in counts.keys() - silent.keys())


NORTH = {"lens": "62", "arras": "62", "lille": "59", "62": "north", "59": "north"}


def enough(parents: int) -> Counts:
    return Counts((parents,), 3)


def test_a_territory_of_one_house_is_silent_with_it():
    counts = {"lens": enough(40), "arras": enough(50), "lille": enough(3)}

    silent = protect(counts, audience=Audience.PUBLIC, above=NORTH)

    # Alone, Lille would be what the north has beyond the 62: a house of the 62 is hidden, and the 62 with it.
    assert silent == {
        "lille": Silence.TOO_FEW,
        "59": Silence.TOO_FEW,
        "lens": Silence.PROTECTS_OTHERS,
        "62": Silence.PROTECTS_OTHERS,
    }


def test_a_small_house_in_a_large_territory_costs_one_neighbour():
    counts = {"lens": enough(4), "arras": enough(50), "lille": enough(40)}
    counts["liévin"] = enough(60)

    silent = protect(counts, audience=Audience.PUBLIC, above={**NORTH, "liévin": "62"})

    assert silent == {"lens": Silence.TOO_FEW, "arras": Silence.PROTECTS_OTHERS}


def test_one_neighbour_that_is_enough_replaces_a_smaller_one_that_is_not():
    """Arras alone (11 better, 12 not) leaves too few 'not better'; Lille is needed, and then Arras is not."""
    counts = {
        "lens": Counts((2, 3), 3),
        "arras": Counts((15, 7), 3),
        "lille": Counts((30, 31), 3),
        "liévin": Counts((40, 41), 3),
    }

    silent = protect(counts, audience=Audience.PUBLIC)

    assert set(silent) == {"lens", "arras", "lille"}  # Arras is small itself: seven are not better
    counts["arras"] = Counts((11, 11), 3)
    assert set(protect(counts, audience=Audience.PUBLIC)) == {"lens", "arras"}


FAMILY = {
    "change": ["improved+unchanged+worsened"],
    "improved": ["improved", "unchanged+worsened"],
    "directions": ["improved", "unchanged", "worsened"],
}


@st.composite
def families(draw: st.DrawFn) -> dict[str, dict[str, int]]:
    """What parents of a few houses answered, in three directions."""
    count = st.integers(0, 30) | st.integers(0, 7)
    return {
        f"house {i}": {part: draw(count) for part in ("improved", "unchanged", "worsened")}
        for i in range(draw(st.integers(2, 6)))
    }


def publish(
    family: dict[str, dict[str, int]], audience: Audience, *, within: bool = True
) -> dict[str, Block]:
    """The three figures as an evaluation shows them: each within the one it splits."""
    blocks: dict[str, Block] = {}
    coarser: Block | None = None
    for figure, parts in FAMILY.items():
        counts = {
            house: Counts(tuple(sum(row[p] for p in part.split("+")) for part in parts), 3)
            for house, row in family.items()
        }
        blocks[figure] = coarser = Block(
            counts,
            audience=audience,
            within=(coarser,) if coarser and within else (),
        )
    return blocks


def found_in(family: dict[str, dict[str, int]], blocks: dict[str, Block], width: int) -> list[str]:
    """Small counts that a solver bounds too closely, given everything the three figures show together."""
    shown = {
        figure: [place for place in [*family, None] if place not in block.silenced]
        for figure, block in blocks.items()
    }
    notebook = read_family(family, FAMILY, shown)
    found = []
    for house, row in family.items():
        if not sum(row.values()):
            continue
        for part, count in row.items():
            low, high = notebook.between(house, part)
            if count < width and high - low < width:
                found.append(f"{house} {part}: {low} to {high}")
    return found


@settings(max_examples=60, deadline=None)
@given(family=families(), audience=AUDIENCES)
def test_no_solver_finds_a_small_share_beside_the_count_it_splits(
    family: dict[str, dict[str, int]], audience: Audience
):
    blocks = publish(family, audience)

    assert found_in(family, blocks, audience.minimum_parents) == []


def test_a_share_published_where_its_count_is_not_gives_the_small_count_away():
    """Lille's five show how they split, and not how many they are: the sum says it. Then Lens is what is left."""
    family = {
        "lens": {"improved": 2, "unchanged": 1, "worsened": 1},
        "lille": {"improved": 6, "unchanged": 6, "worsened": 0},
        "arras": {"improved": 30, "unchanged": 31, "worsened": 0},
    }
    careless, careful = (publish(family, Audience.HOUSE, within=way) for way in (False, True))
    for blocks in (careless, careful):
        blocks["change"].silenced = {"lens": Silence.TOO_FEW, "lille": Silence.PROTECTS_OTHERS}
    careless["improved"].silenced = {"lens": Silence.TOO_FEW, "arras": Silence.PROTECTS_OTHERS}

    assert "lens improved: 0 to 4" in found_in(family, careless, 5)
    assert found_in(family, publish(family, Audience.HOUSE), 5) == []
