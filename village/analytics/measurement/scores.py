"""From scores to what is said of a scale at one wave: their spread, and how many are at its ends."""

from collections.abc import Iterable

import ibis
import pyarrow as pa
from ibis import _
from ibis.expr.types import Table

from village.analytics.manifest import ScaleNote
from village.analytics.outcomes import EXACT, SCALE
from village.statistics.estimators.clinical.categories import Category, ChangeCounts, ChangeRule


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


def category_counts(pairs: Table, rule: ChangeRule) -> Table:
    """Per scale, later wave, house and group, how many parents are in each category, and how they crossed the cut-off.

    `pairs` are `outcomes.paired_scores`, of the scales to which `rule` applies. `neither`, `gained`, `lost` and `both`
    count who was in difficulty before and after (`gained`: only after).
    """
    gain = _.change if rule.higher_is == "better" else -_.change
    threshold = ibis.literal(rule.threshold).cast(EXACT)
    judged = pairs.mutate(gain=gain, was=_is_case("before", rule), still=_is_case("after", rule))
    improved = _.gain >= threshold if rule.inclusive else _.gain > threshold
    worsened = _.gain <= -threshold if rule.inclusive else _.gain < -threshold
    sorted_ = judged.mutate(improved=improved, worsened=worsened, left=_.was & ~_.still)
    return (
        sorted_.group_by(*SCALE, "wave", "house", "group")
        .agg(
            recovered=(_.improved & _.left).sum(),
            improved=(_.improved & ~_.left).sum(),
            unchanged=(~_.improved & ~_.worsened).sum(),
            deteriorated=_.worsened.sum(),
            neither=(~_.was & ~_.still).sum(),
            gained=(~_.was & _.still).sum(),
            lost=_.left.sum(),
            both=(_.was & _.still).sum(),
        )
        .order_by(*SCALE, "wave", "house", "group")
    )


def read_category_counts(found: pa.Table) -> ChangeCounts:
    """The lines of `category_counts` that are kept, added up."""
    total = {name: sum(found.column(name).to_pylist()) for name in (*Category, *_CROSSINGS)}
    neither, gained, lost, both = (total[name] for name in _CROSSINGS)
    return ChangeCounts(
        {category: total[category] for category in Category}, ((neither, gained), (lost, both))
    )


_CROSSINGS = ("neither", "gained", "lost", "both")


def _is_case(column: str, rule: ChangeRule) -> ibis.Deferred | ibis.Value:
    if rule.cutoff is None:
        return ibis.literal(False)
    cutoff = ibis.literal(rule.cutoff).cast(EXACT)
    return _[column] <= cutoff if rule.higher_is == "better" else _[column] >= cutoff


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
