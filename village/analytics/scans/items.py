"""From answers to the cross-products of items, in one pass: a snapshot's answers, or a file with a column per item.

Answers are oriented first: an item that the scale reverses is turned round in its own range, and "this does not concern
me" counts for what the instrument says. Whoever answered nothing is nobody; whoever answered an item twice at one wave
(in two groups) is left out and counted, since neither answer is the right one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import ibis
import ibis.expr.datatypes as dt
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _
from ibis.expr.types import Table, Value

from village.analytics.arrays import Array, IntArray
from village.analytics.engine import Rows, Snapshot
from village.analytics.estimators.fit import CannotEstimate
from village.analytics.manifest import ItemNote, ScaleNote
from village.analytics.moments.items import AnswerCounts, ItemMoments, Label
from village.analytics.scans.lines import bordered, products, sums_of, whole
from village.core.scales import NOT_APPLICABLE

FINITE = float(np.finfo(np.float64).max)


@dataclass(frozen=True, slots=True, eq=False)
class ItemScan:
    """What one scan found: the moments, and the persons left out of them, by reason."""

    moments: ItemMoments
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class OrientedAnswers:
    """A row per person (and wave): the columns of `by`, then x0, x1… the oriented answers to `items`, NULL if missing.

    `centre` is any number near the answers to each item; `twice` is whether an item was answered twice.
    """

    table: Table
    items: tuple[str, ...]
    by: tuple[str, ...]
    centre: tuple[float, ...]

    def at(self, wave: str) -> "OrientedAnswers":
        """Those of one wave, where everybody is there once."""
        return replace(self, table=self.table.filter(_.wave == wave))

    @property
    def columns(self) -> list[str]:
        """The names of the answers in `table`."""
        return [f"x{place}" for place in range(len(self.items))]


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


def file_answers(
    rows: Rows,
    items: Sequence[str],
    *,
    reversed_items: Sequence[str] = (),
    lowest: float | None = None,
    highest: float | None = None,
    by: Sequence[str] = (),
) -> OrientedAnswers:
    """The columns of a file that are items, a person a row; `lowest` and `highest` are needed to turn one round.

    An answer that is not a finite number is missing. Raises `CannotEstimate` naming the column that is unknown, is not
    of numbers, has no answer, or has one outside the range that was declared.
    """
    table = rows.table
    for name in dict.fromkeys([*items, *by, *reversed_items]):
        if name not in table.columns:
            raise CannotEstimate(f"{rows.path}: there is no column {name!r}.")
    for name in items:
        if not isinstance(table[name].type(), dt.Numeric):
            raise CannotEstimate(f"{rows.path}: the column {name!r} is not of numbers.")
    if reversed_items and (lowest is None or highest is None):
        raise CannotEstimate(
            f"To turn the item {reversed_items[0]!r} round, the lowest and highest answers are needed."
        )
    raw = {name: _finite(table[name]) for name in items}
    means = _means(rows, raw, lowest, highest)
    turn = (lowest or 0.0) + (highest or 0.0)
    oriented = {name: turn - raw[name] if name in reversed_items else raw[name] for name in items}
    centre = tuple(turn - mean if name in reversed_items else mean for name, mean in means.items())
    laid_out = table.select(
        **{name: table[name].cast("string") for name in by},
        twice=ibis.literal(False),
        **{f"x{place}": oriented[name] for place, name in enumerate(items)},
    )
    return OrientedAnswers(laid_out, tuple(items), tuple(by), centre)


def scan_items(rows: Rows | Snapshot, answers: OrientedAnswers) -> ItemScan:
    """Sum oriented answers, of complete respondents and by pairs of items.

    Raises `CannotEstimate` when nobody answered.
    """
    found = rows.collect(_sums(answers))
    kept = found.filter(pc.invert(found.column("twice")))
    if not kept.num_rows:
        raise CannotEstimate(f"Nobody answered {', '.join(answers.items)}.")
    moments = _moments(kept, answers)
    twice = int(pc.sum(found.column("persons")).as_py()) - int(moments.persons.sum())
    incomplete = int((moments.persons - moments.respondents).sum())
    reasons = {"an item without answer": incomplete, "an item answered twice": twice}
    return ItemScan(moments, {reason: count for reason, count in reasons.items() if count})


def scan_answer_counts(
    rows: Rows | Snapshot, answers: OrientedAnswers, group: str
) -> list[AnswerCounts]:
    """How many complete respondents of each group, at each total, gave each answer to each item.

    `group` is one of `by`. Raises `CannotEstimate` when nobody answered every item, or when answers are no whole
    numbers: a total would then be a name for one person.
    """
    names = answers.columns
    complete = _complete(answers)
    total = sum((answers.table[name] for name in names[1:]), answers.table[names[0]])
    table = answers.table.filter(complete & ~answers.table.twice).select(
        group=answers.table[group].cast("string").fill_null(""), total=total.cast("float64"),
        **{name: answers.table[name].cast("float64") for name in names},
    )  # fmt: skip
    counted = ibis.union(
        *(
            table.group_by("group", "total", answer=table[name])
            .agg(persons=_.count())
            .mutate(item=ibis.literal(place))
            for place, name in enumerate(names)
        )
    )
    found = rows.collect(counted.order_by("item", "group", "total", "answer"))
    if not found.num_rows:
        raise CannotEstimate(f"Nobody answered every item of {', '.join(answers.items)}.")
    return [
        _counts(found.filter(pc.equal(found.column("item"), place)), item)
        for place, item in enumerate(answers.items)
    ]


def _oriented(value: ibis.Deferred, item: ItemNote) -> ibis.Deferred:
    value = value.cast("int64")
    if item.not_applicable is not None:
        value = ibis.ifelse(value == NOT_APPLICABLE, item.not_applicable, value)
    return item.lowest + item.highest - value if item.reversed else value


def _finite(value: Value) -> Value:
    """NULL for NaN and infinities. Both engines order NaN above every number."""
    value = value.cast("float64")
    return ibis.ifelse((value <= FINITE) & (value >= -FINITE), value, ibis.null("float64"))


def _means(
    rows: Rows, raw: Mapping[str, Value], lowest: float | None, highest: float | None
) -> dict[str, float]:
    seen = rows.collect(
        rows.table.agg(
            **{f"mean_{i}": value.mean() for i, value in enumerate(raw.values())},
            **{f"low_{i}": value.min() for i, value in enumerate(raw.values())},
            **{f"high_{i}": value.max() for i, value in enumerate(raw.values())},
        )
    ).to_pylist()[0]
    for i, name in enumerate(raw):
        low, high = seen[f"low_{i}"], seen[f"high_{i}"]
        if low is None:
            raise CannotEstimate(f"{rows.path}: the column {name!r} holds no answer.")
        if (lowest is not None and low < lowest) or (highest is not None and high > highest):
            raise CannotEstimate(
                f"{rows.path}: the column {name!r} goes from {low:g} to {high:g}, beyond the range of the answers."
            )
    # any centre will do: one that is rounded does not depend on the order of the rows
    return {
        name: float(np.format_float_scientific(seen[f"mean_{i}"], precision=6))
        for i, name in enumerate(raw)
    }


def _complete(answers: OrientedAnswers) -> Value:
    first, *others = answers.columns
    complete = answers.table[first].notnull()
    for name in others:
        complete = complete & answers.table[name].notnull()
    return complete


def _sums(answers: OrientedAnswers) -> Table:
    """One line per cell, and whether its persons answered every item: the sums of both lines are those of pairs."""
    table, names = answers.table, answers.columns
    centred = {
        name: table[name].cast("float64") - centre
        for name, centre in zip(names, answers.centre, strict=True)
    }
    laid_out = table.select(
        **{name: table[name].cast("string").fill_null("") for name in answers.by},
        twice=table.twice,
        complete=_complete(answers),
        **{f"y_{name}": value.fill_null(0.0) for name, value in centred.items()},
        **{f"m_{name}": table[name].notnull().cast("float64") for name in names},
    )
    seen, values = ([f"{kind}_{name}" for name in names] for kind in "my")
    someone = laid_out.filter(sum((laid_out[name] for name in seen[1:]), laid_out[seen[0]]) > 0)
    keys = [*answers.by, "twice", "complete"]
    return someone.group_by(keys).agg(
        persons=someone.count(),
        sums=ibis.array([(someone[y] * someone[m]).sum() for y in values for m in seen]),
        cross=products(someone, values),
        seen=products(someone, seen),
    ).order_by(keys)  # fmt: skip


def _moments(found: pa.Table, answers: OrientedAnswers) -> ItemMoments:
    k = len(answers.items)
    columns = [found.column(name).to_pylist() for name in answers.by]
    lines: list[Label] = list(zip(*columns, strict=True)) if columns else [()] * found.num_rows
    labels = sorted(set(lines))
    cell = np.array([labels.index(line) for line in lines])
    complete = found.column("complete").to_numpy(zero_copy_only=False)
    sums = sums_of(found).reshape(-1, k, k)
    zeros = np.zeros((found.num_rows, k + 1))
    cross, seen = (
        bordered(sums_of(found.select([name]).rename_columns(["sums"])), zeros)[:, 1:, 1:]
        for name in ("cross", "seen")
    )
    persons = whole(found, "persons")
    z = np.zeros((found.num_rows, k + 1, k + 1))
    z[:, 0, 0], z[:, 0, 1:] = persons, np.diagonal(sums, axis1=1, axis2=2)
    z[:, 1:, 0], z[:, 1:, 1:] = z[:, 0, 1:], cross
    return ItemMoments(
        items=answers.items,
        by=answers.by,
        labels=tuple(labels),
        centre=np.array(answers.centre),
        persons=_by_cell(persons, cell, len(labels)).astype(np.int64),
        complete=_by_cell(z * complete[:, None, None], cell, len(labels)),
        pair_counts=np.rint(_by_cell(seen, cell, len(labels))).astype(np.int64),
        pair_sums=_by_cell(sums, cell, len(labels)),
        pair_cross=_by_cell(cross, cell, len(labels)),
    ).check()


def _by_cell(part: Array | IntArray, cell: IntArray, cells: int) -> Array:
    """Add up the lines (L, …) of each cell."""
    total = np.zeros((cells, *part.shape[1:]))
    np.add.at(total, cell, part)
    return total


def _counts(found: pa.Table, item: str) -> AnswerCounts:
    groups, scores, answers = (
        np.unique(found.column(name).to_numpy(zero_copy_only=False), return_inverse=True)
        for name in ("group", "total", "answer")
    )
    counts = np.zeros((len(groups[0]), len(scores[0]), len(answers[0])), np.int64)
    np.add.at(counts, (groups[1], scores[1], answers[1]), whole(found, "persons"))
    return AnswerCounts(item, tuple(str(name) for name in groups[0]), scores[0], answers[0], counts)
