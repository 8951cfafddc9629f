"""A snapshot as an outcome with its own baseline sees it: every parent's start is where `t0` stands.

Whatever counts a change counts it from `tables.BASELINE`. For an outcome whose parents start elsewhere, the wave each
of them starts from takes that name, and the waves that do not come after every start are not there: one relabelling,
and every estimator does what it always does. The entry itself, when it is not the start, is not seen at all.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from village.analytics.engine import Snapshot
from village.analytics.outcomes import SCALE
from village.analytics.plans.matching import wave_of
from village.analytics.plans.plan import Entry, Outcome, Plan
from village.analytics.tables import BASELINE

Starts = tuple[tuple[Entry, str], ...]  # the wave of each kind of entry; (): `t0` for everybody
ScaleKey = tuple[str, str, str]

RELABELLED = ("invitations", "scores", "answers")


def starts_of(plan: Plan, outcome: Outcome) -> Starts:
    """Where the parents of an outcome start, when some do not start at `t0`."""
    starts = plan.starts(outcome)
    return tuple(starts.items()) if {*starts.values()} != {BASELINE} else ()


def started(snapshot: Snapshot, starts: Starts, followups: Collection[str]) -> Snapshot:
    """The snapshot whose `t0` is each parent's own start, then these follow-ups, and no other wave."""
    entries = snapshot.table("participants").select("participant", "entry")
    tables = {
        name: _relabelled(snapshot.table(name), entries, dict(starts), followups)
        for name in RELABELLED
    }
    return snapshot.seeing(snapshot.manifest, **tables)


def _relabelled(
    table: Table, entries: Table, starts: Mapping[Entry, str], followups: Collection[str]
) -> Table:
    joined = table.join(entries, "participant")
    start = ibis.cases(*((joined.entry == entry, wave) for entry, wave in starts.items()))
    is_start = (joined.wave == start).fill_null(False)
    return (
        joined.filter(is_start | joined.wave.isin(list(followups)))
        .mutate(wave=ibis.ifelse(is_start, BASELINE, joined.wave))
        .select(table.columns)
    )


def of_scales(snapshot: Snapshot, keys: Collection[ScaleKey]) -> Snapshot:
    """The snapshot as if it held these scales (instrument, version, scale) only: of the others nothing is counted."""
    scales = tuple(scale for scale in snapshot.manifest.scales if scale.key in keys)
    named = pa.table(
        [pa.array([scale.key[place] for scale in scales], pa.string()) for place in range(3)],
        names=list(SCALE),
    )
    scores = snapshot.table("scores").semi_join(ibis.memtable(named), list(SCALE))
    return snapshot.seeing(replace(snapshot.manifest, scales=scales), scores=scores)


def months_of(snapshot: Snapshot, starts: Starts) -> int:
    """How many months after its anchor the first of these starts comes: when there are several, only the order is used."""
    waves = [wave for _entry, wave in starts] or [BASELINE]
    return min(wave_of(snapshot.manifest, wave).months for wave in waves)
