"""A wave that counts from the birth is not on everybody's calendar: who was never to be asked is no missing answer."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.analytics.planned.conftest import CALM, _table, opened, sixty_parents, snapshot_of_scores
from tests.analytics.planned.test_endpoints import anchored
from village.analytics.engine import Snapshot
from village.analytics.planned.courses import courses_of, key_of
from village.analytics.planned.evaluation import evaluate_plan
from village.analytics.planned.findings import Finding
from village.analytics.planned.modelling import answering
from village.analytics.plans import Plan
from village.analytics.report.planned import render_planned

Planned = Callable[..., Plan]
EARLY = '[[populations]]\nkey = "early"\ntitle = { fr = "tôt", en = "early" }\nwhere = { entry = ["antenatal"] }\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Only those who entered pregnant are asked t1, which counts from the birth, and they rise by then."""
    scores = {
        name: [*row[:4], None if row[2] == "postnatal" else row[4], row[5]]
        for name, row in sixty_parents().items()
    }
    for row in scores.values():
        if row[2] == "postnatal" and row[5] is not None:
            row[5] = int(row[3]) - 3  # type: ignore[call-overload]
    folder = snapshot_of_scores(tmp_path / "snapshot", scores)
    asked = pq.read_table(folder / "invitations.parquet").to_pylist()
    kept = [r for r in asked if r["wave"] != "t1" or scores[r["participant"]][2] == "antenatal"]
    pq.write_table(_table("invitations", kept), folder / "invitations.parquet")
    pq.write_table(_table("attendance", []), folder / "attendance.parquet")
    return folder


def at(snapshot: Snapshot, plan: Plan, wave: str) -> Finding:
    found = evaluate_plan(snapshot, plan)
    return next(f for f in found.findings if f.counted.response.wave == wave)


def test_the_change_at_such_a_wave_is_that_of_the_parents_it_was_asked_of(
    folder: Path, planned: Planned
):
    """As if the others were not in the plan at all: they fell since, and that says nothing of a birth they did not have."""
    with opened(anchored(folder, "birth")) as snapshot:
        everyone = at(snapshot, planned(model="mmrm"), "t1").modelled
        early = planned(outcomes=f'{CALM.format(model="mmrm")}population = "early"\n{EARLY}')
        alone = at(snapshot, early, "t1").modelled

    assert everyone.change == alone.change
    assert everyone.n == alone.n


def test_counted_from_the_entry_every_answer_still_counts(folder: Path, planned: Planned):
    with opened(anchored(folder, "entry")) as snapshot:
        pooled = at(snapshot, planned(model="mmrm"), "t1").modelled
    with opened(anchored(folder, "birth")) as snapshot:
        own = at(snapshot, planned(model="mmrm"), "t1").modelled

    assert (pooled.n["parent"], own.n["parent"]) == (60, 30)
    assert pooled.change.value != pytest.approx(own.change.value, abs=0.01)


def test_the_report_says_among_whom_such_a_wave_is_estimated(folder: Path, planned: Planned):
    said = "celui des parents sollicités à ce moment"
    pages = {}
    for anchor in ("entry", "birth"):
        with opened(anchored(folder, anchor)) as snapshot:
            found = evaluate_plan(snapshot, planned(model="mmrm"))
            pages[anchor] = render_planned(found, snapshot.manifest)

    assert said in pages["birth"]
    assert said not in pages["entry"]


def test_the_ledger_hears_of_the_parents_of_each_model(folder: Path, planned: Planned):
    plan = planned(model="mmrm")
    with opened(anchored(folder, "birth")) as snapshot:
        course = courses_of(snapshot, plan)[key_of(plan, plan.outcomes[0])]
        fitted = answering(course, plan.outcomes[0])

    assert {wave: len(names) for wave, names in fitted.items()} == {"t1": 30, "t2": 60}


def test_a_mixed_model_of_such_a_wave_says_what_it_supposes(folder: Path, planned: Planned):
    with opened(anchored(folder, "birth")) as snapshot:
        found = evaluate_plan(snapshot, planned(model="mixed"))

    told = {f.counted.response.wave: f.modelled.cautions for f in found.findings}
    assert "calendar" in told["t1"]
    assert "calendar" not in told["t2"]
