"""From an answer in a snapshot to the words it was given in, and from a score to what was checked of it."""

import datetime as dt
import hashlib
import json

import pyarrow.parquet as pq
import pytest
from django.conf import settings

from tests.factories import NOW, a_child
from tests.snapshots.conftest import answer, enrolled, take
from village.analytics.manifest import read_manifest
from village.library.installed import batteries
from village.people.models import Purpose
from village.surveys.models import Invitation, Submission
from village.surveys.services.planning import plan_invitations


def rows(folder, table):
    """A table as a list of dicts."""
    return pq.read_table(folder / f"{table}.parquet").to_pylist()


@pytest.mark.parametrize(("language", "status"), [("fr", "original"), ("ar", "not-validated")])
def test_each_answer_says_in_which_words_it_was_given(anna, tmp_path, language, status):
    answer(anna, language=language)

    take(tmp_path / "s")

    [words] = {
        (r["instrument"], r["version"], r["language"], r["wording"], r["validated"])
        for r in rows(tmp_path / "s", "answers")
    }
    assert words == ("village-16", "1", language, status, False)
    folder = settings.INSTRUMENTS_DIRS[0] / "village-16/1"
    [read] = {(r["words"], r["plain"]) for r in rows(tmp_path / "s", "answers")}
    assert read == (hashlib.sha256((folder / f"{language}.toml").read_bytes()).hexdigest(), False)
    written = json.loads((tmp_path / "s/manifest.json").read_text())["instruments"]["village-16@1"]
    assert written["wordings"][language] == {
        "status": status,
        "hash": hashlib.sha256((folder / f"{language}.toml").read_bytes()).hexdigest(),
    }
    assert written["hash"] == hashlib.sha256((folder / "scale.toml").read_bytes()).hexdigest()


def test_words_that_change_after_an_answer_do_not_change_what_it_says(anna, tmp_path):
    answer(anna, language="ar")
    Submission.objects.update(
        words={"village-16@1": {"hash": "a" * 64, "status": "validated"}}, is_plain=True
    )

    take(tmp_path / "s")

    [read] = {
        (r["wording"], r["validated"], r["words"], r["plain"])
        for r in rows(tmp_path / "s", "answers")
    }
    assert read == ("validated", True, "a" * 64, True)


def test_answers_from_before_words_were_noted_say_the_status_of_today(anna, tmp_path):
    answer(anna, language="ar")
    Submission.objects.update(words={})

    take(tmp_path / "s")

    assert {(r["wording"], r["words"]) for r in rows(tmp_path / "s", "answers")} == {
        ("not-validated", None)
    }


def test_what_is_written_of_a_scale_is_whether_it_was_checked(everybody, tmp_path):
    take(tmp_path / "s")

    ours = [s for s in read_manifest(tmp_path / "s").scales if s.instrument == "village-16"]
    assert {scale.unverified for scale in ours} == {()}
    assert {scale.threshold_basis for scale in ours} == {"convention"}


def test_the_days_of_a_wave_counted_from_a_birth_do_not_tell_the_day_of_entry(lens, tmp_path):
    enrolment = enrolled("Anna", lens, *Purpose)
    enrolment.invitations.all().delete()
    a_child(enrolment.participant, birth_month=dt.date(2026, 6, 1))
    plan_invitations(enrolment=enrolment, battery=batteries()["village-recommended@1"])
    Invitation.objects.update(opens_on=NOW.date() - dt.timedelta(days=37))

    take(tmp_path / "s")

    days = {r["wave"]: r["opens_after_days"] for r in rows(tmp_path / "s", "invitations")}
    assert days["month7"] % 30 == 0
    assert days["t0"] % 30 != 0
