"""The criterion made from sums is the one made from the covariance matrix of all rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.statistics.estimators.repeated.persons import all_columns, dense_criterion, drawn
from village.statistics.estimators.repeated import STRUCTURES
from village.statistics.estimators.repeated.covariances import covariance_of
from village.statistics.estimators.repeated.design import lay_out
from village.statistics.estimators.repeated.likelihood import Likelihood
from village.statistics.estimators.repeated.search import Surface

SEEDS = st.integers(0, 10_000)


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, structure=st.sampled_from(STRUCTURES), restricted=st.booleans())
def test_it_equals_the_dense_likelihood_at_any_parameters(seed, structure, restricted):
    persons = drawn(seed, waves=4)
    columns = all_columns(persons)
    chance = np.random.default_rng(seed)
    moments = persons.moments()
    covariance = covariance_of(structure, moments.times)
    theta, tau = chance.normal(0, 0.4, covariance.parameters), chance.uniform(0, 2, 2)
    sigma = covariance.matrix(theta)

    likelihood = Likelihood(moments, lay_out(moments, columns), restricted=restricted)
    found = likelihood.criterion(likelihood.curvature(sigma, tau))

    dense = dense_criterion(persons, columns, sigma, tau, restricted=restricted)
    assert found == pytest.approx(dense, rel=1e-9)


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS, structure=st.sampled_from(STRUCTURES))
def test_its_derivatives_are_those_of_small_steps(seed, structure):
    persons = drawn(seed)
    moments = persons.moments()
    covariance = covariance_of(structure, moments.times)
    likelihood = Likelihood(moments, lay_out(moments, all_columns(persons)), restricted=True)
    surface = Surface(likelihood, covariance, levels=2)
    x = np.random.default_rng(seed).normal(0, 0.4, covariance.parameters + 2)
    steps = 1e-5 * np.eye(len(x))

    slope = [(surface.value(x + s)[0] - surface.value(x - s)[0]) / 2e-5 for s in steps]
    bend = [(surface.value(x + s)[1] - surface.value(x - s)[1]) / 2e-5 for s in steps]

    assert surface.value(x)[1] == pytest.approx(np.array(slope), rel=1e-4, abs=1e-4)
    assert surface.bends(x)[0] == pytest.approx(np.array(bend), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_every_structure_is_positive_definite_wherever_it_is_asked(structure):
    covariance = covariance_of(structure, np.array([0.0, 3, 6, 12]))
    chance = np.random.default_rng(4)

    for _ in range(20):
        sigma = covariance.matrix(chance.normal(0, 1, covariance.parameters))
        assert np.linalg.eigvalsh(sigma)[0] > 0
        assert sigma == pytest.approx(sigma.T)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_the_start_of_every_structure_is_near_what_was_seen(structure):
    times = np.array([0.0, 1, 2, 3])
    seen = 4 * (0.4 + 0.6 * np.eye(4))
    covariance = covariance_of(structure, times)

    started = covariance.matrix(covariance.start(seen))

    assert np.diag(started).mean() == pytest.approx(4, rel=0.5)
    assert (started > 0).all()


def test_a_mean_of_a_million_costs_no_digit():
    persons = drawn(3)
    far = persons.chosen(np.arange(len(persons.outcome)))
    far.outcome[:] = 1e6 + 1e-2 * persons.outcome
    covariance = covariance_of("unstructured", np.array(persons.times))
    sigma = covariance.matrix(np.random.default_rng(3).normal(0, 0.3, covariance.parameters))
    columns, tau = all_columns(persons), np.zeros(2)

    def value(seen, spread):
        moments = seen.moments()
        likelihood = Likelihood(moments, lay_out(moments, columns), restricted=False)
        return likelihood.criterion(likelihood.curvature(spread, tau))

    rows = int(persons.seen.sum())
    assert value(far, 1e-4 * sigma) - rows * np.log(1e-4) == pytest.approx(
        value(persons, sigma), rel=1e-7
    )
