"""Sites that share sums and no row: the model of the sum of their sums is the model of all the rows."""

import pytest
from hypothesis import given, settings

from tests.statistics.estimators.mixed.rows import nested_moments
from tests.statistics.estimators.mixed.test_likelihood import SEEDS, Rows, some_rows
from village.statistics.estimators.mixed import fit_nested, shrunken_effects
from village.statistics.moments.nested import NestedMoments


def part(rows: Rows, chosen: list[int]) -> NestedMoments:
    return nested_moments(
        {name: column[chosen] for name, column in rows.columns.items()},
        {name: [level[i] for i in chosen] for name, level in rows.levels.items()},
    )


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_two_sites_together_are_the_nation(seed: int):
    rows = some_rows(seed, 3, rows=60)
    at = {
        site: [i for i, house in enumerate(rows.levels["house"]) if (house == "house0") == site]
        for site in (True, False)
    }
    nation = fit_nested(nested_moments(rows.columns, rows.levels))
    sums = part(rows, at[True]) + part(rows, at[False])
    federated = fit_nested(sums)

    assert federated.criterion == pytest.approx(nation.criterion, rel=1e-9)
    assert federated.sd == pytest.approx(dict(nation.sd), rel=1e-6, abs=1e-7)
    for name, term in nation.fixed.items():
        assert federated.fixed[name].estimate == pytest.approx(term.estimate, rel=1e-7, abs=1e-8)
        assert federated.fixed[name].se == pytest.approx(term.se, rel=1e-6)
    effects = shrunken_effects(sums, federated, "house")
    assert {unit for (unit,) in effects.units} == set(rows.levels["house"])
