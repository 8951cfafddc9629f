"""The answers of a snapshot, summed in one pass as one would by hand, with everybody who is left out counted."""

from pathlib import Path

import ibis
import numpy as np
import pytest

from tests.tables import drawn
from village.analytics.engine import Snapshot, open_snapshot
from village.analytics.manifest import ItemNote, ScaleNote
from village.analytics.measurement.answers import snapshot_answers
from village.analytics.tables import ANSWERS
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.psychometrics.consistency import consistency
from village.statistics.estimators.psychometrics.spread import complete_spread
from village.statistics.moments.items import ItemMoments
from village.statistics.scans.items import scan_answer_counts, scan_items


def same(one: ItemMoments, other: ItemMoments) -> None:
    other = other.around(one.centre)
    assert (one.items, one.by, one.labels) == (other.items, other.by, other.labels)
    for name in ("persons", "complete", "pair_counts", "pair_sums", "pair_cross"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-12, abs=1e-8), name


class Drawn:
    """A snapshot of one drawn table of answers."""

    def __init__(self, drawing: str) -> None:
        self.connection = ibis.duckdb.connect()
        self.connection.create_table("answers", drawn(ANSWERS, drawing))

    def table(self, name: str) -> ibis.Table:
        return self.connection.table(name)

    def collect(self, expression: ibis.Table):
        return self.connection.to_pyarrow(expression)


def scale(*items: ItemNote) -> ScaleNote:
    return ScaleNote(
        instrument="calm", version="1", scale="calm", titles={}, higher_is="better",
        lowest=0, highest=8, change_threshold=None, validated=True, items=items,
    )  # fmt: skip


CALM = ItemNote(key="calm", lowest=0, highest=4, reversed=False)
ALONE = ItemNote(key="alone", lowest=0, highest=4, reversed=True)
BABY = ItemNote(key="baby", lowest=0, highest=3, reversed=False, not_applicable=2)

SEEN = """
    participant  wave  instrument  version  item   value  language  mode   validated
    anna         t0    calm        1        calm   4      fr        phone  true
    anna         t0    calm        1        alone  1      fr        phone  true
    anna         t1    calm        1        calm   3      fr        phone  true
    anna         t1    calm        1        alone  .      fr        phone  true
    bilal        t0    calm        1        calm   2      ar        paper  true
    bilal        t0    calm        1        alone  4      ar        paper  true
    chloe        t0    calm        1        calm   1      fr        phone  true
    chloe        t0    calm        1        calm   2      fr        phone  true
    chloe        t0    calm        1        alone  0      fr        phone  true
    david        t0    calm        2        calm   4      fr        phone  true
    emma         t0    calm        1        alone  .      fr        phone  true
"""


def test_answers_are_turned_round_and_summed_by_wave_language_and_mode():
    snapshot = Drawn(SEEN)
    found = scan_items(snapshot, snapshot_answers(snapshot, scale(CALM, ALONE)))

    nobody = float("nan")
    by_hand = ItemMoments.of_rows(
        ("calm", "alone"),
        np.array([[4, 3], [3, nobody], [2, 0]]),
        {
            "wave": ["t0", "t1", "t0"],
            "language": ["fr", "fr", "ar"],
            "mode": ["phone", "phone", "paper"],
        },
    )
    same(found.moments, by_hand)


def test_a_parent_who_answered_twice_and_one_who_skipped_an_item_are_counted():
    snapshot = Drawn(SEEN)
    found = scan_items(snapshot, snapshot_answers(snapshot, scale(CALM, ALONE)))

    assert found.left_out == {"an item without answer": 1, "an item answered twice": 1}


def test_what_does_not_concern_a_parent_counts_as_the_instrument_says():
    snapshot = Drawn(
        """
        participant  wave  instrument  version  item  value  language  mode   validated
        anna         t0    calm        1        calm  4      fr        phone  true
        anna         t0    calm        1        baby  -1     fr        phone  true
        bilal        t0    calm        1        calm  1      fr        phone  true
        bilal        t0    calm        1        baby  3      fr        phone  true
        """
    )
    moments = scan_items(snapshot, snapshot_answers(snapshot, scale(CALM, BABY))).moments

    assert complete_spread(moments).mean == pytest.approx([2.5, 2.5])


def test_counts_of_answers_at_each_total_are_those_of_one_wave():
    snapshot = Drawn(SEEN)
    answers = snapshot_answers(snapshot, scale(CALM, ALONE))
    calm, alone = scan_answer_counts(snapshot, answers.at("t0"), "language")

    assert (calm.groups, calm.scores.tolist(), calm.answers.tolist()) == (
        ("ar", "fr"),
        [2, 7],
        [2, 4],
    )
    assert calm.counts.tolist() == [[[1, 0], [0, 0]], [[0, 0], [0, 1]]]
    assert alone.answers.tolist() == [0, 3]
    assert calm.of(["fr", "ar"]).counts.tolist() == calm.counts[::-1].tolist()


def test_a_snapshot_that_does_not_say_its_items_is_to_be_taken_again():
    with pytest.raises(CannotEstimate, match="take it again"):
        snapshot_answers(Drawn(SEEN), scale())


def test_nobody_answered_is_said():
    snapshot = Drawn(SEEN)
    other = ItemNote(key="sleep", lowest=0, highest=4, reversed=False)
    answers = snapshot_answers(snapshot, scale(other))

    with pytest.raises(CannotEstimate, match="Nobody answered sleep"):
        scan_items(snapshot, answers)
    with pytest.raises(CannotEstimate, match="Nobody answered every item of sleep"):
        scan_answer_counts(snapshot, answers, "language")


def test_threads_do_not_move_a_digit(network: Path):
    def read(threads: int) -> list[bytes]:
        with open_snapshot(network, threads=threads) as snapshot:
            found = scan_items(
                snapshot, snapshot_answers(snapshot, snapshot.manifest.scales[0])
            ).moments
        return [found.complete.tobytes(), found.pair_cross.tobytes()]

    assert read(1) == read(2)


def test_the_scales_of_an_invented_network_hold_together(snapshot: Snapshot):
    for note in snapshot.manifest.scales[:-1]:
        found = scan_items(snapshot, snapshot_answers(snapshot, note)).moments
        assert 0.6 < consistency(complete_spread(found.where(wave="t0"))).alpha < 0.9
