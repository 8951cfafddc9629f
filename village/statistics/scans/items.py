"""From oriented answers to the cross-products of items, and to the counts that DIF needs: one pass each."""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _
from ibis.expr.types import Table, Value

from village.statistics.arrays import Array, IntArray
from village.statistics.engine import Opened
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.moments.items import AnswerCounts, ItemMoments, Label
from village.statistics.scans.answers import OrientedAnswers
from village.statistics.scans.lines import bordered, products, sums_of, whole


@dataclass(frozen=True, slots=True, eq=False)
class ItemScan:
    """What one scan found: the moments, and the persons left out of them, by reason."""

    moments: ItemMoments
    left_out: Mapping[str, int]


def scan_items(rows: Opened, answers: OrientedAnswers) -> ItemScan:
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


def scan_answer_counts(rows: Opened, answers: OrientedAnswers, group: str) -> list[AnswerCounts]:
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
