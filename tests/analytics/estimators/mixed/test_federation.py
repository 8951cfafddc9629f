"""Sites that share sums and no row: the model of the sum of their sums is the model of all the rows."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings

from tests.analytics.estimators.mixed.rows import nested_moments
from tests.analytics.estimators.mixed.test_likelihood import SEEDS, Rows, some_rows
from village.analytics.estimators.mixed import fit_nested, shrunken_effects
from village.analytics.moments.nested import NestedMoments


def added(here: NestedMoments, there: NestedMoments) -> NestedMoments:
    """The plainest addition: no unit in common, columns about the same centre, sizes kept apart."""
    houses, groups = (len(labels) for labels in here.labels)
    together = np.concatenate
    return dataclasses.replace(
        here,
        rows=here.rows + there.rows,
        cross=here.cross + there.cross,
        sizes=together([here.sizes, there.sizes]),
        units=together([here.units, there.units]),
        squares=together([here.squares, there.squares]),
        labels=tuple(
            together([one, other]) for one, other in zip(here.labels, there.labels, strict=True)
        ),
        above=(together([here.above[0], there.above[0] + houses]),),
        cell_unit=together([here.cell_unit, there.cell_unit + groups]),
        cell_size=together([here.cell_size, there.cell_size + len(here.sizes)]),
        cell_units=together([here.cell_units, there.cell_units]),
        cell_sums=together([here.cell_sums, there.cell_sums]),
    )


def part(rows: Rows, chosen: list[int]) -> NestedMoments:
    return nested_moments(
        {name: column[chosen] for name, column in rows.columns.items()},
        {name: [level[i] for i in chosen] for name, level in rows.levels.items()},
        centred=False,
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
    sums = added(part(rows, at[True]), part(rows, at[False]))
    federated = fit_nested(sums)

    assert federated.criterion == pytest.approx(nation.criterion, rel=1e-9)
    assert federated.sd == pytest.approx(dict(nation.sd), rel=1e-6, abs=1e-7)
    for name, term in nation.fixed.items():
        assert federated.fixed[name].estimate == pytest.approx(term.estimate, rel=1e-7, abs=1e-8)
        assert federated.fixed[name].se == pytest.approx(term.se, rel=1e-6)
    effects = shrunken_effects(sums, federated, "house")
    assert {unit for (unit,) in effects.units} == set(rows.levels["house"])
