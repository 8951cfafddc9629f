"""Spread of scores, and the four categories counted by the engine as a person would be by hand."""

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tables import rows, table
from village.analytics.manifest import ScaleNote
from village.analytics.measurement.scores import category_counts, read_category_counts, score_spread
from village.analytics.tables import SCORES
from village.statistics.estimators.clinical.categories import (
    Category,
    ChangeCounts,
    ChangeRule,
    categorise,
)

CALM = ScaleNote(
    instrument="calm", version="1", scale="calm", titles={}, higher_is="better",
    lowest=0, highest=16, change_threshold=2, validated=True,
)  # fmt: skip


def test_the_ends_of_a_scale_are_counted():
    found = rows(
        score_spread(
            table(
                SCORES,
                """
                participant  house  group  wave  instrument  version  scale  value
                anna         lille  g1     t0    calm        1        calm   16
                bilal        lille  g1     t0    calm        1        calm   0
                chloe        lyon   .      t0    calm        1        calm   16
                david        lyon   g3     t0    calm        1        calm   .
                emma         lyon   g3     t1    calm        1        calm   7.5
                emma         lyon   g3     t1    other       1        calm   7.5
                """,
            ),
            [CALM],
        )
    )

    assert [(row["wave"], row["scored"], row["groups"]) for row in found] == [
        ("t0", 3, 2),
        ("t1", 1, 1),
    ]
    assert (found[0]["lowest"], found[0]["highest"]) == (1, 2)
    assert (found[0]["sum"], found[0]["square"]) == (32, 512)


pairs = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=12)
rules = st.builds(
    ChangeRule,
    higher_is=st.sampled_from(["better", "worse"]),
    threshold=st.sampled_from([1, 3.5, 4]),
    inclusive=st.booleans(),
    cutoff=st.sampled_from([None, 13, 12.5]),
    source=st.just("invented"),
)
PAIRS = ibis.schema(
    dict.fromkeys(("instrument", "version", "scale", "wave", "house", "group"), "string")
    | dict.fromkeys(("before", "after", "change"), "float64")
)


def counted(scores: list[tuple[int, int]], rule: ChangeRule) -> ChangeCounts:
    lines = [
        f"epds 1 total t1 lille g1 {before} {after} {after - before}" for before, after in scores
    ]
    paired = table(PAIRS, "\n".join([" ".join(PAIRS.names), *lines]))
    found = rows(category_counts(paired, rule))
    names = (*Category, "neither", "gained", "lost", "both")
    return read_category_counts(pa.table({name: [row[name] for row in found] for name in names}))


@settings(max_examples=30, deadline=None)
@given(pairs, rules)
def test_the_engine_sorts_everybody_as_the_rule_does(
    scores: list[tuple[int, int]], rule: ChangeRule
):
    found = counted(scores, rule)

    by_hand = [categorise(before, after, rule) for before, after in scores]
    assert found.categories == {category: by_hand.count(category) for category in Category}
    crossed = [(rule.is_case(before), rule.is_case(after)) for before, after in scores]
    assert found.crossings == (
        (crossed.count((False, False)), crossed.count((False, True))),
        (crossed.count((True, False)), crossed.count((True, True))),
    )


def test_nobody_paired_is_nobody_in_any_category():
    rule = ChangeRule(higher_is="worse", threshold=4, cutoff=13, source="invented")

    assert counted([], rule).persons == 0
