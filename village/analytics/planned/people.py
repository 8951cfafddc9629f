"""Who is followed: one row per participant, with their group and what was known of them at entry.

Everyone enrolled who consented is here, whether they ever answered or not: the denominators are made of them.
"""

from collections.abc import Collection

import ibis
from ibis import _
from ibis.expr.types import Table

from village.analytics.engine import Snapshot
from village.analytics.plans.plan import Outcome, Population
from village.analytics.tables import BASELINE


def people(snapshot: Snapshot) -> Table:
    """One row per participant: `house`, `group`, `entry`, `language`, `kind` of group, `zone` of house.

    The group is that of the first answered baseline; failing that, of the first invitation; failing that, of the
    enrolment. Nobody is counted in two groups.
    """
    invitations = snapshot.table("invitations")
    asked = invitations.filter(_.group.notnull()).select(
        "participant",
        "group",
        order=ibis.ifelse((_.wave == BASELINE) & (_.status == "answered"), 0, 1),
        day=_.opens_after_days,
    )
    enrolled = (
        snapshot.table("enrolments")
        .mutate(order=2, day=0)
        .select(
            "participant",
            "group",
            order=_.order.cast(asked["order"].type()),
            day=_.day.cast("int32"),
        )
    )
    place = ibis.row_number().over(group_by="participant", order_by=["order", "day", "group"])
    placed = (
        asked.union(enrolled)
        .mutate(place=place)
        .filter(_.place == 0)
        .select("participant", "group")
    )
    kinds = snapshot.table("enrolments").group_by("participant", "group").agg(kind=_.kind.min())
    houses = snapshot.table("houses").select("house", "zone")
    return (
        snapshot.table("participants")
        .select("participant", "house", "entry", "language")
        .join(placed, "participant")
        .left_join(kinds, ["participant", "group"])
        .join(houses, "house")
        .select(
            "participant",
            "house",
            "group",
            "entry",
            "language",
            "zone",
            kind=_.kind.fill_null(_.entry),
        )
    )


def members(everyone: Table, population: Population) -> Table:
    """The people of one population of the plan."""
    chosen = everyone
    for feature, values in population.where.items():
        chosen = chosen.filter(chosen[feature].isin(list(values)))
    return chosen


def answered_waves(snapshot: Snapshot, everyone: Table) -> dict[tuple[str, str, str], set[str]]:
    """For each scale (instrument, version, scale), the waves at which somebody has a score in their own group."""
    scores = snapshot.table("scores").filter(_.value.notnull())
    kept = scores.mutate(answered_in=_.group).drop("group", "house").join(everyone, "participant")
    seen = (
        kept.filter(_.answered_in.isnull() | (_.answered_in == _.group))
        .select("instrument", "version", "scale", "wave")
        .distinct()
        .order_by("instrument", "version", "scale", "wave")
    )
    waves: dict[tuple[str, str, str], set[str]] = {}
    for row in snapshot.collect(seen).to_pylist():
        waves.setdefault((row["instrument"], row["version"], row["scale"]), set()).add(row["wave"])
    return waves


def answers(snapshot: Snapshot, everyone: Table, outcome: Outcome, waves: Collection[str]) -> Table:
    """One row per participant and wave, of these `waves`, at which this scale was asked and answered: `parent`, `wave`, `y`.

    `y` is NULL when too many items were left empty. What was answered in another group than one's own is not here.
    """
    instrument, version, scale = outcome.scale_key
    scores = snapshot.table("scores").filter(
        _.instrument == instrument,
        _.version == version,
        _.scale == scale,
        _.wave.isin(list(waves)),
    )
    own = scores.select("participant", "wave", y=_.value, answered_in=_.group)
    return (
        own.join(everyone, "participant")
        .filter(_.answered_in.isnull() | (_.answered_in == _.group))
        .rename(parent="participant")
        .drop("answered_in")
    )
