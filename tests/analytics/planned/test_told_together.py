"""What a plan tells beside its outcomes is judged with them: no two figures, subtracted, speak of a few parents."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tests.analytics.planned.conftest import opened, snapshot_of_scores
from village.analytics.disclosure import Silence
from village.analytics.manifest import ScaleNote
from village.analytics.planned.comparing import subgroups_of
from village.analytics.planned.endpoints import OTHERS, Asked, Endpoint
from village.analytics.planned.evaluation import evaluate_plan
from village.analytics.planned.findings import PlannedEvaluation
from village.analytics.plans import Plan
from village.analytics.releases import LocalLedger
from village.core.privacy import Audience

Planned = Callable[..., Plan]
Scores = dict[str, list[object]]
POPULATION = """
    [[populations]]
    key = "postnatal"
    title = { fr = "après la naissance", en = "after birth" }
    where = { entry = ["postnatal"] }
"""
OUTCOME = """
    [[outcomes]]
    key = "{key}"
    instrument = "calm@1"
    scale = "calm"
    family = "{family}"
    model = "{model}"
    population = "{population}"
"""
ALL = OUTCOME.format(key="all", family="primary", model="paired", population="everyone")
POSTNATAL = OUTCOME.format(
    key="postnatal", family="primary", model="paired", population="postnatal"
)
RULE = """
    [[reliable_change]]
    outcome = "{key}"
    sd = 3.0
    sd_source = "our own entries"
    reliability = 0.8
    reliability_source = "a retest"
"""
BESIDE = (
    '[sensitivity]\nknown_at_entry = []\noutcomes = ["all", "postnatal"]\n'
    + RULE.format(key="all")
    + RULE.format(key="postnatal")
)


def scores(*, antenatal: int, barely: int = 0) -> Scores:
    """Six houses of 24 change by -5, 0 or 5; one in five leaves; some entered before the birth, some rise by 2 alone."""
    rows: Scores = {}
    for place in range(144):
        house, base = place % 6, 6 + (place * 5) % 7
        change = 2 if place < barely else 5 * (place // 6 % 3 - 1)
        rows[f"p{place:03}"] = [
            f"house{house}",
            f"g{house}-{place // 72}",
            "antenatal" if place < antenatal else "postnatal",
            base,
            None if place >= barely and place % 5 == 4 else base + change,
            None,
        ]
    return rows


def evaluated(
    rows: Scores, plan: Plan, folder: Path, ledger: Path | None = None
) -> PlannedEvaluation:
    if not folder.exists():
        snapshot_of_scores(folder, rows)
    with opened(folder) as snapshot:
        if ledger is None:
            return evaluate_plan(snapshot, plan)
        noted = LocalLedger.read(ledger, manifest=snapshot.manifest, audience=plan.audience)
        found = evaluate_plan(snapshot, plan, ledger=noted)
        noted.write(ledger)
        return found


@pytest.mark.parametrize(("antenatal", "told"), [(3, False), (72, True)])
def test_nothing_is_told_beside_a_population_a_few_parents_apart(
    antenatal: int, told: bool, planned: Planned, tmp_path: Path
):
    plan = planned(audience="public", outcomes=ALL + POSTNATAL + POPULATION, more=BESIDE)
    found = evaluated(scores(antenatal=antenatal), plan, tmp_path / "snapshot").further

    for everyone, few_apart in (found.sensitivity, found.reliable):
        assert everyone.silences == {}
        assert (few_apart.silences == {}) is told
    everyone, few_apart = found.sensitivity
    assert everyone.observed is not None
    assert (few_apart.observed is not None) is told
    assert (found.reliable[1].improved is not None) is told


@pytest.mark.parametrize(("barely", "told"), [(1, False), (15, True)])
def test_those_between_two_thresholds_are_not_found_by_subtraction(
    barely: int, told: bool, planned: Planned, tmp_path: Path
):
    plan = planned(audience="public", outcomes=ALL, more=RULE.format(key="all"))
    found = evaluated(scores(antenatal=0, barely=barely), plan, tmp_path / "snapshot")

    finding = next(f for f in found.findings if f.is_endpoint)
    assert finding.counted.improved is not None
    [rule] = found.further.reliable
    assert (rule.improved is not None) is told
    assert rule.silences == ({} if told else {"directions": Silence.WAITING})


@pytest.mark.parametrize(("apart", "told"), [(0, True), (3, False), (40, True)])
def test_a_plan_knows_what_another_one_told_beside_its_outcomes(
    apart: int, told: bool, planned: Planned, tmp_path: Path
):
    folder, ledger, rows = tmp_path / "snapshot", tmp_path / "ledger.json", scores(antenatal=0)
    plan = planned(audience="public", outcomes=ALL)
    stayed = [name for name, row in rows.items() if row[4] is not None]
    snapshot_of_scores(folder, rows)
    with opened(folder) as snapshot:
        earlier = LocalLedger.of(snapshot.manifest, Audience.PUBLIC)
        assert earlier.tells("mean|calm@1|calm", [stayed[apart:]])
        earlier.write(ledger)

    found = evaluated(rows, plan, folder, ledger)
    assert {f.verdict for f in found.findings if f.is_endpoint} == {"enough" if told else "silent"}


def test_a_set_of_parents_a_few_apart_from_what_is_left_of_two_is_not_told(
    tmp_path: Path,
):
    with opened(snapshot_of_scores(tmp_path / "snapshot", scores(antenatal=0))) as snapshot:
        ledger = LocalLedger.of(snapshot.manifest, Audience.PUBLIC)
    names = [f"p{place:03}" for place in range(144)]

    assert ledger.tells("mean|calm@1|calm", [names])
    assert ledger.tells("mean|calm@1|calm", [names[:60]])
    assert not ledger.tells("mean|calm@1|calm", [names[62:]])
    assert not ledger.tells("mean|calm@1|calm", [names[20:40], names[:59]])
    assert ledger.tells("mean|calm@1|calm", [names[60:], names[20:40]])


def test_a_model_that_counts_three_more_who_cannot_be_compared_is_silent(
    planned: Planned, tmp_path: Path
):
    rows = scores(antenatal=3)
    for row in list(rows.values())[:3]:
        row[4] = None  # they answered at entry only: both populations compare the same parents
    outcomes = "".join(
        OUTCOME.format(key=key, family="primary", model="mixed", population=population)
        for key, population in (("all", "everyone"), ("postnatal", "postnatal"))
    )
    plan = planned(audience="public", outcomes=outcomes + POPULATION)
    found = evaluated(rows, plan, tmp_path / "snapshot")

    at_endpoint = {f.outcome: f for f in found.findings if f.is_endpoint}
    assert at_endpoint["all"].modelled is not None
    assert at_endpoint["postnatal"].modelled is None


def parents(houses: dict[str, tuple[str, int]]) -> Endpoint:
    """Houses, each in a zone, with so many parents who stayed in two groups."""
    who = [
        {"parent": f"{house}-{n}", "house": house, "group": f"{house}-{n % 2}", "zone": zone}
        for house, (zone, size) in houses.items()
        for n in range(size)
    ]
    before = np.array([6.0 + n % 5 for n in range(len(who))])
    after = before + np.array([float(n % 3) for n in range(len(who))])
    return Endpoint(pa.Table.from_pylist(who), before, after, np.full(len(who), np.nan))


NOTE = ScaleNote(
    instrument="calm", version="1", scale="calm", titles={}, higher_is="better",
    lowest=0, highest=16, change_threshold=2, validated=True,
)  # fmt: skip
NEAR = {f"near{n}": ("metropole", 14) for n in range(6)}


@pytest.mark.parametrize(
    ("far", "told"),
    [
        ((20, 20, 20), True),  # all these houses have figures
        ((20, 20, 3), False),  # two do: what is left of their zone is three parents
        ((20, 3, 2), False),
        ((20, 8, 9), True),  # what is left is two houses, of seventeen
    ],
)
def test_a_zone_is_silent_when_its_houses_would_leave_a_few_of_it(
    far: tuple[int, ...], told: bool, planned: Planned
):
    houses = NEAR | {f"far{n}": ("drom", size) for n, size in enumerate(far)}
    plan = planned()
    asked = Asked(
        outcome=plan.outcomes[0],
        endpoint=parents(houses),
        scale=NOTE,
        audience=Audience.PUBLIC,
        ledger=LocalLedger(Audience.PUBLIC, "national", "2026-11-15"),
    )

    found = subgroups_of(asked, "zone")

    levels = {level.level: level for level in found.levels}
    assert (levels["drom"].parents == sum(far)) is told
    assert (levels["metropole"].change is not None) is told  # the nation's change is known


def test_a_language_of_three_who_stayed_is_counted_among_the_others(planned: Planned):
    endpoint = parents({"a": ("x", 60)})
    languages = np.array(["fr"] * 30 + ["en"] * 24 + ["tr"] * 3 + ["ar"] * 3)
    after = endpoint.after.copy()
    after[::2] = np.nan
    rows = endpoint.rows.append_column("language", pa.array(languages.tolist()))
    endpoint = Endpoint(rows, endpoint.before, after, endpoint.meetings)
    everyone = np.ones(60, dtype=bool)

    assert len(endpoint.indicators(("language",), everyone)) == 3
    assert list(endpoint.indicators(("language",), everyone, fewest=11)) == ["language=en"]
    assert list(endpoint.indicators(("language",), everyone, fewest=3)) == [
        "language=en",
        f"language={OTHERS}",
    ]


def test_how_many_lack_which_moments_is_not_told(planned: Planned, tmp_path: Path):
    outcome = OUTCOME.format(key="calm", family="primary", model="mmrm", population="everyone")
    plan = planned(outcomes=outcome)
    found = evaluated(scores(antenatal=0), plan, tmp_path / "snapshot")

    details = next(f.modelled.details for f in found.findings if f.modelled)
    assert set(details) == {"criterion", "parameters", "waves", "covariance", "correlation"}
    assert all(value == round(value, 2) for row in details["covariance"] for value in row)
