"""The parents asked at one follow-up who had a score at their start: a row each, for the questions that take rows.

They are few columns of one territory's parents, and never leave the function that asks for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
from ibis import _
from ibis.expr.types import Table

from village.analytics.engine import Snapshot
from village.analytics.manifest import ScaleNote, WaveNote
from village.analytics.participation import DAYS_PER_MONTH
from village.analytics.planned.courses import Course
from village.analytics.plans.matching import wave_of
from village.analytics.plans.plan import Feature, Outcome
from village.analytics.releases import LocalLedger
from village.analytics.releases.kin import means, moved
from village.analytics.tables import BASELINE
from village.core.privacy import Audience
from village.statistics.arrays import Array, Mask, Texts
from village.statistics.estimators.columns import indicators


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

    def named(self, name: str) -> Texts:
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


def _merged(values: Texts, stayed: Mask, fewest: int) -> Texts:
    """These values, the rare ones made one."""
    levels, counts = np.unique(values, return_counts=True)
    commonest = str(levels[counts.argmax()])

    def is_rare(who: Mask) -> bool:
        return min((who & stayed).sum(), (who & ~stayed).sum()) < fewest

    rare = [level for level in levels if level != commonest and is_rare(values == level)]
    together = np.isin(values, rare)
    return np.where(together, commonest if is_rare(together) else OTHERS, values)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One outcome at its endpoint, for one audience: what every further question of a plan is asked of."""

    outcome: Outcome
    endpoint: Endpoint
    scale: ScaleNote
    audience: Audience
    ledger: LocalLedger  # of what was drawn from this snapshot

    def tells(self, *cells: Mask) -> bool:
        """Whether the parents of each of these cells may be told beside every set whose scores were: all, or none."""
        return self._tells(means(self.outcome.instrument, self.outcome.scale), cells)

    def tells_who_moved(self, *cells: Mask) -> bool:
        """The same for counts of parents who moved, beside every such count of this scale and wave."""
        outcome = self.outcome
        return self._tells(moved(outcome.instrument, outcome.scale, outcome.endpoint), cells)

    def _tells(self, topic: str, cells: Sequence[Mask]) -> bool:
        names = self.endpoint.named("parent")
        return self.ledger.tells(topic, [names[cell].tolist() for cell in cells])


def endpoint_of(course: Course, outcome: Outcome) -> Endpoint:
    """Read the parents of one outcome at its endpoint."""
    scores = course.rows(outcome).table.filter(_.y.notnull())
    before = scores.filter(_.wave == BASELINE).select(
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
        _attendance(course, outcome)
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


def _attendance(course: Course, outcome: Outcome) -> Table:
    """The presences noted between the start of each parent and the endpoint; from the entry, when it is the start."""
    snapshot, manifest = course.snapshot, course.snapshot.manifest
    until = _days_of(snapshot, outcome.endpoint, wave_of(manifest, outcome.endpoint))
    noted = (
        snapshot.table("attendance")
        .join(until.rename(until="day"), "participant")
        .filter(_.days_since_entry <= _.until)
    )
    for entry, wave in course.starts:
        if wave == BASELINE:
            continue
        since = _days_of(snapshot, BASELINE, wave_of(manifest, wave)).rename(since="day")
        theirs = course.people.filter(_.entry == entry).join(since, "participant")
        noted = (
            noted.left_join(theirs.select("participant", "since"), "participant")
            .filter(_.since.isnull() | (_.days_since_entry > _.since))
            .drop("participant_right", "since")
        )
    return noted


def _days_of(snapshot: Snapshot, key: str, wave: WaveNote) -> Table:
    """`participant`, `day`: how many days after the entry a wave called `key` stands.

    Where waves count from the entry it is the same day for all; where they count from a birth, the middle of the window
    in which this parent was asked.
    """
    asked = snapshot.table("invitations").filter(_.wave == key, _.status != "revoked")
    day = (
        (_.opens_after_days + _.closes_after_days) / 2
        if wave.anchor == "birth"
        else ibis.literal(wave.months * DAYS_PER_MONTH)
    )
    return asked.mutate(day=day).group_by("participant").agg(day=_.day.max())


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
