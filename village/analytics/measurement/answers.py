"""The answers of a snapshot oriented the way of their scale, a participant and a wave a row.

An item that the scale reverses is turned round in its own range, and "this does not concern me" counts for what the
instrument says.
"""

from collections.abc import Sequence

import ibis
from ibis import _

from village.analytics.engine import Snapshot
from village.analytics.manifest import ItemNote, ScaleNote
from village.core.scales import NOT_APPLICABLE
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.scans.answers import OrientedAnswers


def snapshot_answers(
    snapshot: Snapshot, scale: ScaleNote, by: Sequence[str] = ("wave", "language", "mode")
) -> OrientedAnswers:
    """The answers to the items of one scale, a participant and a wave a row.

    Raises `CannotEstimate` when the snapshot does not say which items make the scale.
    """
    if not scale.items:
        raise CannotEstimate(
            f"The snapshot does not say which items make the scale {scale.scale!r} of {scale.instrument}: take it again."
        )
    keys = [item.key for item in scale.items]
    answers = snapshot.table("answers").filter(
        _.instrument == scale.instrument,
        _.version == scale.version,
        _.item.isin(keys),
        _.value.notnull(),
    )
    places = range(len(keys))
    persons = (
        answers.group_by("participant", "wave")
        .agg(
            language=_.language.min(),
            mode=_.mode.min(),
            answered=_.count(),
            **{f"x{place}": _.value.max(where=_.item == keys[place]) for place in places},
        )
        .mutate(
            twice=_.answered > sum((_[f"x{place}"].notnull().cast("int64") for place in places), 0),
            **{f"x{place}": _oriented(_[f"x{place}"], scale.items[place]) for place in places},
        )
    )
    centre = tuple(float((item.lowest + item.highest) // 2) for item in scale.items)
    return OrientedAnswers(persons, tuple(keys), tuple(by), centre)


def _oriented(value: ibis.Deferred, item: ItemNote) -> ibis.Deferred:
    value = value.cast("int64")
    if item.not_applicable is not None:
        value = ibis.ifelse(value == NOT_APPLICABLE, item.not_applicable, value)
    return item.lowest + item.highest - value if item.reversed else value
