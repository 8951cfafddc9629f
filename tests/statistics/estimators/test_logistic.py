"""Logistic regression: what cannot be fitted is named, and the rest is the maximum of the likelihood."""

import numpy as np
import pytest
from scipy.optimize import minimize

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.logistic import area_under_curve, logistic


def parents(n: int = 300) -> tuple[dict[str, Array], Array]:
    chance = np.random.default_rng(4)
    age, single = 30 + 5 * chance.normal(size=n), (chance.uniform(size=n) < 0.3).astype(float)
    stays = chance.uniform(size=n) < 1 / (1 + np.exp(-(-2 + 0.1 * age - single)))
    return {"age": age, "single": single}, stays.astype(float)


def test_it_is_the_maximum_of_the_likelihood():
    columns, stays = parents()
    x = np.column_stack([np.ones(300), *columns.values()])

    found = logistic(columns, stays)

    def deviance(beta: Array) -> float:
        return 2 * float(np.logaddexp(0, np.where(stays == 1, -(x @ beta), x @ beta)).sum())

    searched = minimize(
        deviance,
        np.zeros(3),
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000},
    )
    beta = [term.estimate for term in found.fixed.values()]
    assert beta == pytest.approx(searched.x, rel=1e-4)
    assert found.deviance == pytest.approx(searched.fun, rel=1e-9)
    assert x.T @ (stays - found.probability) == pytest.approx(np.zeros(3), abs=1e-7)


def test_ages_in_another_unit_change_nothing_else():
    columns, stays = parents()
    seconds = {**columns, "age": 1e9 + columns["age"] * 31_557_600}

    found, usual = logistic(seconds, stays), logistic(columns, stays)

    assert found.probability == pytest.approx(usual.probability, abs=1e-6)


def test_without_columns_everybody_has_the_share_of_events():
    _, stays = parents()

    assert logistic({}, stays).probability == pytest.approx(np.full(300, stays.mean()))


@pytest.mark.parametrize("cut", [25.0, 30.0])
def test_a_column_that_separates_is_named(cut: float):
    columns, _ = parents()

    with pytest.raises(CannotEstimate, match="Knowing 'age' tells without error who has left"):
        logistic(columns, (columns["age"] < cut).astype(float), name="left")


def test_a_column_that_separates_some_is_named():
    columns, stays = parents()
    asked = ((stays == 1) & (columns["age"] > 33)).astype(float)  # everybody asked has stayed

    with pytest.raises(CannotEstimate, match="'asked'"):
        logistic({**columns, "asked": asked}, stays)


@pytest.mark.parametrize(
    ("event", "sentence"), [(0.0, "Nobody"), (1.0, "Everybody"), (2.0, "neither")]
)
def test_an_event_that_everybody_or_nobody_has_is_refused(event: float, sentence: str):
    columns, _ = parents()

    with pytest.raises(CannotEstimate, match=sentence):
        logistic(columns, np.full(300, event))


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (np.full(300, 7.0), "'extra' takes one value"),
        (np.append(np.nan, np.arange(299.0)), "'extra' has a missing"),
        (None, "'extra' says nothing more"),
    ],
)
def test_columns_that_say_nothing_are_named(extra: Array | None, sentence: str):
    columns, stays = parents()
    repeated = columns["age"] * 2 - columns["single"]

    with pytest.raises(CannotEstimate, match=sentence):
        logistic({**columns, "extra": repeated if extra is None else extra}, stays)


def test_ties_count_for_half_of_a_pair():
    assert area_under_curve(np.array([1.0, 1, 2, 0]), np.array([1.0, 0, 1, 0])) == 3.5 / 4
