"""How scores move between entry and a later wave."""

from typing import Any

import ibis
import pytest
from ibis.expr.types import Table

from tests.tables import rows, table
from village.analytics.manifest import ScaleNote
from village.analytics.outcomes import change_sums, first_groups, paired_scores
from village.analytics.tables import INVITATIONS, SCORES

CALM = ScaleNote(
    instrument="calm", version="1", scale="calm", titles={}, higher_is="better",
    lowest=0, highest=16, change_threshold=2, validated=True,
)  # fmt: skip
TENSE = ScaleNote(
    instrument="calm", version="1", scale="tense", titles={}, higher_is="worse",
    lowest=0, highest=12, change_threshold=None, validated=True,
)  # fmt: skip

SEEN = """
    participant  house  group  wave  instrument  version  scale  value
    anna         lille  g1     t0    calm        1        calm   10
    anna         lille  g1     t1    calm        1        calm   14
    bilal        lille  g1     t0    calm        1        calm   8
    bilal        lille  g1     t1    calm        1        calm   .
    chloe        lyon   .      t0    calm        1        calm   9
    chloe        lyon   .      t1    calm        1        calm   7.5
    david        lyon   g3     t1    calm        1        calm   12
    emma         lyon   g3     t0    calm        1        calm   3
    emma         lyon   g3     t1    calm        2        calm   9
"""


def invited(scores: Table) -> Table:
    """Everyone was invited to what they answered."""
    asked = scores.select("participant", "group", "wave").distinct()
    return asked.mutate(status=ibis.literal("answered"), opens_after_days=ibis.literal(0))


def pairs_of(drawing: str) -> list[dict[str, Any]]:
    scores = table(SCORES, drawing)
    return rows(paired_scores(scores, invited(scores)).order_by("participant"))


def test_only_parents_scored_at_both_waves_are_compared():
    assert [pair["participant"] for pair in pairs_of(SEEN)] == ["anna", "chloe"]


def test_change_is_after_minus_before():
    assert [float(pair["change"]) for pair in pairs_of(SEEN)] == [4, -1.5]


def test_two_versions_of_a_questionnaire_are_never_compared():
    assert "emma" not in {pair["participant"] for pair in pairs_of(SEEN)}


def test_a_parent_without_a_group_is_alone_in_one():
    assert {pair["participant"]: pair["group"] for pair in pairs_of(SEEN)} == {
        "anna": "g1",
        "chloe": "chloe",
    }


TWO_GROUPS = """
    participant  group  wave  status    opens_after_days
    anna         g1     t0    answered  -14
    anna         g1     t1    answered  77
    anna         g2     t0    answered  186
    bilal        g1     t0    lapsed    -14
    bilal        g2     t0    answered  100
"""


def test_a_parent_of_two_groups_is_followed_in_the_first_where_they_answered():
    found = rows(first_groups(table(INVITATIONS, TWO_GROUPS)).order_by("participant"))

    assert found == [
        {"participant": "anna", "group": "g1"},
        {"participant": "bilal", "group": "g2"},
    ]


def test_a_parent_of_two_groups_is_counted_once():
    scores = table(
        SCORES,
        """
        participant  house  group  wave  instrument  version  scale  value
        anna         lille  g1     t0    calm        1        calm   10
        anna         lille  g1     t1    calm        1        calm   14
        anna         lille  g2     t0    calm        1        calm   2
        anna         lille  g2     t1    calm        1        calm   3
        """,
    )

    found = rows(paired_scores(scores, table(INVITATIONS, TWO_GROUPS)))

    assert [(row["group"], float(row["change"])) for row in found] == [("g1", 4)]


def sums_of(drawing: str, *scales: ScaleNote) -> list[dict[str, Any]]:
    scores = table(SCORES, drawing)
    return rows(change_sums(paired_scores(scores, invited(scores)), scales))


def test_a_group_is_summed_up_in_one_row():
    [row] = sums_of(
        """
        participant  house  group  wave  instrument  version  scale  value
        anna         lille  g1     t0    calm        1        calm   10
        anna         lille  g1     t1    calm        1        calm   16
        bilal        lille  g1     t0    calm        1        calm   8
        bilal        lille  g1     t1    calm        1        calm   6
        chloe        lille  g1     t0    calm        1        calm   16
        chloe        lille  g1     t1    calm        1        calm   15
        """,
        CALM,
    )

    assert row["parents"] == 3
    assert (row["sum_before"], row["square_before"]) == (34, 100 + 64 + 256)
    assert (row["sum_after"], row["square_after"]) == (37, 256 + 36 + 225)
    assert (row["sum_change"], row["square_change"]) == (3, 36 + 4 + 1)
    assert (row["improved"], row["worsened"]) == (1, 1)  # chloe moved by less than the threshold
    assert (row["best_before"], row["best_after"]) == (1, 1)


def test_less_of_a_bad_thing_is_an_improvement():
    [row] = sums_of(
        """
        participant  house  group  wave  instrument  version  scale  value
        anna         lille  g1     t0    calm        1        tense  10
        anna         lille  g1     t1    calm        1        tense  0
        """,
        ScaleNote(
            **{name: getattr(TENSE, name) for name in TENSE.__slots__} | {"change_threshold": 2}
        ),
    )

    assert (row["improved"], row["worsened"], row["best_after"]) == (1, 0, 1)


def test_without_a_declared_threshold_nobody_is_called_improved():
    [row] = sums_of(
        """
        participant  house  group  wave  instrument  version  scale  value
        anna         lille  g1     t0    calm        1        tense  10
        anna         lille  g1     t1    calm        1        tense  0
        """,
        TENSE,
    )

    assert (row["improved"], row["worsened"]) == (None, None)


def test_a_change_of_exactly_the_threshold_counts_even_between_scores_with_thirds():
    [row] = sums_of(
        """
        participant  house  group  wave  instrument  version  scale  value
        anna         lille  g1     t0    calm        1        calm   7.333333333333333
        anna         lille  g1     t1    calm        1        calm   9.333333333333334
        """,
        CALM,
    )

    assert row["improved"] == 1


def test_the_order_of_the_rows_does_not_move_a_digit():
    header, *lines = SEEN.strip().splitlines()
    drawings = ["\n".join([header, *order]) for order in (lines, lines[::-1])]

    assert sums_of(drawings[0], CALM) == sums_of(drawings[1], CALM)


@pytest.mark.parametrize("scales", [(), (TENSE,)])
def test_a_scale_that_the_manifest_does_not_describe_is_left_out(scales: tuple[ScaleNote, ...]):
    assert sums_of(SEEN, *scales) == []
