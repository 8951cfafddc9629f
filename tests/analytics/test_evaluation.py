"""The evaluation of an invented network: as another program computes it, the same each time, and true."""

import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy import stats

from tests.analytics.attack.pages import attack_evaluations
from tests.snapshot_folder import write_snapshot
from village.analytics.engine import Snapshot, open_snapshot
from village.analytics.evaluation import UnknownHouse, evaluate, evaluate_all
from village.analytics.results import Evaluation, ScaleChange, results_json
from village.analytics.tables import TABLES, file_name
from village.core.errors import InvalidSnapshot, NotAllowed
from village.core.privacy import Audience
from village.core.scales import Instrument
from village.laboratory.simulation.design import Design
from village.laboratory.simulation.truth import truth
from village.statistics.arrays import Array

# Written apart: one row per parent (a pivot, not a join), statistics by DuckDB's own functions.
BY_HAND = """
    with course as (
        select participant, scale, any_value(house) as house, any_value("group") as "group",
               max(value) filter (wave = 't0') as before, max(value) filter (wave = $wave) as after
        from read_parquet($scores) group by participant, scale),
    pairs as (select *, after - before as change from course where before is not null and after is not null),
    overall as (
        select scale, count(*) as n, avg(before) as mean_before, avg(after) as mean_after, avg(change) as mean_change,
               stddev_samp(before) as sd_before, stddev_samp(after) as sd_after, stddev_samp(change) as sd_change,
               count(distinct "group") as groups, count(distinct house) as houses,
               count(*) filter (abs(change) >= $threshold - 1e-9 and change > 0) as up,
               count(*) filter (abs(change) >= $threshold - 1e-9 and change < 0) as down
        from pairs group by scale),
    by_house as (
        select scale, house, count(*) as m, sum(change - mean_change) as residual
        from pairs join overall using (scale) group by scale, house)
    select overall.*, sqrt(errors.v) / n as standard_error, sizes
    from overall join (
        select scale, sum(residual * residual / (1 - m / n)) as v, list(m) as sizes
        from by_house join overall using (scale) group by scale
    ) errors using (scale) where scale = $scale
"""


@pytest.fixture(scope="session")
def evaluations(network: Path) -> dict[str | None, Evaluation]:
    with open_snapshot(network) as opened:
        return evaluate_all(opened, audience=Audience.HOUSE)


@pytest.fixture(scope="session")
def national(network: Path) -> Evaluation:
    with open_snapshot(network) as opened:
        return evaluate(opened, audience=Audience.PUBLIC)


def by_hand(network: Path, change: ScaleChange) -> dict[str, Any]:
    found = duckdb.execute(
        BY_HAND,
        {
            "scores": str(network / "scores.parquet"),
            "wave": change.response.wave,
            "scale": change.scale,
            "threshold": change.change_threshold,
        },
    )
    names = [column[0] for column in found.description]
    [row] = found.fetchall()
    return dict(zip(names, row, strict=True))


def test_every_figure_is_the_one_computed_by_hand(network: Path, national: Evaluation):
    assert len(national.changes) == 18
    for change in national.changes:
        hand, found = by_hand(network, change), change.estimate
        assert found is not None
        assert (found.parents, found.groups, found.houses) == (
            hand["n"],
            hand["groups"],
            hand["houses"],
        )
        for name in ("mean_before", "mean_after", "sd_before", "sd_after", "sd_change"):
            assert getattr(found, name) == pytest.approx(hand[name], abs=1e-8)
        df = satterthwaite(np.array(hand["sizes"], float))
        half = stats.t.ppf(0.975, df) * hand["standard_error"]
        assert found.mean_change.value == pytest.approx(hand["mean_change"], abs=1e-8)
        assert found.mean_change.low == pytest.approx(hand["mean_change"] - half, abs=1e-8)
        assert found.mean_change.high == pytest.approx(hand["mean_change"] + half, abs=1e-8)
        average = (hand["sd_before"] + hand["sd_after"]) / 2
        assert found.d_z.value == pytest.approx(hand["mean_change"] / hand["sd_change"], rel=2e-3)
        assert found.d_av.value == pytest.approx(hand["mean_change"] / average, rel=2e-3)


def satterthwaite(sizes: Array) -> float:
    """Degrees of freedom of CR2 for a mean, with the covariance matrix of the residuals of each house written out."""
    n = sizes.sum()
    residuals = np.diag(sizes) - np.outer(sizes, sizes) / n
    weighted = residuals / np.sqrt(np.outer(1 - sizes / n, 1 - sizes / n))
    return float(np.trace(weighted) ** 2 / (weighted**2).sum())


def test_every_share_is_the_one_counted_by_hand(network: Path, national: Evaluation):
    shown = [change for change in national.changes if change.worsened is not None]
    assert len(shown) >= 15
    for change in shown:
        hand = by_hand(network, change)
        better, worse = (
            (hand["up"], hand["down"])
            if change.higher_is == "better"
            else (hand["down"], hand["up"])
        )
        assert change.improved is not None
        assert change.worsened is not None
        assert change.unchanged is not None
        assert (change.improved.count, change.worsened.count) == (better, worse)
        assert change.unchanged.count == hand["n"] - better - worse
        assert change.improved.total == hand["n"]


def test_every_response_is_the_one_counted_by_hand(network: Path, national: Evaluation):
    for response in national.responses:
        hand = duckdb.execute(
            """select count(distinct participant), count(distinct participant) filter (status = 'answered')
            from read_parquet($table) where wave = $wave""",
            {"table": str(network / "invitations.parquet"), "wave": response.wave},
        ).fetchone()
        assert (response.invited, response.answered) == hand


def test_a_house_is_evaluated_as_the_network_is(
    network: Path, evaluations: dict[str | None, Evaluation]
):
    [change] = [
        c for c in evaluations["brest"].changes if (c.scale, c.response.wave) == ("support", "t1")
    ]
    hand = duckdb.execute(
        """select avg(later.value - sooner.value), count(*) from read_parquet($scores) sooner
        join read_parquet($scores) later using (participant, scale)
        where sooner.wave = 't0' and later.wave = 't1' and scale = 'support' and sooner.house = 'brest'
        and sooner.value is not null and later.value is not null""",
        {"scores": str(network / "scores.parquet")},
    ).fetchone()

    assert change.estimate is not None
    assert hand == (pytest.approx(change.estimate.mean_change.value), change.paired)


def test_the_evaluation_finds_the_truth(
    national: Evaluation, instrument: Instrument, design: Design
):
    expected = truth(instrument, design)
    for change in national.changes:
        assert change.estimate is not None
        found = change.estimate.mean_change
        true = expected[change.scale][change.response.wave]["mean_change"]
        assert found.value is not None
        assert found.standard_error is not None
        assert abs(found.value - true) < 4 * found.standard_error, (
            change.scale,
            change.response.wave,
        )
        assert found.standard_error < abs(true) / 4  # and it was not easy to miss


def test_most_intervals_hold_the_truth(
    national: Evaluation, instrument: Instrument, design: Design
):
    expected = truth(instrument, design)
    held = [
        found.low <= expected[change.scale][change.response.wave]["mean_change"] <= found.high
        for change in national.changes
        if change.estimate
        for found in [change.estimate.mean_change]
        if found.low is not None and found.high is not None
    ]

    assert len(held) == 18
    assert sum(held) >= 14  # the scales of a parent go together: not 18 independent chances


def test_the_same_snapshot_gives_the_same_bytes_whatever_the_number_of_threads(network: Path):
    found = set()
    for threads in (1, 2, 2):
        with open_snapshot(network, threads=threads) as opened:
            found.add(results_json(evaluate(opened, audience=Audience.HOUSE)))

    assert len(found) == 1


def test_the_order_of_the_rows_does_not_move_a_digit(
    network: Path, tmp_path: Path, national: Evaluation
):
    manifest = json.loads((network / "manifest.json").read_text())
    turned = {name: pq.read_table(network / file_name(name)) for name in TABLES}
    turned = {
        name: table.take(pa.array(range(table.num_rows - 1, -1, -1)))
        for name, table in turned.items()
    }
    folder = write_snapshot(tmp_path / "turned", instruments=manifest["instruments"], tables=turned)

    with open_snapshot(folder) as opened:
        found = evaluate(opened, audience=Audience.PUBLIC)

    assert (found.changes, found.responses, found.reach) == (
        national.changes,
        national.responses,
        national.reach,
    )


def test_one_house_or_all_of_them_is_the_same_evaluation(
    snapshot: Snapshot, evaluations: dict[str | None, Evaluation]
):
    for house in (None, "brest", "mende"):
        assert evaluate(snapshot, audience=Audience.HOUSE, house=house) == evaluations[house]


def test_the_house_of_three_parents_says_nothing(evaluations: dict[str | None, Evaluation]):
    mende = evaluations["mende"]

    assert all(change.suppressed and change.estimate is None for change in mende.changes)
    assert all(response.invited is None for response in mende.responses)
    assert mende.reach.enrolled is None
    assert not mende.is_enough


@pytest.mark.parametrize("audience", list(Audience))
def test_nobody_finds_a_small_house_by_subtracting_the_others(
    snapshot: Snapshot, audience: Audience
):
    found = evaluate_all(snapshot, audience=audience)

    assert attack_evaluations(found, minimum=audience.minimum_parents) == []


def test_a_house_with_one_group_is_not_shown_to_the_public(snapshot: Snapshot):
    public = evaluate_all(snapshot, audience=Audience.PUBLIC)

    groups = [c.estimate.groups for house in public.values() for c in house.changes if c.estimate]
    assert min(groups) >= 2


def test_what_is_hidden_is_null_in_the_file_and_says_so(snapshot: Snapshot):
    content = json.loads(results_json(evaluate(snapshot, audience=Audience.HOUSE, house="mende")))

    assert content["changes"][0]["suppressed"] is True
    assert content["changes"][0]["silences"]["change"] == "too_few"
    assert content["changes"][0]["estimate"] is None
    assert content["changes"][0]["paired"] is None
    assert content["reach"]["suppressed"] is True


def test_a_figure_says_where_it_comes_from(snapshot: Snapshot, national: Evaluation):
    assert national.snapshot == snapshot.manifest.hash
    assert national.as_of == snapshot.manifest.as_of
    assert national.code_version == "1.2.3"
    assert (national.purpose, national.audience, national.house) == (
        "national",
        Audience.PUBLIC,
        None,
    )


def test_our_own_questionnaire_is_announced_as_not_validated(national: Evaluation):
    assert all("not_validated" in {c.code for c in change.cautions} for change in national.changes)


def test_a_house_that_does_not_exist_is_refused(snapshot: Snapshot):
    with pytest.raises(UnknownHouse, match="no house 'atlantis'"):
        evaluate(snapshot, audience=Audience.HOUSE, house="atlantis")


def test_answers_given_for_a_house_are_not_made_public(tmp_path: Path):
    folder = write_snapshot(tmp_path / "snapshot", purpose="house", tables={})

    with open_snapshot(folder) as opened:
        assert evaluate(opened, audience=Audience.HOUSE).purpose == "house"
        with pytest.raises(NotAllowed, match="did not agree to public figures"):
            evaluate(opened, audience=Audience.PUBLIC)


def test_a_house_nobody_listed_is_a_broken_snapshot(tmp_path: Path):
    enrolments = "participant house group kind left_after_days\n anna lille g1 postnatal ."
    participants = (
        "participant house entry language entered_in\n anna lille postnatal fr 2026-01-01"
    )
    folder = write_snapshot(
        tmp_path / "snapshot", tables={"enrolments": enrolments, "participants": participants}
    )

    with (
        open_snapshot(folder) as opened,
        pytest.raises(InvalidSnapshot, match="does not list lille"),
    ):
        evaluate(opened, audience=Audience.HOUSE)


def test_the_attacker_finds_the_small_houses_when_there_is_no_second_pass(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
):
    remainder = "village.analytics.disclosure.trees._Remainder.is_safe"
    monkeypatch.setattr(remainder, lambda *_: True)

    found = attack_evaluations(evaluate_all(snapshot, audience=Audience.HOUSE), minimum=5)

    assert "enrolled: one house left over, with 2" in found  # one of the three keeps to the house
