"""Who has a score at the moment from which an outcome is counted: said of every outcome that does not start at `t0`."""

from collections.abc import Iterator, Mapping
from typing import Any

from ibis import _

from village.analytics.disclosure import Counts
from village.analytics.planned.courses import Course
from village.analytics.planned.findings import StartFound
from village.analytics.plans.matching import wave_of
from village.analytics.plans.plan import Entry, Outcome
from village.analytics.releases import LocalLedger
from village.analytics.releases.kin import means
from village.analytics.results import Share
from village.analytics.tables import BASELINE
from village.core.privacy import Audience

People = list[dict[str, Any]]


def starts_found(
    course: Course, outcome: Outcome, *, audience: Audience, language: str, ledger: LocalLedger
) -> Iterator[StartFound]:
    """For each kind of entry, the start, and how many of those enrolled have a score there: every count, or none."""
    people = _people(course, outcome)
    parts: dict[Entry, tuple[People, People]] = {}
    for entry, _wave in course.starts:
        theirs = [row for row in people if row["entry"] == entry]
        parts[entry] = [r for r in theirs if r["scored"]], [r for r in theirs if not r["scored"]]
    is_told = _tells(parts, outcome, audience, ledger)
    for entry, wave in course.starts:
        have, lack = map(len, parts[entry])
        yield StartFound(
            outcome=outcome.key,
            entry=entry,
            wave=wave,
            title=wave_of(course.snapshot.manifest, wave).titles.get(language, wave),
            scored=Share.of(have, have + lack) if is_told else None,
        )


def _people(course: Course, outcome: Outcome) -> People:
    """Everybody of a course, with whether they have a score at their start."""
    scores = course.rows(outcome).table.filter(_.wave == BASELINE, _.y.notnull())
    scored = scores.select(participant=_.parent).distinct().mutate(scored=True)
    everyone = course.people.left_join(scored, "participant").select(
        "participant", "group", "entry", scored=_.scored.fill_null(False)
    )
    found: People = course.snapshot.collect(everyone.order_by("participant")).to_pylist()
    return found


def _tells(
    parts: Mapping[Entry, tuple[People, People]],
    outcome: Outcome,
    audience: Audience,
    ledger: LocalLedger,
) -> bool:
    """Whether each side is enough, alone and beside every set of parents of whom this scale's scores were told."""
    for have, lack in parts.values():
        groups = len({row["group"] for row in (*have, *lack)})
        if not Counts((len(have), len(lack)), groups).is_enough(audience):
            return False
    sides = [side for both in parts.values() for side in both]
    together = [row for have, _lack in parts.values() for row in have]
    names = [[row["participant"] for row in side] for side in (*sides, together)]
    return ledger.tells(means(outcome.instrument, outcome.scale), names)
