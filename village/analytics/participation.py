"""Who was asked, who answered, who comes. Every measure takes tables and returns a table, one row per house.

Counts of houses add up to the network's: a parent followed by two houses counts in both.
"""

import datetime as dt

import ibis
from ibis import _
from ibis.expr.types import Table

DAYS_PER_MONTH = 30.4375  # 365.25 / 12
STAYED_MONTHS = (3, 8)  # "more than three months", and the shortest stay that the programme aims at
STAYS = tuple(f"{kind}_{months}" for months in STAYED_MONTHS for kind in ("could_stay", "stayed"))


def wave_reach(invitations: Table) -> Table:
    """Per house and wave, the parents asked (`invited`), who `answered`, who can still do so (`waiting`), in how many
    `groups`.

    Asked means: invited, and the invitation was not taken back. Someone who was asked and never answered stays in
    the denominator for good; so does, for now, someone whose questionnaire is still open.
    """
    return (
        parents_asked(invitations)
        .group_by("house", "wave")
        .agg(
            invited=_.count(),
            answered=_.answered.sum(),
            waiting=(~_.answered & _.is_open).sum(),
            groups=_.group.nunique(),
        )
        .order_by("house", "wave")
    )


def parents_asked(invitations: Table) -> Table:
    """One row per house, wave and parent asked: whether they `answered`, whether they still can (`is_open`), a `group`."""
    return (
        invitations.filter(_.status != "revoked")
        .group_by("house", "wave", "participant")
        .agg(
            answered=(_.status == "answered").any(),
            is_open=(_.status == "open").any(),
            group=_.group.fill_null(_.participant).min(),
        )
    )


def attendance_reach(
    enrolments: Table, participants: Table, attendance: Table, *, as_of: dt.datetime
) -> Table:
    """Per house, the parents `enrolled`, those whose presence was ever `noted`, and those who `came` once at least.

    Then, for each length of stay, the parents noted who entered long enough ago to have stayed (`could_stay_3`),
    and those of them seen at a meeting that long after their own entry (`stayed_3`). A presence that nobody noted
    is not an absence, so parents without a single note are in no share.
    """
    parents = parents_enrolled(enrolments, participants, attendance, as_of=as_of)
    counts = {name: parents[name].sum() for name in ("noted", "came", *STAYS)}
    return (
        parents.group_by("house")
        .agg(enrolled=_.count(), groups=_.group.nunique(), **counts)
        .order_by("house")
    )


def parents_enrolled(
    enrolments: Table, participants: Table, attendance: Table, *, as_of: dt.datetime
) -> Table:
    """One row per house and parent enrolled there: a `group`, and yes or no to each of the other counts of a reach."""
    seen = attendance.group_by("participant").agg(
        last_seen=ibis.ifelse(_.present, _.days_since_entry, ibis.null("int32")).max()
    )
    parents = (
        enrolments.group_by("participant", "house")
        .agg(group=_.group.min())
        .inner_join(participants.select("participant", "entered_in"), "participant")
        .left_join(seen.mutate(noted=True), "participant")
        .mutate(noted=_.noted.fill_null(False), came=_.last_seen.notnull())
    )
    stays = {}
    for months in STAYED_MONTHS:
        # The day of entry is not known: the month after it is when everyone has had the time.
        long_enough = _.noted & (_.entered_in <= months_before(as_of, months + 1))
        still_came = (_.last_seen >= round(months * DAYS_PER_MONTH)).fill_null(False)
        stays[f"could_stay_{months}"] = long_enough
        stays[f"stayed_{months}"] = long_enough & still_came
    return parents.mutate(**stays).select("house", "participant", "group", "noted", "came", *STAYS)


def months_before(as_of: dt.datetime, months: int) -> dt.date:
    """The first day of the month that comes `months` before the month of `as_of`.

    >>> months_before(dt.datetime(2026, 2, 10, tzinfo=dt.UTC), 3)
    datetime.date(2025, 11, 1)
    """
    count = as_of.year * 12 + as_of.month - 1 - months
    return dt.date(count // 12, count % 12 + 1, 1)
