"""From records with names to tables without: who is in, what is said of them, and that it can be trusted."""

import datetime as dt
import hashlib
import json
import threading

import pyarrow.parquet as pq
import pytest
from django.db import connection, connections

from tests.factories import NOW, a_consent, a_group, a_house, an_enrolment
from tests.snapshots.conftest import ENTERED, ITEMS, KEY, answer, enrolled, take
from village.analytics.manifest import check_files, read_manifest
from village.analytics.tables import TABLES, arrow_schema
from village.core.errors import InvalidSnapshot, UnknownInstrument
from village.groups.models import Enrolment
from village.people.models import Participant, Purpose
from village.people.services import withdraw
from village.surveys.models import Invitation, Submission


def rows(folder, table):
    """A table as a list of dicts."""
    return pq.read_table(folder / f"{table}.parquet").to_pylist()


def test_every_table_has_the_columns_of_the_contract(everybody, tmp_path):
    take(tmp_path / "s")

    for name in TABLES:
        assert pq.read_schema(tmp_path / "s" / f"{name}.parquet").equals(arrow_schema(name))


def test_a_house_is_there_before_it_opens_and_after_it_closes(everybody, tmp_path):
    a_house(code="arras", opened_on=None)
    a_house(code="brest", opened_on=dt.date(2024, 1, 8), closed_on=dt.date(2026, 6, 30))
    take(tmp_path / "s")

    days = {
        row["house"]: (row["opened_on"], row["closed_on"])
        for row in pq.read_table(tmp_path / "s" / "houses.parquet").to_pylist()
    }
    assert days["arras"] == (None, None)
    assert days["brest"] == (dt.date(2024, 1, 8), dt.date(2026, 6, 30))
    assert days["lens"][0] is not None and days["lens"][1] is None


def test_only_those_who_agreed_to_a_use_are_in_the_snapshot_for_it(everybody, tmp_path):
    take(tmp_path / "nation")
    take(tmp_path / "house", purpose="house")

    assert len(rows(tmp_path / "nation", "participants")) == 2
    assert len(rows(tmp_path / "house", "participants")) == 3
    assert {row["house"] for row in rows(tmp_path / "nation", "houses")} == {"lens", "saint-denis"}


def test_a_consent_counts_from_its_date(everybody, anna, tmp_path):
    a_consent(
        anna.participant, Purpose.NATIONAL, given=False, decided_at=NOW + dt.timedelta(hours=1)
    )

    take(tmp_path / "before")
    take(tmp_path / "after", as_of=NOW + dt.timedelta(hours=2))

    assert len(rows(tmp_path / "before", "participants")) == 2
    assert len(rows(tmp_path / "after", "participants")) == 1


@pytest.mark.parametrize(("choice", "left"), [("keep", 2), ("delete", 1)])
def test_who_withdraws_stays_in_only_by_choice(everybody, anna, tmp_path, choice, left):
    withdraw(
        participant=anna.participant, choice=Participant.Withdrawal(choice), actor=None, now=NOW
    )

    take(tmp_path / "s", as_of=NOW + dt.timedelta(hours=1))

    assert len(rows(tmp_path / "s", "participants")) == left
    assert len(rows(tmp_path / "s", "answers")) == left * len(ITEMS)


def test_what_is_said_of_anna(everybody, tmp_path):
    take(tmp_path / "s")

    (participant,) = (r for r in rows(tmp_path / "s", "participants") if r["house"] == "lens")
    code = participant["participant"]
    assert participant == {
        "participant": code,
        "house": "lens",
        "entry": "postnatal",
        "language": "fr",
        "entered_in": dt.date(2026, 11, 1),
    }
    (came,) = rows(tmp_path / "s", "attendance")
    assert (came["participant"], came["days_since_entry"], came["present"]) == (code, 7, True)
    (invited,) = (r for r in rows(tmp_path / "s", "invitations") if r["participant"] == code)
    assert (invited["wave"], invited["status"], invited["answered_after_days"]) == (
        "t0",
        "answered",
        14,
    )
    assert (invited["opens_after_days"], invited["closes_after_days"]) == (-14, 28)
    answers = [r for r in rows(tmp_path / "s", "answers") if r["participant"] == code]
    assert [r["item"] for r in answers] == ITEMS
    assert {(r["value"], r["language"], r["mode"], r["validated"]) for r in answers} == {
        (0, "fr", "phone", False)
    }
    scores = {
        r["scale"]: r["value"] for r in rows(tmp_path / "s", "scores") if r["participant"] == code
    }
    assert scores == {
        "total": 24,
        "confidence": 0,
        "stress": 0,
        "wellbeing": 0,
        "isolation": 0,
        "support": 0,
    }


def test_a_gap_stays_a_gap(anna, tmp_path):
    answer(anna, value=None)

    take(tmp_path / "s")

    assert {row["value"] for row in rows(tmp_path / "s", "answers")} == {None}
    assert {
        (r["value"], r["missing"]) for r in rows(tmp_path / "s", "scores") if r["scale"] == "total"
    } == {(None, 16)}


def test_what_comes_after_the_moment_is_not_there_yet(anna, tmp_path):
    answer(anna)

    take(tmp_path / "s", as_of=NOW - dt.timedelta(minutes=1))

    assert not rows(tmp_path / "s", "answers")
    assert [row["status"] for row in rows(tmp_path / "s", "invitations")] == ["open"]


def test_whoever_enters_after_the_moment_is_not_followed_yet(anna, lens, tmp_path):
    bilal = enrolled("Bilal", lens, Purpose.EVALUATION, Purpose.NATIONAL)
    Enrolment.objects.filter(pk=bilal.pk).update(joined_on=NOW.date() + dt.timedelta(days=1))

    take(tmp_path / "s")

    assert len(rows(tmp_path / "s", "participants")) == 1


def test_an_invitation_taken_back_later_is_still_open_at_the_moment(anna, tmp_path):
    Invitation.objects.filter(wave="t0").update(revoked_at=NOW + dt.timedelta(hours=1))

    take(tmp_path / "s")
    take(tmp_path / "later", as_of=NOW + dt.timedelta(hours=2))

    status = {row["wave"]: row["status"] for row in rows(tmp_path / "s", "invitations")}
    later = {row["wave"]: row["status"] for row in rows(tmp_path / "later", "invitations")}
    assert (status["t0"], later["t0"]) == ("open", "revoked")


def test_an_invitation_opens_lapses_or_is_taken_back(anna, bilal, tmp_path):
    bilal.invitations.filter(wave="t0").update(revoked_at=NOW)
    after = NOW + dt.timedelta(days=60)

    take(tmp_path / "s", as_of=after)

    statuses = {r["house"]: r["status"] for r in rows(tmp_path / "s", "invitations")}
    assert statuses == {"lens": "lapsed", "saint-denis": "revoked"}


def test_the_day_is_the_day_of_the_house(anna, bilal, tmp_path):
    late = dt.datetime(
        2026, 11, 20, 20, 30, tzinfo=dt.UTC
    )  # 21:30 in Lens, 00:30 the next day in Saint-Denis
    answer(anna, at=late)
    answer(bilal, at=late)

    take(tmp_path / "s", as_of=late)

    days = {r["house"]: r["answered_after_days"] for r in rows(tmp_path / "s", "invitations")}
    assert days == {"lens": 14, "saint-denis": 15}


def test_somebody_in_two_groups_is_one_person_whose_clock_starts_once(anna, tmp_path):
    second = a_group(anna.group.house)
    an_enrolment(
        anna.participant,
        second,
        joined_on=ENTERED + dt.timedelta(days=5),
        left_on=ENTERED + dt.timedelta(days=9),
    )

    take(tmp_path / "s")

    assert len(rows(tmp_path / "s", "participants")) == 1
    assert [r["left_after_days"] for r in rows(tmp_path / "s", "enrolments")] == [None, 9]


def test_somebody_registered_but_in_no_group_is_not_followed(anna, tmp_path):
    Enrolment.objects.all().delete()

    take(tmp_path / "s")

    assert not rows(tmp_path / "s", "participants")


def test_the_same_records_give_the_same_bytes(everybody, tmp_path):
    first, second = take(tmp_path / "one"), take(tmp_path / "two")

    assert first == second
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_two_snapshots_cannot_be_joined(everybody, tmp_path):
    take(tmp_path / "today")
    take(tmp_path / "tomorrow", as_of=NOW + dt.timedelta(days=1))
    take(tmp_path / "house", purpose="house")
    columns = ("participant", "group", "meeting")
    codes = [
        {
            row[c]
            for table in TABLES
            for row in rows(tmp_path / name, table)
            for c in columns
            if c in row
        }
        for name in ("today", "tomorrow", "house")
    ]

    assert not codes[0] & codes[1] and not codes[0] & codes[2] and not codes[1] & codes[2]
    for name in ("today", "tomorrow"):
        order = [row["participant"] for row in rows(tmp_path / name, "participants")]
        assert order == sorted(order)


def test_the_manifest_says_what_was_written(everybody, tmp_path):
    written = take(tmp_path / "s")

    manifest = read_manifest(tmp_path / "s")
    check_files(tmp_path / "s", manifest)
    assert (manifest.purpose, manifest.as_of, manifest.code_version) == (
        "national",
        NOW,
        "0.1.0+test",
    )
    assert manifest.hash == written["hash"]
    for name, table in json.loads((tmp_path / "s/manifest.json").read_text())["tables"].items():
        content = (tmp_path / "s" / f"{name}.parquet").read_bytes()
        assert table == {
            "rows": len(rows(tmp_path / "s", name)),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
    assert written["instruments"]["village-16@1"]["validated"] is False
    total = next(note for note in manifest.scales if note.key == ("village-16", "1", "total"))
    assert len(total.items) == 16
    assert {item.key for item in total.items if item.reversed} >= {"rushing", "kept_worry"}


def test_a_snapshot_is_never_written_over(everybody, tmp_path):
    take(tmp_path / "s")

    with pytest.raises(InvalidSnapshot, match="already exists"):
        take(tmp_path / "s", as_of=NOW + dt.timedelta(days=1))
    assert read_manifest(tmp_path / "s").as_of == NOW


def test_a_failure_on_the_way_leaves_nothing(everybody, tmp_path):
    Submission.objects.update(answers={"gone@7": {"a": 1}})

    with pytest.raises(UnknownInstrument, match="gone@7"):
        take(tmp_path / "s")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_site_gives_an_empty_snapshot(db, tmp_path):
    take(tmp_path / "s")

    assert all(not rows(tmp_path / "s", name) for name in TABLES)


@pytest.mark.django_db(transaction=True)
def test_a_parent_can_answer_while_a_snapshot_is_taken_and_is_in_the_next(
    everybody, lens, tmp_path
):
    from tests.snapshots.conftest import enrolled

    dana = enrolled("Dana", lens, Purpose.EVALUATION, Purpose.NATIONAL)
    sent, seen = threading.Event(), threading.Event()

    def phone():
        seen.wait(10)
        try:
            answer(dana)
        finally:
            sent.set()
            connections.close_all()

    thread = threading.Thread(target=phone)
    thread.start()

    def on_progress(done, total):
        seen.set()
        assert sent.wait(15), "the parent was kept waiting by the snapshot"

    from village.snapshots.services import take_snapshot

    take_snapshot(
        folder=tmp_path / "during",
        purpose="national",
        as_of=NOW,
        master_key=KEY,
        code_version="t",
        on_progress=on_progress,
    )
    thread.join()
    take(tmp_path / "after")

    assert len(rows(tmp_path / "after", "answers")) == 3 * len(ITEMS)
    assert not connection.in_atomic_block
