"""Many draws: each can be made again alone, and what is counted is what happened."""

import numpy as np
import pytest

from village.laboratory.simulation.repeat import CHUNK, Study, Tally, monte_carlo, repeat, stream
from village.statistics.estimators.fit import CannotEstimate, Term


def toss(rng: np.random.Generator) -> float:
    return float(rng.normal(0.5, 1))


def known_error(drawn: float) -> Term:
    return Term.of(drawn, 1.0, np.inf)


def refuse_low(drawn: float) -> Term:
    if drawn < 0.5:
        raise CannotEstimate("too low")
    return known_error(drawn)


TOSSES = Study(name="tosses", draw=toss, analyse=known_error, truth=0.5)


def test_what_is_counted_is_what_happened():
    found = repeat(TOSSES, draws=120, seed=5)
    drawn = np.array([toss(stream("tosses", seed=5, draw=i)) for i in range(120)])

    assert found.draws == found.estimated == 120
    assert found.held == (abs(drawn - 0.5) <= 1.959964).sum()
    assert found.excluded_zero == (abs(drawn) > 1.959964).sum()
    assert found.mean == pytest.approx(drawn.mean())
    assert found.spread == pytest.approx(np.sqrt(((drawn - 0.5) ** 2).mean()))
    assert (found.claimed, found.length) == pytest.approx((1, 2 * 1.959964))


def test_a_draw_without_estimate_is_counted_apart():
    study = Study(name="tosses", draw=toss, analyse=refuse_low, truth=0.5)
    found = repeat(study, draws=60, seed=5)
    low = sum(toss(stream("tosses", seed=5, draw=i)) < 0.5 for i in range(60))

    assert (found.draws, found.failed) == (60, low)
    assert 0 < low < 60
    assert found.mean > 0.5


def test_two_studies_or_two_seeds_never_share_a_draw():
    draws = {
        stream(study, seed=seed, draw=draw).random()
        for study in ("one", "other")
        for seed in (1, 2)
        for draw in (1, 2)
    }

    assert len(draws) == 8


def test_progress_is_told_as_it_is_made():
    heard: list[int] = []
    repeat(TOSSES, draws=CHUNK + 10, seed=1, on_draws=heard.append)

    assert heard == [CHUNK, 10]


def test_tallies_add():
    halves = Tally(draws=2, held=1, total=0.5) + Tally(draws=3, failed=1, held=2, total=1.0)

    assert (halves.draws, halves.estimated, halves.coverage, halves.mean) == (5, 4, 0.75, 0.375)


def test_two_thousand_draws_leave_about_one_point():
    assert monte_carlo(1900, 2000) == pytest.approx(0.0095, abs=2e-4)
