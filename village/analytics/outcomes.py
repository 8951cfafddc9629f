"""How parents' scores move between entry and a later wave. Every measure takes a table and returns a table.

`change_sums` is the one scan: everything that is said of change afterwards is computed from its small result.
Sums of scores are made in fixed point (nine decimals), so they are exact: neither the number of threads nor the
order of the rows can move a digit, and the sums of two houses are the sums of the two together.
"""

from collections.abc import Iterable

import ibis
import pyarrow as pa
from ibis import _
from ibis.expr.types import Table

from village.analytics.manifest import ScaleNote
from village.analytics.tables import BASELINE
from village.core.wording import NOT_VALIDATED

SCALE = ("instrument", "version", "scale")
EXACT = "decimal(18, 9)"


def paired_scores(scores: Table, invitations: Table, *, baseline: str = BASELINE) -> Table:
    """One row per parent, scale and later wave, for parents scored at both: `before`, `after`, `change`.

    Each parent is followed once, in the group of their first answered baseline, and counted in that group and its
    house. A score that could not be computed is no score: the parent is not paired.
    """
    scored = (
        scores.filter(_.value.notnull())
        .mutate(value=_.value.cast(EXACT), group=_group_or_alone())
        .join(first_groups(invitations, baseline=baseline), ["participant", "group"])
    )
    before = scored.filter(_.wave == baseline).select(
        "participant", *SCALE, "house", "group", before="value"
    )
    after = scored.filter(_.wave != baseline).select("participant", *SCALE, "wave", after="value")
    return before.join(after, ["participant", *SCALE]).mutate(change=_.after - _.before)


def first_groups(invitations: Table, *, baseline: str = BASELINE) -> Table:
    """The `group` in which each parent first answered the baseline; someone without a group is one of their own."""
    answered = invitations.filter(_.wave == baseline, _.status == "answered")
    place = ibis.row_number().over(group_by="participant", order_by=["opens_after_days", "group"])
    return (
        answered.mutate(group=_group_or_alone())
        .mutate(place=place)
        .filter(_.place == 0)
        .select("participant", "group")
    )


def _group_or_alone() -> ibis.Deferred:
    return _.group.fill_null(_.participant)


def change_sums(pairs: Table, scales: Iterable[ScaleNote]) -> Table:
    """One row per scale, later wave, house and group: `parents`, and the sums from which all the rest follows.

    `sum_*` and `square_*` are the sums of the scores and of their squares, before, after, and of the change.
    `improved` and `worsened` count the parents whose change reaches the declared threshold in one direction or the
    other (NULL without a threshold); `best_before` and `best_after` those who had the best possible score.
    """
    sums = {
        f"{kind}_{name}": moment.sum().cast("float64")
        for name in ("before", "after", "change")
        for kind, moment in (("sum", _[name]), ("square", _[name] * _[name]))
    }
    return (
        placed_pairs(pairs, scales)
        .group_by(*SCALE, "wave", "house", "group")
        .agg(
            parents=_.count(),
            **sums,
            improved=_.improved.sum(),
            worsened=_.worsened.sum(),
            best_before=_.best_before.sum(),
            best_after=_.best_after.sum(),
        )
        .order_by(*SCALE, "wave", "house", "group")
    )


def placed_pairs(pairs: Table, scales: Iterable[ScaleNote]) -> Table:
    """The pairs, with where each stands: `improved`, `worsened` (NULL without a threshold), `best_before`, `best_after`."""
    return (
        pairs.join(_scale_table(scales), list(SCALE))
        .mutate(gain=ibis.ifelse(_.higher_is_better, _.change, -_.change))
        .mutate(
            improved=_.gain >= _.threshold,
            worsened=_.gain <= -_.threshold,
            best_before=_.before == _.best,
            best_after=_.after == _.best,
        )
    )


def translated_sheets(answers: Table) -> Table:
    """The answer sheets given in a translation that nobody has validated: whose, when, of what, in which language."""
    return (
        answers.filter(_.wording == NOT_VALIDATED)
        .select("participant", "instrument", "version", "language", answered_at=_.wave)
        .distinct()
    )


def translated_pairs(pairs: Table, sheets: Table, *, baseline: str = BASELINE) -> Table:
    """The pairs one of whose two scores comes from such a sheet: a row per pair and `language`, two for a few."""
    return (
        pairs.join(sheets, ["participant", "instrument", "version"])
        .filter((_.answered_at == baseline) | (_.answered_at == _.wave))
        .select(*SCALE, "wave", "house", "participant", "language")
        .distinct()
    )


def translated_counts(pairs: Table) -> Table:
    """How many parents of `translated_pairs` by scale, wave, house and language; NULL: in whichever language."""
    keys = (*SCALE, "wave", "house")
    each = pairs.group_by(*keys, "language").agg(parents=_.participant.nunique())
    together = pairs.group_by(*keys).agg(parents=_.participant.nunique())
    whichever = together.mutate(language=ibis.null("string")).select(*keys, "language", "parents")
    return each.union(whichever).order_by(*keys, "language")


def _scale_table(scales: Iterable[ScaleNote]) -> Table:
    rows = [
        {
            **dict(zip(SCALE, note.key, strict=True)),
            "higher_is_better": note.higher_is == "better",
            "best": note.highest if note.higher_is == "better" else note.lowest,
            "threshold": note.change_threshold,
        }
        for note in scales
    ]
    schema = pa.schema(
        [
            *((name, pa.string()) for name in SCALE),
            ("higher_is_better", pa.bool_()),
            ("best", pa.float64()),
            ("threshold", pa.float64()),
        ]
    )
    described = ibis.memtable(pa.Table.from_pylist(rows, schema=schema))
    return described.mutate(best=_.best.cast(EXACT), threshold=_.threshold.cast(EXACT))
