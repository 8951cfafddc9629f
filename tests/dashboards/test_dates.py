"""A figure that moved by a few stays at its date: the difference would say what those few answered."""

import datetime as dt
import json
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
from cryptography.exceptions import InvalidTag

from tests.dashboards.test_pages import LENS, NATION, text_of
from tests.factories import a_group, a_member
from tests.networks import ENTERED, LATER, answered, take
from village.core.errors import NotAllowed
from village.core.privacy import Audience
from village.dashboards.figures import shown
from village.network.models import House, Role
from village.people.models import Participant, Purpose
from village.people.services import decide_consent
from village.snapshots.models import Publication, Release
from village.snapshots.publishing import publish_latest
from village.snapshots.releases import current
from village.snapshots.sealing import unseal

JULY = LATER + dt.timedelta(days=30)
AUGUST = LATER + dt.timedelta(days=61)
KEPT = "à 3 mois (chiffres arrêtés au 1er juin 2026)"


def join(code, *, count, later=1):
    """So many parents come to a new group of a house; `later` is what they answer at three months."""
    group = a_group(House.objects.get(code=code), started_on=ENTERED)
    for i in range(count):
        answered(group, f"Chloé {i}", Purpose.EVALUATION, Purpose.NATIONAL, later=later)


def paired(house=None):
    """How many parents stand behind the change in stress that a page shows."""
    audience = Audience.PUBLIC if house is None else Audience.HOUSE
    evaluation = shown(current(), audience, "fr", house)
    (change,) = (
        c for c in evaluation.changes if (c.instrument, c.scale, c.response.wave) == STRESS
    )
    return change.paired


STRESS = ("village-16", "stress", "t1")


@pytest.fixture
def national_team(client, db):
    client.force_login(a_member(Role.NATIONAL_TEAM))
    return client


def test_three_more_parents_are_not_published_alone(network, national_team):
    join("lens", count=3)
    take("national", network, as_of=JULY)

    page = text_of(national_team.get(NATION))

    assert current().entry.as_of == JULY
    assert "23 parents ont répondu" in page and "26 parents" not in page
    assert KEPT in page
    assert (paired(), paired("lens")) == (23, 12)
    assert KEPT in text_of(national_team.get(LENS))


def test_with_enough_of_them_the_figure_moves_again(network, national_team):
    join("lens", count=3)
    take("national", network, as_of=JULY)
    join("lens", count=9)
    take("national", network, as_of=AUGUST)

    assert (paired(), paired("lens")) == (35, 24)
    assert "35 parents ont répondu" in text_of(national_team.get(NATION))


def test_a_house_is_told_five_at_a_time_and_everybody_eleven(network):
    join("lens", count=6)
    take("national", network, as_of=JULY)

    assert (paired(), paired("lens")) == (23, 18)


def test_beside_a_newer_change_an_older_count_of_answers_says_nothing_of_the_newcomers(network):
    """Twelve came and all of them answered: that nobody was silent among them is theirs to say."""
    join("arras", count=12)
    take("national", network, as_of=JULY)

    evaluation = shown(current(), Audience.PUBLIC, "fr", None)
    (asked,) = (r for r in evaluation.responses if r.wave == "t1")
    (change,) = (
        c for c in evaluation.changes if (c.instrument, c.scale, c.response.wave) == STRESS
    )

    assert (asked.as_of, asked.invited, change.as_of, change.paired) == (LATER, 37, None, 35)
    assert change.response.invited == 37
    assert (change.paired_rate, change.silences["paired_rate"]) == (None, "waiting")


def test_what_somebody_takes_back_is_not_found_by_waiting_for_the_next_page(network):
    """Anna no longer shares: without her, the figure would say what she had answered. It stays, until enough move."""
    before = paired("lens")
    anna = Participant.objects.filter(house__code="lens", consents__purpose="national").first()
    decide_consent(
        participant=anna,
        purpose=Purpose.NATIONAL,
        given=False,
        notice_version="1",
        actor=None,
        now=LATER,
    )
    take("national", network, as_of=JULY)

    assert (paired(), paired("lens")) == (23, before)


def test_a_snapshot_is_published_once(network, settings):
    publication = Publication.objects.get()

    again = publish_latest(master_key=settings.SNAPSHOT_KEY, now=JULY)

    assert again == publication
    assert Publication.objects.count() == 1


def test_an_earlier_snapshot_is_not_published_after_a_later_one(network, settings):
    Publication.objects.update(taken_at=JULY, snapshot="0" * 64)

    assert publish_latest(master_key=settings.SNAPSHOT_KEY, now=JULY) is None
    assert current() is None


def test_the_ledger_holds_nobody(network, settings):
    """No pseudonym, no identifier, no token: sums only, and sealed."""
    releases = Release.objects.select_related("publication")
    opened = json.dumps([opened_of(release, settings.SNAPSHOT_KEY) for release in releases])
    shown_ = json.dumps(list(Release.objects.values_list("shown", flat=True)))
    people = [str(pk) for pk in Participant.objects.values_list("pk", flat=True)]
    pseudonyms = pq.read_table(current().entry.path / "participants.parquet")["participant"]

    assert len(people) > 40 and len(pseudonyms) > 30 and len(opened) > 5_000
    assert not [name for name in [*people, *pseudonyms.to_pylist()] if name in opened + shown_]


def opened_of(release, key):
    place = f"{release.publication.snapshot}:{release.figure}"
    return unseal(bytes(release.behind), master_key=key, place=place)


def test_the_ledger_opens_with_its_key_and_in_its_place_only(network, settings):
    first, other = Release.objects.select_related("publication")[:2]
    with pytest.raises(InvalidTag):
        opened_of(first, b"another key")
    first.behind = other.behind
    with pytest.raises(InvalidTag):
        opened_of(first, settings.SNAPSHOT_KEY)


def test_under_another_key_nothing_is_published_blindly(network):
    later = {**vars(network), "SNAPSHOT_KEY": b"another key"}
    with pytest.raises(NotAllowed, match="Put that key back"):
        take("national", SimpleNamespace(**later), as_of=JULY)

    assert current().entry.as_of == LATER


def test_only_the_last_publication_keeps_values_and_all_of_them_are_remembered(network):
    take("national", network, as_of=JULY)
    first, last = Publication.objects.order_by("taken_at")

    assert not first.releases.exclude(shown={}).exists()
    assert last.releases.exclude(shown={}).exists()
    assert any(opened_of(release, network.SNAPSHOT_KEY) for release in first.releases.all())
