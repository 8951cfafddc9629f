"""An outcome counted from each parent's own start: as if that wave had been everybody's `t0`."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.analytics.federation.sites import joined, parents, sent
from tests.analytics.planned.conftest import (
    CALM,
    _table,
    opened,
    sixty_parents,
    snapshot_of_scores,
)
from tests.analytics.planned.test_endpoints import anchored
from village.analytics.planned.courses import courses_of, key_of
from village.analytics.planned.endpoints import endpoint_of
from village.analytics.planned.evaluation import evaluate_plan
from village.analytics.planned.findings import Finding, PlannedEvaluation, planned_json
from village.analytics.plans import Plan
from village.analytics.report.planned import render_planned
from village.core.errors import InvalidPlan

Planned = Callable[..., Plan]
Scores = dict[str, list[object]]
OWN = '[outcomes.baseline]\nantenatal = "t1"\n'
ASIDES = """
[sensitivity]
known_at_entry = ["entry"]
[exposure]
of = "meetings"
observational = true
[houses]
[[reliable_change]]
outcome = "calm"
sd = 3.0
sd_source = "our own entries"
reliability = 0.8
reliability_source = "a retest"
"""


def calm(model: str = "paired", own: str = OWN) -> str:
    return f'{CALM.format(model=model)}endpoint = "t2"\n{own}'


def relabelled(scores: Scores) -> Scores:
    """The same parents, by hand: the start of each in the place of t0, and nothing at t1."""
    return {
        name: [*row[:3], row[4] if row[2] == "antenatal" else row[3], None, row[5]]
        for name, row in scores.items()
    }


def evaluated(scores: Scores, plan: Plan, folder: Path) -> PlannedEvaluation:
    with opened(snapshot_of_scores(folder / "snapshot", scores)) as snapshot:
        return evaluate_plan(snapshot, plan)


def only(evaluation: PlannedEvaluation) -> Finding:
    [found] = evaluation.findings
    return found


def ten_parents() -> Scores:
    """Two houses. Anna entered pregnant: calm cannot be asked of her before t1."""
    early = {f"anna{n}": ["lens", "g1", "antenatal", None, 5 + n % 2, 9] for n in range(5)}
    late = {f"bilal{n}": ["vire", "g2", "postnatal", 6, 12, 7 + n % 2] for n in range(5)}
    return early | late


def test_the_change_of_each_parent_is_counted_from_their_own_start(
    planned: Planned, tmp_path: Path
):
    """Anna: 9 − 5 three times, 9 − 6 twice. Bilal: 7 − 6 three times, 8 − 6 twice."""
    found = only(evaluated(ten_parents(), planned(outcomes=calm()), tmp_path))

    assert found.counted.response.wave == "t2"
    assert found.counted.estimate.parents == 10
    assert found.counted.estimate.mean_before == pytest.approx((5 * 3 + 6 * 2 + 6 * 5) / 10)
    assert found.modelled.change.value == pytest.approx((4 * 3 + 3 * 2 + 1 * 3 + 2 * 2) / 10)


def test_a_moment_that_is_a_start_for_some_is_told_for_nobody(planned: Planned, tmp_path: Path):
    plain = evaluated(ten_parents(), planned(outcomes=calm(own="")), tmp_path / "plain")
    own = evaluated(ten_parents(), planned(outcomes=calm()), tmp_path / "own")

    assert [f.counted.response.wave for f in plain.findings] == ["t1", "t2"]
    assert [f.counted.response.wave for f in own.findings] == ["t2"]
    # Who was asked and who answered is said of every wave all the same.
    assert [r.wave for r in own.populations[0].responses] == ["t0", "t1", "t2"]


@pytest.mark.parametrize("model", ["paired", "mmrm", "mixed"])
def test_every_figure_is_that_of_the_same_answers_relabelled_by_hand(
    planned: Planned, tmp_path: Path, model: str
):
    scores = sixty_parents()
    own = evaluated(scores, planned(outcomes=calm(model), more=ASIDES), tmp_path / "own")
    hand = evaluated(
        relabelled(scores), planned(outcomes=calm(model, ""), more=ASIDES), tmp_path / "hand"
    )
    [by_hand] = [f for f in hand.findings if f.is_endpoint]

    assert only(own).modelled == by_hand.modelled
    assert only(own).counted == by_hand.counted
    assert own.further == hand.further
    assert (own.further.sensitivity[0].asked, own.further.sensitivity[0].stayed) == (60, 40)


def test_one_start_for_everybody_is_the_same_rows_without_their_entry(
    planned: Planned, tmp_path: Path
):
    scores = sixty_parents()
    own = evaluated(scores, planned(outcomes=calm("mmrm", 'baseline = "t1"\n')), tmp_path / "own")
    moved = {name: [*row[:3], row[4], None, row[5]] for name, row in scores.items()}
    hand = evaluated(moved, planned(outcomes=calm("mmrm", "")), tmp_path / "hand")

    by_hand = next(f for f in hand.findings if f.is_endpoint).modelled
    assert (only(own).modelled.change, only(own).modelled.n) == (by_hand.change, by_hand.n)


def test_a_plan_whose_baseline_is_not_the_entry_counts_from_it(planned: Planned, tmp_path: Path):
    plan = planned(outcomes=calm(own=""))
    later = replace(plan, baseline="t1", followups=("t2",))
    found = only(evaluated(ten_parents(), later, tmp_path))

    assert found.modelled.change.value == pytest.approx((4 * 3 + 3 * 2 - 5 * 3 - 4 * 2) / 10)


def test_a_model_counts_its_months_from_the_start(planned: Planned, tmp_path: Path):
    plan = planned(outcomes=calm("mmrm", 'baseline = "t1"\n'))
    found = only(evaluated(sixty_parents(), plan, tmp_path))

    assert found.modelled.details["waves"] == ["3", "8"]


CAME_ON = (10, 60, 110)  # days after entry
WINDOWS = {"t1": (20, 40), "t2": (80, 120)}


@pytest.fixture
def coming(tmp_path: Path) -> Path:
    """Anna, who entered pregnant, and Bilal, asked at the same days, came to the same three meetings."""
    scores: Scores = {
        "anna": ["lens", "g1", "antenatal", None, 5, 9],
        "bilal": ["lens", "g1", "postnatal", 6, 12, 7],
    }
    folder = snapshot_of_scores(tmp_path / "snapshot", scores)
    came = [
        {
            "participant": name,
            "group": "g1",
            "meeting": f"m{day}",
            "days_since_entry": day,
            "present": True,
        }
        for name in scores
        for day in CAME_ON
    ]
    asked = pq.read_table(folder / "invitations.parquet").to_pylist()
    for row in asked:
        if row["wave"] in WINDOWS:
            row["opens_after_days"], row["closes_after_days"] = WINDOWS[row["wave"]]
    pq.write_table(_table("attendance", came), folder / "attendance.parquet")
    pq.write_table(_table("invitations", asked), folder / "invitations.parquet")
    return anchored(folder, "birth")


def test_meetings_before_the_start_are_not_those_of_a_change(coming: Path, planned: Planned):
    """Anna starts in the middle of her window, on day 30: the meeting of day 10 is not between her two answers."""
    plan = planned(outcomes=calm())
    with opened(coming) as snapshot:
        course = courses_of(snapshot, plan)[key_of(plan, plan.outcomes[0])]
        found = endpoint_of(course, plan.outcomes[0])
        counted = dict(
            zip(found.rows.column("parent").to_pylist(), found.meetings.tolist(), strict=True)
        )

    assert counted == {"anna": 2, "bilal": 3}


def test_words_nobody_validated_count_at_the_start_and_not_at_the_entry(
    tmp_path: Path, planned: Planned
):
    """Five answered t0 in such words, five t1: of those who start at t1 only the latter count."""
    folder = snapshot_of_scores(tmp_path / "snapshot", sixty_parents())
    early = [name for name, row in sixty_parents().items() if row[2] == "antenatal"]
    sheets = [
        {
            "participant": name,
            "wave": wave,
            "instrument": "calm",
            "version": "1",
            "item": "calm",
            "value": 3,
            "language": "ar",
            "mode": "phone",
            "validated": False,
            "wording": "not-validated",
        }
        for wave, names in (("t0", early[:5]), ("t1", early[5:10]))
        for name in names
    ]
    pq.write_table(_table("answers", sheets), folder / "answers.parquet")
    with opened(folder) as snapshot:
        plan = planned(outcomes=calm())
        course = courses_of(snapshot, plan)[key_of(plan, plan.outcomes[0])]
        found = course.snapshot.collect(course.snapshot.table("answers").order_by("participant"))

    assert {(r["participant"], r["wave"]) for r in found.to_pylist()} == {
        (name, "t0") for name in early[5:10]
    }


def test_a_start_is_said_with_how_many_have_it(planned: Planned, tmp_path: Path):
    """Of 30 who entered pregnant, 24 answered t1; of 30 others, 25 answered t0."""
    scores = sixty_parents()
    early = [row for row in scores.values() if row[2] == "antenatal"]
    late = [row for row in scores.values() if row[2] == "postnatal"]
    for row in early[:6]:
        row[4] = None
    for row in late[:5]:
        row[3] = None
    folder = snapshot_of_scores(tmp_path / "snapshot", scores)
    with opened(folder) as snapshot:
        found = evaluate_plan(snapshot, planned(outcomes=calm()))
        page = render_planned(found, snapshot.manifest)

    said = [(s.entry, s.wave, s.scored.count, s.scored.total) for s in found.starts]
    assert said == [("antenatal", "t1", 24, 30), ("postnatal", "t0", 25, 30)]
    assert "« à 3 mois » pour les parents entrés pendant la grossesse (24 sur 30 y ont" in spaced(
        page
    )
    assert "leurs évolutions ne se comparent pas entre elles" in page
    assert "qu'à leur point de départ" in page.replace("&#39;", "'")
    assert "Évolution depuis le point de départ" in page
    assert "depuis l'entrée" not in page.replace("&#39;", "'").replace(
        "se compte pas depuis l'entrée", ""
    )


def test_a_few_without_a_start_are_not_counted_aloud(planned: Planned, tmp_path: Path):
    scores = sixty_parents()
    next(row for row in scores.values() if row[2] == "antenatal")[4] = None
    found = evaluated(scores, planned(outcomes=calm()), tmp_path)

    assert [start.scored for start in found.starts] == [None, None]


def test_a_plan_that_starts_at_the_entry_has_the_results_it_had(planned: Planned, tmp_path: Path):
    found = evaluated(sixty_parents(), planned(), tmp_path)

    assert found.starts == ()
    assert b'"starts"' not in planned_json(found)


def test_other_outcomes_of_the_plan_keep_their_entry(planned: Planned, tmp_path: Path):
    outcomes = calm() + CALM.replace("calm", "still", 1).format(model="paired")
    found = evaluated(sixty_parents(), planned(outcomes=outcomes), tmp_path / "both")
    alone = evaluated(sixty_parents(), planned(), tmp_path / "alone")

    kept = [f for f in found.findings if f.outcome == "still"]
    assert [f.modelled for f in kept] == [f.modelled for f in alone.findings]
    assert [f.outcome for f in found.findings] == ["calm", "still", "still"]


def test_sums_of_sites_start_where_the_rows_do(planned: Planned, tmp_path: Path):
    plan = planned(outcomes=calm("mixed"))
    national = joined(plan, tmp_path)
    pooled = evaluated(parents(houses=range(9)), plan, tmp_path)

    here, there = only(national).modelled.change, only(pooled).modelled.change
    assert (here.value, here.se) == pytest.approx((there.value, there.se), rel=1e-8)
    assert [(s.entry, s.wave) for s in national.starts] == [
        ("antenatal", "t1"),
        ("postnatal", "t0"),
    ]


def test_outcomes_that_start_elsewhere_are_not_summed_together(planned: Planned, tmp_path: Path):
    two = (
        calm("mixed") + CALM.replace("calm", "still", 1).format(model="mixed") + 'endpoint = "t2"\n'
    )

    with pytest.raises(InvalidPlan, match="'calm' and 'still' .* differ by their baseline"):
        sent(parents(houses=range(3)), planned(outcomes=two), tmp_path)


def spaced(page: str) -> str:
    return page.replace("\u202f", " ").replace("\u00a0", " ")
