"""Spread of scores, and how many are at its ends."""

from tests.tables import rows, table
from village.analytics.manifest import ScaleNote
from village.analytics.measurement.scores import score_spread
from village.analytics.tables import SCORES

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
