"""A plan on a snapshot: what it asked for, by the model it chose, counted on everybody, and said when it could not be."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.analytics.planned.conftest import opened, sixty_parents, snapshot_of_scores
from village.analytics.engine import Snapshot
from village.analytics.evaluation import evaluate
from village.analytics.planned.evaluation import evaluate_plan
from village.analytics.planned.findings import Finding, PlannedEvaluation, planned_json
from village.analytics.plans import Plan
from village.analytics.plans.plan import MODELS
from village.core.errors import InvalidPlan
from village.core.privacy import Audience
from village.core.scales import Instrument
from village.laboratory.simulation.design import Design
from village.laboratory.simulation.truth import truth

Planned = Callable[..., Plan]


@pytest.fixture
def snapshot(calm: Path) -> Iterator[Snapshot]:
    with opened(calm) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def simply(network: Path, shipped: Plan) -> PlannedEvaluation:
    """The same outcomes by paired differences."""
    outcomes = tuple(
        replace(outcome, model="paired", covariance=None) for outcome in shipped.outcomes
    )
    with opened(network) as snapshot:
        return evaluate_plan(
            snapshot,
            replace(
                shipped,
                outcomes=outcomes,
                subgroups=(),
                sensitivity=None,
                exposure=None,
                funnels=(),
                measurement=False,
            ),
        )


def at(evaluation: PlannedEvaluation, wave: str, outcome: str = "calm") -> Finding:
    [found] = [
        f for f in evaluation.findings if (f.outcome, f.counted.response.wave) == (outcome, wave)
    ]
    return found


def test_the_model_of_the_plan_is_the_one_that_is_run(snapshot: Snapshot, planned: Planned):
    found = {model: evaluate_plan(snapshot, planned(model=model)) for model in MODELS}

    for model, evaluation in found.items():
        assert {finding.model for finding in evaluation.findings} == {model}
    assert at(found["paired"], "t2").modelled.n["parent"] == 40
    for model in ("mixed", "mmrm", "growth"):  # every answer counts
        assert at(found[model], "t1").modelled.n["rows"] == 60 + 60 + 40
    assert len({at(found[model], "t2").modelled.change.value for model in MODELS}) == 4


def test_an_interval_that_is_too_narrow_where_houses_drift_says_so(
    snapshot: Snapshot, planned: Planned
):
    found = {model: evaluate_plan(snapshot, planned(model=model)) for model in MODELS}

    warned = {m: "too_narrow" in at(found[m], "t2").modelled.cautions for m in MODELS}
    assert warned == {"paired": False, "mmrm": False, "mixed": True, "growth": True}


def test_paired_change_is_that_of_every_evaluation(simply: PlannedEvaluation, network: Path):
    with opened(network) as snapshot:
        plain = evaluate(snapshot, audience=Audience.PUBLIC)
    expected = {(c.scale, c.response.wave): c.estimate.mean_change for c in plain.changes}

    assert len(simply.findings) == 18
    for finding in simply.findings:
        hand = expected[finding.counted.scale, finding.counted.response.wave]
        change = finding.modelled.change
        assert (change.value, change.se) == (hand.value, hand.standard_error)
        assert (change.low, change.high) == (
            pytest.approx(hand.low, rel=1e-9),
            pytest.approx(hand.high, rel=1e-9),
        )


@pytest.mark.parametrize("model", ["paired", "mixed", "mmrm"])
def test_with_everybody_at_both_moments_every_model_finds_the_mean_change(
    tmp_path: Path, planned: Planned, model: str
):
    scores = {name: [*row[:5], None] for name, row in sixty_parents().items()}
    changes = np.array([row[4] - row[3] for row in scores.values()])

    with opened(snapshot_of_scores(tmp_path / "snapshot", scores)) as snapshot:
        found = evaluate_plan(snapshot, planned(model=model))

    assert at(found, "t1").modelled.change.value == pytest.approx(changes.mean(), abs=1e-9)


@pytest.mark.parametrize("model", ["mixed", "mmrm"])
def test_who_answered_once_counts_for_what_they_answered(
    tmp_path: Path, planned: Planned, model: str
):
    """Those who left were lower at entry: the mean of those who stayed is not that of all."""
    scores = {name: [*row[:5], None] for name, row in sixty_parents().items()}
    for name, row in scores.items():
        if name.endswith(("0", "1")):
            row[3:5] = 1, None
    with opened(snapshot_of_scores(tmp_path / "snapshot", scores)) as snapshot:
        found = at(evaluate_plan(snapshot, planned(model=model)), "t1")

    assert found.modelled.n["parent"] == 60
    assert found.counted.paired == 40


def test_a_wave_nobody_has_answered_yet_does_not_stop_the_others(tmp_path: Path, planned: Planned):
    scores = {name: [*row[:5], None] for name, row in sixty_parents().items()}

    with opened(snapshot_of_scores(tmp_path / "snapshot", scores)) as snapshot:
        found = evaluate_plan(snapshot, planned(model="mixed"))

    assert at(found, "t1").verdict == "enough"
    assert at(found, "t2").modelled is None


def test_everybody_enrolled_is_in_the_denominator(snapshot: Snapshot, planned: Planned):
    evaluation = evaluate_plan(snapshot, planned())
    [everyone] = evaluation.populations

    assert everyone.reach.enrolled == 60
    # Where all of them answered, to say it would be to say it of each: only the last wave can be told.
    assert [response.invited for response in everyone.responses] == [None, None, 60]
    assert at(evaluation, "t2").counted.paired_rate.total == 60


def test_below_the_preset_share_nothing_is_concluded_and_what_is_missing_is_said(
    snapshot: Snapshot, planned: Planned
):
    plan = planned(more="[thresholds]\nminimum_paired_share = 0.7\n")
    found = at(evaluate_plan(snapshot, plan), "t2")

    assert (found.verdict, found.counted.answers_needed) == ("not_enough", 2)
    assert found.modelled is not None  # it is shown, and not concluded upon


def test_an_outcome_without_enough_answers_at_its_endpoint_is_a_deviation(
    snapshot: Snapshot, planned: Planned
):
    plan = planned(more="[thresholds]\nminimum_paired_share = 1.0\n")
    late = evaluate_plan(snapshot, plan)
    assert late.deviations == ()

    outcomes = """
        [[outcomes]]
        key = "calm"
        instrument = "calm@1"
        scale = "calm"
        family = "primary"
        model = "paired"
        endpoint = "t2"
    """
    [deviation] = evaluate_plan(
        snapshot, planned(outcomes=outcomes, more="[thresholds]\nminimum_paired_share = 0.7\n")
    ).deviations
    assert (deviation.code, deviation.outcome, deviation.wave) == (
        "not_enough_answers",
        "calm",
        "t2",
    )


def test_an_outcome_is_tested_once_at_its_endpoint(national: PlannedEvaluation):
    tested = [finding for finding in national.findings if finding.tested]

    assert len(tested) == 6
    assert all(finding.is_endpoint for finding in tested)
    assert {finding.tested.family_size for finding in tested} == {2, 4}
    assert all(finding.tested.adjusted >= finding.tested.p for finding in tested)


def test_what_nobody_can_compute_is_a_deviation_and_not_a_figure(tmp_path: Path, planned: Planned):
    scores = {name: [*row[:3], 5, 5, 5] for name, row in sixty_parents().items()}
    folder = snapshot_of_scores(tmp_path / "snapshot", scores)

    with opened(folder) as snapshot:
        found = evaluate_plan(snapshot, planned(model="mixed"))

    [deviation] = found.deviations
    assert (deviation.code, deviation.wave) == ("not_run", "t1")
    assert "nothing to explain" in deviation.detail
    assert all(f.modelled is None and f.verdict == "not_run" for f in found.findings)


def test_what_may_not_be_published_has_no_estimate(tmp_path: Path, planned: Planned):
    scores = {name: row for name, row in sixty_parents().items() if name.startswith("p00")}
    folder = snapshot_of_scores(tmp_path / "snapshot", scores)

    with opened(folder) as snapshot:
        found = evaluate_plan(snapshot, planned(model="mixed", audience="public"))

    assert {f.verdict for f in found.findings} == {"silent"}
    assert all(f.modelled is None for f in found.findings)
    assert found.populations[0].reach.enrolled is None
    assert found.deviations[0].code == "silent"


def test_a_population_is_evaluated_on_its_own_people(snapshot: Snapshot, planned: Planned):
    outcomes = """
        [[outcomes]]
        key = "postnatal"
        instrument = "calm@1"
        scale = "calm"
        family = "primary"
        model = "mixed"
        population = "postnatal"
        [[populations]]
        key = "postnatal"
        title = { fr = "après la naissance", en = "after birth" }
        where = { entry = ["postnatal"] }
    """
    found = evaluate_plan(snapshot, planned(outcomes=outcomes))

    assert [population.reach.enrolled for population in found.populations] == [60, 30]
    assert at(found, "t1", "postnatal").modelled.n["parent"] == 30


def test_a_plan_the_snapshot_cannot_answer_is_refused(snapshot: Snapshot, shipped: Plan):
    with pytest.raises(InvalidPlan, match="'confidence' of village-16@1, which this snapshot"):
        evaluate_plan(snapshot, shipped)


def test_the_plan_finds_the_truth(
    national: PlannedEvaluation, instrument: Instrument, design: Design
):
    expected = truth(instrument, design)
    for finding in national.findings:
        true = expected[finding.counted.scale][finding.counted.response.wave]["mean_change"]
        change = finding.modelled.change
        assert abs(change.value - true) < 4 * change.se


def test_the_same_inputs_give_the_same_bytes(
    calm: Path, planned: Planned, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("village.analytics.planned.evaluation.code_version", lambda: "1.2.3")
    plan, found = planned(model="mixed"), set()
    for _ in range(2):
        with opened(calm) as snapshot:
            found.add(planned_json(evaluate_plan(snapshot, plan)))

    assert len(found) == 1
