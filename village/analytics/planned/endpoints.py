"""The parents asked at one follow-up who had a score at entry: a row each, for the questions that take rows.

They are few columns of one territory's parents, and never leave the function that asks for them.
"""

from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
from ibis import _
from ibis.expr.types import Table

from village.analytics.arrays import Array
from village.analytics.engine import Snapshot
from village.analytics.estimators.columns import indicators
from village.analytics.participation import DAYS_PER_MONTH
from village.analytics.planned.courses import Course
from village.analytics.plans.matching import wave_of
from village.analytics.plans.plan import Feature, Outcome

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
Names = np.ndarray[tuple[int], np.dtype[np.str_]]


@dataclass(frozen=True, slots=True, eq=False)
class Endpoint:
    """Columns of the parents asked at the endpoint of an outcome, in the order of their pseudonyms.

    `before` and `after` (n,) are scores, `after` NaN for those who did not answer; `meetings` (n,) those attended by
    then, NaN where nobody noted any presence.
    """

    rows: pa.Table
    before: Array
    after: Array
    meetings: Array

    @property
    def stayed(self) -> Mask:
        """(n,) who has a score at the endpoint."""
        return ~np.isnan(self.after)

    @property
    def change(self) -> Array:
        """(n,) after − before."""
        return self.after - self.before

    def named(self, name: str) -> Names:
        """(n,) a feature, the house, the group or the pseudonym of each parent."""
        return np.array(self.rows.column(name).to_pylist(), np.str_)

    def indicators(
        self, features: tuple[Feature, ...], where: Mask, *, fewest: int = 0
    ) -> dict[str, Array]:
        """A column of 0 and 1 per value of these features among some parents, but for the commonest value of each.

        Values with fewer than `fewest` parents who stayed, or who left, are made one, `OTHERS`; with the commonest when
        even together they are too few.
        """
        columns: dict[str, Array] = {}
        for feature in features:
            values = _merged(self.named(feature)[where], self.stayed[where], fewest)
            found, counts = np.unique(values, return_counts=True)
            if len(found) > 1:
                columns |= indicators(
                    feature, values.tolist(), levels=found[np.argsort(-counts)].tolist()
                )
        return columns


OTHERS = "others"


def _merged(values: Names, stayed: Mask, fewest: int) -> Names:
    """These values, the rare ones made one."""
    levels, counts = np.unique(values, return_counts=True)
    commonest = str(levels[counts.argmax()])

    def is_rare(who: Mask) -> bool:
        return min((who & stayed).sum(), (who & ~stayed).sum()) < fewest

    rare = [level for level in levels if level != commonest and is_rare(values == level)]
    together = np.isin(values, rare)
    return np.where(together, commonest if is_rare(together) else OTHERS, values)


def endpoint_of(course: Course, outcome: Outcome) -> Endpoint:
    """Read the parents of one outcome at its endpoint."""
    scores, plan = course.rows(outcome).table.filter(_.y.notnull()), course.plan
    before = scores.filter(_.wave == plan.baseline).select(
        "parent", "house", "group", "entry", "language", "kind", "zone", before=_.y
    )
    after = scores.filter(_.wave == outcome.endpoint).select("parent", after=_.y)
    asked = (
        course.snapshot.table("invitations")
        .filter(_.wave == outcome.endpoint, _.status != "revoked")
        .select(parent=_.participant)
        .distinct()
    )
    meetings = (
        course.snapshot.table("attendance")
        .join(_until(course.snapshot, outcome.endpoint), "participant")
        .filter(_.days_since_entry <= _.until)
        .group_by(parent=_.participant)
        .agg(meetings=_.present.sum().cast("float64"))
    )
    table = (
        before.join(asked, "parent")
        .left_join(after, "parent")
        .drop("parent_right")
        .left_join(meetings, "parent")
        .drop("parent_right")
        .order_by("parent")
    )
    rows = course.snapshot.collect(table.select(*_COLUMNS))
    return Endpoint(rows, *(_numbers(rows, name) for name in ("before", "after", "meetings")))


def _until(snapshot: Snapshot, endpoint: str) -> Table:
    """`participant`, `until`: how many days after entry meetings count as before the endpoint.

    Where waves count from the entry it is the same day for all; where they count from a birth, the middle of the window
    in which this parent was asked.
    """
    wave = wave_of(snapshot.manifest, endpoint)
    asked = snapshot.table("invitations").filter(_.wave == endpoint, _.status != "revoked")
    until = (
        (_.opens_after_days + _.closes_after_days) / 2
        if wave.anchor == "birth"
        else ibis.literal(wave.months * DAYS_PER_MONTH)
    )
    return asked.mutate(until=until).group_by("participant").agg(until=_.until.max())


_COLUMNS = (
    "parent",
    "house",
    "group",
    "entry",
    "language",
    "kind",
    "zone",
    "before",
    "after",
    "meetings",
)


def _numbers(rows: pa.Table, name: str) -> Array:
    values: Array = rows.column(name).to_numpy(zero_copy_only=False).astype(np.float64)
    return values
