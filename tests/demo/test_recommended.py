"""A demo asked by age of the baby: the product's own calendar and snapshot, and a plan that finds what is true of it."""

import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.demo.test_loader import empty
from tests.factories import NOW
from village.analytics.engine import open_snapshot
from village.analytics.planned.evaluation import evaluate_plan
from village.analytics.plans import load_plan
from village.analytics.tables import file_name
from village.demo.loader import load_demo
from village.laboratory.simulation.photograph import Photograph
from village.library.installed import default_battery
from village.snapshots.catalog import latest
from village.surveys.models import Invitation, Submission

__all__ = ["empty"]  # the fixture

PLAN = Path(__file__).parents[2] / "plans/village-recommended/1/plan.toml"
OWN = {"confidence", "total"}  # counted from the birth for those who entered pregnant


@pytest.fixture
def demo(empty, settings):
    """Sixteen houses asked the recommended battery."""
    settings.DEFAULT_BATTERY = "village-recommended@1"
    return load_demo(seed=3, now=NOW, end=NOW.date(), houses=16)


def test_a_visitor_sees_questionnaires_that_count_from_a_birth(demo):
    today = NOW.date()
    from_birth = Invitation.objects.filter(wave__in=["birth", "month3", "month7", "month12"])
    is_open = {"opens_on__lte": today, "closes_on__gte": today, "submission": None}

    assert from_birth.filter(awaits_birth=False, **is_open).exists()
    assert from_birth.filter(awaits_birth=True).exists()
    assert not Submission.objects.filter(invitation__awaits_birth=True).exists()


def test_every_answer_came_in_the_window_of_its_own_parent(demo):
    found = Submission.objects.select_related("invitation")

    assert found.count() > 500
    for submission in found:
        window = submission.invitation.opens_on, submission.invitation.closes_on
        assert window[0] <= submission.received_at.date() <= window[1]


def test_the_plan_finds_the_truth_in_the_snapshot_of_the_site(demo):
    truth = json.loads((demo / "truth.json").read_text())["scales"]
    with open_snapshot(latest("national").path, threads=1) as snapshot:
        found = evaluate_plan(snapshot, load_plan(PLAN)).findings

    looked_at = [f for f in found if f.modelled and f.modelled.change.se]
    assert {f.outcome for f in looked_at if f.is_endpoint} == OWN | {
        "isolation",
        "stress",
        "wellbeing",
        "support",
    }
    for finding in looked_at:
        since = truth[finding.outcome][finding.counted.response.wave]["since"]
        starts = {"antenatal": "birth" if finding.outcome in OWN else "t0", "postnatal": "t0"}
        parts = [since[s][e] for e, s in starts.items() if e in since.get(s, {})]
        parents = sum(part["parents"] for part in parts)
        expected = sum(part["parents"] * part["mean_change"] for part in parts) / parents
        change = finding.modelled.change
        assert abs(change.value - expected) < 4 * change.se, finding.outcome


def test_a_snapshot_taken_without_a_site_is_the_one_the_site_takes(demo):
    """Names apart, which a site seals: the same rows, the same days rounded to the month, the same scores."""
    records = {path.stem: pq.read_table(path) for path in demo.glob("*.parquet")}
    battery = default_battery()
    taken = Photograph(
        records, instrument=battery.stand_in.instrument, battery=battery, end=NOW.date()
    ).tables()
    columns = {
        "participants": ("house", "entry", "language", "entered_in"),
        "enrolments": ("house", "kind", "left_after_days"),
        "attendance": ("days_since_entry", "present"),
        "invitations": ("house", "wave", "opens_after_days", "closes_after_days", "status"),
        "answers": ("wave", "item", "value", "language", "mode", "validated", "wording", "plain"),
        "scores": ("house", "wave", "scale", "value", "missing"),
    }
    for name, compared in columns.items():
        site = pq.read_table(latest("national").path / file_name(name)).select(list(compared))
        of_site = Counter(tuple(row.values()) for row in site.to_pylist())
        ours = Counter(zip(*(taken[name][column] for column in compared), strict=True))
        assert ours == of_site, name
        assert sum(ours.values()) > 100
