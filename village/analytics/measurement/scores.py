"""From scores to what is said of a scale at one wave: their spread, and how many are at its ends."""

from collections.abc import Iterable

import ibis
import pyarrow as pa
from ibis import _
from ibis.expr.types import Table

from village.analytics.manifest import ScaleNote
from village.analytics.outcomes import EXACT, SCALE


def score_spread(scores: Table, scales: Iterable[ScaleNote]) -> Table:
    """Per scale and wave, the parents scored (in how many `groups`), the sums of scores and squares, and the `lowest`
    and `highest` possible scores given. A parent scored in two groups counts in both."""
    scored = scores.filter(_.value.notnull()).mutate(
        value=_.value.cast(EXACT), group=_.group.fill_null(_.participant)
    )
    return (
        scored.join(_ends(scales), list(SCALE))
        .group_by(*SCALE, "wave")
        .agg(
            scored=_.count(),
            groups=_.group.nunique(),
            sum=_.value.sum().cast("float64"),
            square=(_.value * _.value).sum().cast("float64"),
            lowest=(_.value == _.least).sum(),
            highest=(_.value == _.most).sum(),
        )
        .order_by(*SCALE, "wave")
    )


def _ends(scales: Iterable[ScaleNote]) -> Table:
    rows = [
        {
            **dict(zip(SCALE, note.key, strict=True)),
            "least": float(note.lowest),
            "most": float(note.highest),
        }
        for note in scales
    ]
    schema = pa.schema(
        [*((name, pa.string()) for name in SCALE), ("least", pa.float64()), ("most", pa.float64())]
    )
    ends = ibis.memtable(pa.Table.from_pylist(rows, schema=schema))
    return ends.mutate(least=_.least.cast(EXACT), most=_.most.cast(EXACT))
