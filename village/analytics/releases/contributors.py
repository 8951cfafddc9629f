"""Who stands behind each figure, house by house, as the ledger counts them: sums of tokens, never a list of persons.

figure                   blocks, and the parts of each
rate|t1                  rate: answered, did not
reach|enrolled           enrolled: everyone
reach|came               came: came, did not
reach|stayed_3           stayed_3: stayed, did not
change|i@1|stress|t1     change: the paired; improved and directions: as the shares are cut; best_before, best_after
translated|i@1|stress|t1 translated: of the paired, answered once at least in a translation nobody validated, did not
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _

from village.analytics.engine import Snapshot
from village.analytics.figures import (
    change_figure,
    rate_figure,
    reach_figure,
    translation_figure,
)
from village.analytics.outcomes import (
    SCALE,
    paired_scores,
    placed_pairs,
    translated_pairs,
    translated_sheets,
)
from village.analytics.participation import STAYED_MONTHS, parents_asked, parents_enrolled
from village.analytics.releases.sums import Sums, add_up, powers
from village.statistics.arrays import IntArray

Blocks = dict[str, dict[str, Sums]]  # block, house → (parts, terms)
Tokens = Callable[[Sequence[str]], Sums]


def contributors(snapshot: Snapshot, *, tokens: Tokens, terms: int) -> dict[str, Blocks]:
    """For each figure, each of its blocks and each house: the power sums of the parents in each part.

    `tokens` turns the names that a snapshot gives its participants into numbers, (n,); `terms` is how many power sums
    to keep. Houses where nobody stands behind a figure are there all the same, with zeros.
    """
    counter = _Counter.over(snapshot, tokens, terms)
    return {
        **_rates(snapshot, counter),
        **_reach(snapshot, counter),
        **_changes(snapshot, counter),
        **_translations(snapshot, counter),
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Counter:
    """The powers of everybody's token, and where each house stands."""

    people: pa.Array  # sorted names
    powers: Sums  # (n, terms)
    houses: tuple[str, ...]

    @classmethod
    def over(cls, snapshot: Snapshot, tokens: Tokens, terms: int) -> "_Counter":
        table = snapshot.table
        named = [table(name).select("participant") for name in ("participants", "invitations")]
        everyone = snapshot.collect(named[0].union(named[1], distinct=True).order_by("participant"))
        people = everyone.column("participant").combine_chunks()
        houses = snapshot.collect(table("houses").select("house").order_by("house"))
        return cls(
            people, powers(tokens(people.to_pylist()), terms), tuple(houses["house"].to_pylist())
        )

    def split(self, rows: pa.Table, *parts: pa.ChunkedArray | None) -> dict[str, Sums]:
        """Add up persons by house and part: `parts` are yes or no for each row (None: everyone)."""
        who = pc.index_in(rows.column("participant"), self.people).to_numpy()
        where = pc.index_in(rows.column("house"), pa.array(self.houses, pa.string())).to_numpy()
        found = np.zeros((len(parts), len(self.houses), self.powers.shape[1]), np.uint64)
        for number, part in enumerate(parts):
            is_in = slice(None) if part is None else np.flatnonzero(part.to_numpy())
            cell: IntArray = where[is_in]
            found[number] = add_up(self.powers[who[is_in]], cell, len(self.houses))
        return {house: found[:, place] for place, house in enumerate(self.houses)}


def _rates(snapshot: Snapshot, counter: _Counter) -> dict[str, Blocks]:
    asked = parents_asked(snapshot.table("invitations")).select(
        "wave", "house", "participant", "answered"
    )
    return {
        rate_figure(wave): {"rate": counter.split(rows, *_both(rows["answered"]))}
        for (wave,), rows in _cut(snapshot.collect(asked.order_by("wave")), ["wave"])
    }


def _reach(snapshot: Snapshot, counter: _Counter) -> dict[str, Blocks]:
    rows = snapshot.collect(
        parents_enrolled(
            snapshot.table("enrolments"),
            snapshot.table("participants"),
            snapshot.table("attendance"),
            as_of=snapshot.manifest.as_of,
        )
    )
    found = {reach_figure("enrolled"): {"enrolled": counter.split(rows, None)}}
    pairs = {"came": "noted"} | {f"stayed_{m}": f"could_stay_{m}" for m in STAYED_MONTHS}
    for part, whole in pairs.items():
        counted = rows.filter(rows[whole])
        found[reach_figure(part)] = {part: counter.split(counted, *_both(counted[part]))}
    return found


def _changes(snapshot: Snapshot, counter: _Counter) -> dict[str, Blocks]:
    pairs = paired_scores(snapshot.table("scores"), snapshot.table("invitations"))
    placed = placed_pairs(pairs, snapshot.manifest.scales).select(
        *SCALE, "wave", "house", "participant", "improved", "worsened", "best_before", "best_after"
    )
    keys = [*SCALE, "wave"]
    return {
        change_figure(*key): dict(_change(rows, counter))
        for key, rows in _cut(snapshot.collect(placed.order_by(keys)), keys)
    }


def _translations(snapshot: Snapshot, counter: _Counter) -> dict[str, Blocks]:
    pairs = paired_scores(snapshot.table("scores"), snapshot.table("invitations"))
    sheets = snapshot.keep(translated_sheets(snapshot.table("answers")))
    of_them = translated_pairs(pairs, sheets).select(*SCALE, "wave", "participant").distinct()
    marked = of_them.mutate(translated=True)
    keys = [*SCALE, "wave"]
    rows = (
        pairs.semi_join(of_them, keys)
        .left_join(marked, [*keys, "participant"])
        .select(*keys, "house", "participant", translated=_.translated.fill_null(False))
    )
    return {
        translation_figure(*key): {"translated": counter.split(found, *_both(found["translated"]))}
        for key, found in _cut(snapshot.collect(rows.order_by(keys)), keys)
    }


def _change(rows: pa.Table, counter: _Counter) -> Iterator[tuple[str, dict[str, Sums]]]:
    yield "change", counter.split(rows, None)
    for best in ("best_before", "best_after"):
        yield best, counter.split(rows, *_both(rows[best]))
    if rows["improved"].null_count == 0:
        improved, worsened = rows["improved"], rows["worsened"]
        yield "improved", counter.split(rows, *_both(improved))
        unchanged = pc.invert(pc.or_(improved, worsened))
        yield "directions", counter.split(rows, improved, unchanged, worsened)


def _both(yes: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    return yes, pc.invert(yes)


def _cut(table: pa.Table, keys: list[str]) -> Iterator[tuple[tuple[str, ...], pa.Table]]:
    """A table sorted by `keys`, cut into pieces that share them."""
    columns = [table.column(name).to_pylist() for name in keys]
    start = 0
    for key, run in groupby(zip(*columns, strict=True)):
        stop = start + sum(1 for _ in run)
        yield key, table.slice(start, stop - start)
        start = stop


def nobody(houses: Sequence[str], parts: int, terms: int) -> Mapping[str, Sums]:
    """The sums of a figure that nobody stands behind, anywhere."""
    return {house: np.zeros((parts, terms), np.uint64) for house in houses}
