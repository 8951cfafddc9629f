"""A plan that asks for everyone, and for everyone but three, is answered once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.analytics.planned.conftest import opened, snapshot_of_scores
from village.analytics.disclosure import Silence
from village.analytics.planned.evaluation import evaluate_plan
from village.analytics.plans import Plan

POSTNATAL = """
    [[outcomes]]
    key = "all"
    instrument = "calm@1"
    scale = "calm"
    family = "primary"
    model = "paired"
    [[outcomes]]
    key = "postnatal"
    instrument = "calm@1"
    scale = "calm"
    family = "secondary"
    model = "paired"
    population = "postnatal"
    [[populations]]
    key = "postnatal"
    title = { fr = "après la naissance", en = "after birth" }
    where = { entry = ["postnatal"] }
"""


@pytest.mark.parametrize(("antenatal", "told"), [(3, False), (12, True)])
def test_a_population_a_few_parents_apart_from_everyone_is_not_told(
    antenatal: int, told: bool, planned: Callable[..., Plan], tmp_path: Path
):
    scores: dict[str, list[object]] = {}
    for i in range(40):
        entry = "antenatal" if i < antenatal else "postnatal"
        house = f"house-{i % 2}"
        before = 4 if i // 2 % 2 else 8  # half of them go up, in each house, among those few too
        scores[f"p{i:02}"] = [house, f"{house}-{i % 4}", entry, before, 8, None]
    with opened(snapshot_of_scores(tmp_path / "snapshot", scores)) as snapshot:
        found = evaluate_plan(snapshot, planned(outcomes=POSTNATAL))

    at_three_months = [f for f in found.findings if f.counted.response.wave == "t1"]
    everyone, postnatal = (finding.counted for finding in at_three_months)
    modelled = [finding.modelled is not None for finding in at_three_months]
    assert modelled == [True, told]
    assert everyone.paired == 40
    assert postnatal.paired == (40 - antenatal if told else None)
    assert ("change" in postnatal.silences) is not told
    if not told:
        assert postnatal.silences["change"] is Silence.WAITING
