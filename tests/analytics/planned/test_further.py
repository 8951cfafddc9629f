"""What a plan asks beside its outcomes: of subgroups, of those who left, of those who came often, of error."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.analytics.planned.conftest import opened, snapshot_of_scores
from village.analytics.planned.evaluation import evaluate_plan
from village.analytics.planned.findings import PlannedEvaluation, planned_json
from village.analytics.plans import Plan
from village.statistics.estimators.fit import Term
from village.statistics.estimators.linear import regress_rows
from village.statistics.estimators.missing.sensitivity import pattern_mixture

Planned = Callable[..., Plan]
Scores = dict[str, list[object]]


def scores(*, antenatal: int = 0, low: bool = False) -> Scores:
    """Six houses of 24: everybody changes by 2 ± 1, antenatal entrants by so much more; one in five leaves.

    `low`: those who were lowest at entry leave, and lower at entry means a larger change.
    """
    rows: Scores = {}
    for house in range(6):
        for parent in range(24):
            is_antenatal, base = parent % 2 == 1, 4 + (parent * 5 + house) % 8
            change = 2 + (parent + house) % 3 - 1 + antenatal * is_antenatal
            leaves = parent % 5 == 4
            if low:
                change, leaves = change + (12 - base) // 2, base < 6 and parent % 6 != 0
            rows[f"p{house}-{parent:02}"] = [
                f"house{house}",
                f"g{house}-{parent // 12}",
                "antenatal" if is_antenatal else "postnatal",
                base,
                None if leaves else base + change,
                None,
            ]
    return rows


def evaluated(rows: Scores, plan: Plan, folder: Path) -> PlannedEvaluation:
    with opened(snapshot_of_scores(folder / "snapshot", rows)) as snapshot:
        return evaluate_plan(snapshot, plan)


BY_ENTRY = '[[subgroups]]\nby = "entry"\n'
LEFT = '[sensitivity]\nknown_at_entry = ["entry"]\n'
CAME = '[exposure]\nof = "meetings"\nobservational = true\n'
RELIABLE = (
    '[[reliable_change]]\noutcome = "calm"\nsd = 3.0\nsd_source = "our own entries"\n'
    'reliability = 0.8\nreliability_source = "a retest"\n'
)


def test_a_difference_between_subgroups_is_found_by_one_test(planned: Planned, tmp_path: Path):
    rows = scores(antenatal=3)
    [found] = evaluated(rows, planned(more=BY_ENTRY), tmp_path).further.subgroups
    stayed = [row for row in rows.values() if row[4] is not None]
    means = {
        level: np.mean([row[4] - row[3] for row in stayed if row[2] == level])
        for level in ("antenatal", "postnatal")
    }

    assert {level.level: level.change.value for level in found.levels} == pytest.approx(means)
    assert found.rejected is True
    assert found.df == 1


def test_subgroups_that_change_alike_are_not_said_to_differ(planned: Planned, tmp_path: Path):
    [found] = evaluated(scores(), planned(more=BY_ENTRY), tmp_path).further.subgroups

    assert found.rejected is False
    assert found.p > 0.05


def test_the_test_is_the_one_of_least_squares_with_houses_as_clusters(
    planned: Planned, tmp_path: Path
):
    rows = scores(antenatal=1)
    [found] = evaluated(rows, planned(more=BY_ENTRY), tmp_path).further.subgroups
    stayed = [row for row in rows.values() if row[4] is not None]
    by_hand = regress_rows(
        {"late": np.array([float(row[2] == "antenatal") for row in stayed])},
        np.array([float(row[4] - row[3]) for row in stayed]),
        clusters=[row[0] for row in stayed],
    ).joint(["late"])

    assert (found.statistic, found.p) == pytest.approx((by_hand.statistic, by_hand.p))


def test_a_subgroup_of_few_parents_is_silent_and_so_is_the_other(planned: Planned, tmp_path: Path):
    rows = {
        name: [*row[:2], "antenatal" if name.endswith("-01") else "postnatal", *row[3:]]
        for name, row in scores().items()
    }
    plan = planned(more=BY_ENTRY, audience="public")
    found = evaluated(rows, plan, tmp_path)

    [silent] = found.further.subgroups
    assert [(level.parents, level.change) for level in silent.levels] == [(None, None)] * 2
    assert silent.p is None
    assert "aside" in [deviation.code for deviation in found.deviations]


def test_a_subgroup_of_two_houses_is_not_compared(planned: Planned, tmp_path: Path):
    rows = {
        name: [*row[:2], "antenatal" if name < "p2" else "postnatal", *row[3:]]
        for name, row in scores().items()
    }
    [found] = evaluated(rows, planned(more=BY_ENTRY), tmp_path).further.subgroups

    levels = {level.level: level for level in found.levels}
    assert levels["antenatal"].parents == 40
    assert levels["antenatal"].change is None
    assert "of 3 houses at least" in str(found.refused)


def test_subgroup_tests_are_adjusted_together(planned: Planned, tmp_path: Path):
    more = BY_ENTRY + '[[subgroups]]\nby = "kind"\n'
    found = evaluated(scores(antenatal=1), planned(more=more), tmp_path).further.subgroups

    assert len(found) == 2
    assert all(one.adjusted >= one.p for one in found)


def test_those_who_stayed_stand_for_those_who_left(planned: Planned, tmp_path: Path):
    """The lowest at entry left, and the lowest change most: weighting moves the estimate up, towards all of them."""
    rows = scores(low=True)
    [found] = evaluated(rows, planned(more=LEFT), tmp_path).further.sensitivity
    truth = np.mean([(12 - row[3]) // 2 + 2 for row in rows.values()])

    assert found.observed.value < found.weighted.value
    assert abs(found.weighted.value - truth) < abs(found.observed.value - truth)
    assert found.effective < found.stayed < found.asked == 144
    assert found.gaps[0].name == "before"
    assert found.gaps[0].standardised > 0.5  # those who stayed were higher at entry


def test_leaving_at_random_changes_nothing(planned: Planned, tmp_path: Path):
    rows = {
        name: [*row[:4], None if place % 5 == 0 else row[3] + 2, None]
        for place, (name, row) in enumerate(scores().items())
    }
    for place, row in enumerate(rows.values()):
        if row[4] is not None:
            row[4] += place % 3
    [found] = evaluated(rows, planned(more=LEFT), tmp_path).further.sensitivity

    assert found.weighted.value == pytest.approx(found.observed.value, abs=0.05)


def test_how_badly_those_who_left_must_have_fared_for_the_conclusion_to_fall(
    planned: Planned, tmp_path: Path
):
    [found] = evaluated(scores(), planned(more=LEFT), tmp_path).further.sensitivity
    seen = Term.of(found.observed.value, found.observed.standard_error, found.observed.df)
    all_of_them = pattern_mixture(
        seen, retained=found.stayed, enrolled=found.asked, delta=-found.tipping
    )

    assert found.nothing_to_tip is False
    assert found.tipping > 0  # towards worse
    assert all_of_them.low == pytest.approx(0, abs=1e-6)  # just there


def test_without_a_conclusion_there_is_nothing_to_tip(planned: Planned, tmp_path: Path):
    rows = {
        name: [*row[:4], row[4] and row[3] + (place % 5 - 2), None]
        for place, (name, row) in enumerate(scores().items())
    }
    [found] = evaluated(rows, planned(more=LEFT), tmp_path).further.sensitivity

    assert found.nothing_to_tip is True


def test_nobody_having_noted_presences_is_said(planned: Planned, tmp_path: Path):
    [found] = evaluated(scores(), planned(more=CAME), tmp_path).further.exposure

    assert found.per_meeting is None
    assert found.observational is True
    assert "per_meeting" in found.silences


def test_who_came_more_often_is_observed_on_the_network(national: PlannedEvaluation):
    found = national.further.exposure

    assert [one.outcome for one in found] == ["confidence", "isolation"]
    assert all(one.per_meeting.low < one.per_meeting.value < one.per_meeting.high for one in found)
    assert all(0 <= one.departure <= 1 for one in found)


def test_more_than_error_is_counted_with_its_sources(planned: Planned, tmp_path: Path):
    rows = scores(antenatal=4)
    [found] = evaluated(rows, planned(more=RELIABLE), tmp_path).further.reliable
    gains = np.array([row[4] - row[3] for row in rows.values() if row[4] is not None])

    assert found.threshold == pytest.approx(1.959964 * 3 * np.sqrt(2 * (1 - 0.8)), abs=1e-4)
    assert found.rule.reliability_source == "a retest"
    # Nobody is worse: to say it would be to say it of each of them.
    assert (gains < -found.threshold).sum() == 0
    assert found.improved is None
    assert "directions" in found.silences


def test_houses_stand_around_the_mean_without_a_name(network: Path, national: PlannedEvaluation):
    with opened(network) as snapshot:
        codes = snapshot.collect(snapshot.table("houses").select("house")).column(0).to_pylist()
    [found] = national.further.funnels

    assert min(point.parents for point in found.points) >= 11
    assert sum(point.parents for point in found.points) <= 985 - 11  # what is left is not a few
    widths = [high - low for low, high in found.limits]
    assert widths == sorted(widths, reverse=True)  # the larger the house, the narrower
    content = planned_json(national).decode()
    assert not any(f'"{code}"' in content for code in codes)


def test_a_funnel_of_one_house_is_not_drawn(planned: Planned, tmp_path: Path):
    rows = {name: row for name, row in scores().items() if name.startswith("p0")}
    [found] = evaluated(rows, planned(more="[houses]\n"), tmp_path).further.funnels

    assert found.points == ()
    assert "houses" in found.silences
