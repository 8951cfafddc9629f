"""What is tried on a draw is the product's own estimator, and it finds the truth."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from scipy import stats

from village.laboratory.simulation import analyses
from village.laboratory.simulation.outcomes import Outcomes, Panel, draw_outcomes
from village.laboratory.simulation.repeat import Study, repeat
from village.statistics.estimators.fit import CannotEstimate, Term

PLACED = {"change_icc_house": 0.03, "change_icc_group": 0.05}
PAIRED = Panel(months=(0, 12), lost=(0, 0.4), **PLACED)
FOUND: dict[str, tuple[Callable[[Outcomes], Term], Panel, float]] = {
    "mean change": (analyses.paired_change, PAIRED, 0.3),
    "arms": (
        analyses.difference_between_arms,
        Panel(compared_by="house", natural=0.5, **PLACED),
        0.3,
    ),
    "single parents": (
        analyses.difference_between_single_parents_and_others,
        Panel(more_if_single=0.2, **PLACED),
        0.2,
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_the_truth_is_found_within_monte_carlo_error(name: str):
    analyse, panel, truth = FOUND[name]
    study = Study(name=name, draw=partial(draw_outcomes, panel), analyse=analyse, truth=truth)
    found = repeat(study, draws=150, seed=2)

    bias = (found.mean - truth) / (found.spread / np.sqrt(found.estimated))
    assert abs(bias) < 3.5
    assert found.claimed / found.spread == pytest.approx(1, abs=0.2)
    assert found.coverage > 0.9


def test_strangers_are_student_s_paired_t():
    drawn = draw_outcomes(PAIRED, np.random.default_rng(1))
    seen = ~np.isnan(drawn.scores[:, 1])
    expected = stats.ttest_rel(drawn.scores[seen, 1], drawn.scores[seen, 0]).confidence_interval()

    found = analyses.change_of_strangers(drawn)

    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_one_house_of_one_group_has_no_interval():
    alone = draw_outcomes(Panel(houses=1, groups=1), np.random.default_rng(1))

    with pytest.raises(CannotEstimate, match="one_group"):
        analyses.paired_change(alone)
