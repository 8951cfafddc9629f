"""Publish a snapshot: judge each of its figures against all that was published, and note what is.

Pseudonyms of two snapshots cannot be compared; the people behind two figures must be. Here, where names become
pseudonyms, each pseudonym also becomes a token of the ledger, by a key of its own, for the time of one function: what
is kept afterwards are sums of tokens. No file and no row ever holds a pseudonym beside a token.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from django.db import transaction

from village.core.errors import NotAllowed
from village.core.privacy import Audience
from village.core.pseudonyms import ledger_key, pseudonyms, snapshot_key
from village.people.models import Participant
from village.snapshots.catalog import PURPOSE, KeptSnapshot, latest
from village.snapshots.models import Publication, Release
from village.snapshots.releases import name_of, previously_shown
from village.snapshots.sealing import seal, unseal

if TYPE_CHECKING:
    from village.analytics.evaluation import Network
    from village.analytics.releases import Ledger, Proposal, Sums
    from village.analytics.results import Evaluation

Shown = dict[str, dict[str, object]]  # name of a place → date and values


def publish_latest(*, master_key: bytes, now: dt.datetime) -> Publication | None:
    """Judge the figures of the latest snapshot that pages may read; once done, it is not done again.

    Returns the publication; None without a snapshot, or when a later one was published already.
    """
    entry = latest(PURPOSE)
    if entry is None:
        return None
    if found := Publication.objects.filter(snapshot=entry.hash).first():
        return found
    if Publication.objects.filter(taken_at__gt=entry.as_of).exists():
        return None
    return _publish(entry, master_key=master_key, now=now)


def _publish(entry: KeptSnapshot, *, master_key: bytes, now: dt.datetime) -> Publication:
    from village.analytics.engine import open_snapshot
    from village.analytics.evaluation import network_of
    from village.analytics.releases import Ledger, propose
    from village.analytics.releases.contributors import contributors

    ledger = Ledger(
        minimum=Audience.HOUSE.minimum_parents, total_minimum=Audience.PUBLIC.minimum_parents
    )
    with open_snapshot(entry.path) as snapshot:
        houses = network_of(snapshot, audience=Audience.HOUSE)
        nation = network_of(snapshot, audience=Audience.PUBLIC, reading=houses.reading)
        sums = contributors(snapshot, tokens=_Tokens(entry, master_key), terms=ledger.terms)
    proposals = propose(sums, houses=houses, nation=nation, terms=ledger.terms)
    new = _shown_now(entry, houses, nation)
    return _record(entry, proposals, new, ledger, master_key=master_key, now=now)


class _Tokens:
    """The tokens of the participants of one snapshot: pseudonym → person → token, in memory only."""

    def __init__(self, entry: KeptSnapshot, master_key: bytes) -> None:
        key = snapshot_key(master_key, purpose=entry.purpose, as_of=entry.as_of.isoformat())
        pseudonym = pseudonyms(key)
        people = Participant.objects.values_list("pk", flat=True)
        self.people = {pseudonym("participant", pk): str(pk) for pk in people}
        self.key = ledger_key(master_key)

    def __call__(self, names: Sequence[str]) -> "Sums":
        from village.analytics.releases import tokens

        return tokens((self.people[name] for name in names), key=self.key)


def _shown_now(entry: KeptSnapshot, houses: "Network", nation: "Network") -> dict[str, Shown]:
    """By figure and place, what this snapshot alone would show."""
    from village.analytics.releases import kept

    evaluations: dict[str | None, Evaluation] = {
        house: houses.evaluation(house) for house in houses.reading.houses
    }
    found: dict[str, Shown] = {}
    for place, evaluation in {**evaluations, None: nation.evaluation(None)}.items():
        for figure, value in kept(evaluation).items():
            shown = {"as_of": entry.as_of.isoformat(), "value": value}
            found.setdefault(figure, {})[name_of(place)] = shown
    return found


@transaction.atomic
def _record(
    entry: KeptSnapshot,
    proposals: "Mapping[str, Proposal]",
    new: Mapping[str, Shown],
    ledger: "Ledger",
    *,
    master_key: bytes,
    now: dt.datetime,
) -> Publication:
    """Judge and note, before anybody else does: what one sees published, the other must know."""
    from village.analytics.releases import judge, pack, unpack

    list(Publication.objects.select_for_update())
    before = previously_shown()
    for packed in _noted(master_key):
        ledger.note(unpack(packed))
    known = len(ledger.releases)
    waiting = judge(proposals, ledger)
    behind_figure: dict[str, list[object]] = {figure: [] for figure in proposals}
    for release in ledger.releases[known:]:
        behind_figure[release.topic.rpartition("|")[0]].append(pack(release))
    publication = Publication.objects.create(
        snapshot=entry.hash, taken_at=entry.as_of, published_at=now
    )
    Release.objects.exclude(publication=publication).update(shown={})
    Release.objects.bulk_create(
        Release(
            publication=publication,
            figure=figure,
            behind=seal(
                behind_figure[figure], master_key=master_key, place=_place(publication, figure)
            ),
            shown=_shown_after(new.get(figure, {}), before.get(figure, {}), waiting[figure]),
        )
        for figure in proposals
    )
    return publication


def _noted(master_key: bytes) -> Iterator[Mapping[str, Any]]:
    """Every release so far, the earliest first."""
    for row in Release.objects.select_related("publication").order_by("publication__taken_at"):
        place = _place(row.publication, row.figure)
        try:
            yield from unseal(bytes(row.behind), master_key=master_key, place=place)
        except InvalidTag:
            raise NotAllowed(
                "The release ledger was sealed with another VILLAGE_SNAPSHOT_KEY: nothing can be compared with what "
                "was published, so nothing new is. Put that key back."
            ) from None


def _place(publication: Publication, figure: str) -> str:
    return f"{publication.snapshot}:{figure}"


def _shown_after(new: Shown, before: Shown, waiting: frozenset[str | None]) -> Shown:
    """The new figures, but where they wait: there, what was shown before, if anything was."""
    held = {name_of(place) for place in waiting}
    return {place: figure for place, figure in new.items() if place not in held} | {
        place: before[place] for place in new if place in held and place in before
    }
