"""Change since entry with every answer counted: what houses did, written with matrices, and the headline's own interval."""

import numpy as np
import pytest
from scipy.linalg import sqrtm

from village.laboratory.simulation import analyses
from village.laboratory.simulation.outcomes import Outcomes, Panel, draw_outcomes
from village.laboratory.simulation.sums import wave_sums
from village.statistics.estimators.fit import CannotEstimate, Fit
from village.statistics.estimators.linear import regress_rows
from village.statistics.estimators.repeated.robust import change_since_first

FEW = Panel(houses=7, groups=2, change_icc_house=0.1, icc_group=0.1)


def drawn(panel: Panel = FEW, seed: int = 3) -> Outcomes:
    return draw_outcomes(panel, np.random.default_rng(seed))


def change(found: Outcomes, **how: str) -> Fit:
    sums = wave_sums(found.scores, levels={"house": found.house, "group": found.group})
    return change_since_first(sums, **how)


@pytest.mark.parametrize("level", ["house", "group"])
def test_it_is_cr2_of_least_squares_on_weighed_rows(level: str):
    """Rows multiplied by Σ_o^(−1/2), person by person, then clustered least squares written by another hand."""
    found = drawn()
    fit = change(found, level=level)
    sigma = np.array(fit.details["covariance"])
    x, y, unit = [], [], []
    since = np.eye(4)
    since[1:, 0] = 1  # entry, and each later wave's difference from it: columns of the means
    for scores, place in zip(found.scores, getattr(found, level), strict=True):
        seen = ~np.isnan(scores)
        root = np.real(sqrtm(np.linalg.inv(sigma[np.ix_(seen, seen)])))
        x.append(root @ since[seen])
        y.append(root @ scores[seen])
        unit += [int(place)] * int(seen.sum())
    columns = np.vstack(x)
    by_hand = cr2(columns, np.concatenate(y), np.array(unit))

    for t, term in enumerate(fit.fixed.values()):
        estimate, se, df = by_hand[t]
        assert (term.estimate, term.se) == pytest.approx((estimate, se), rel=1e-7)
        assert term.df == pytest.approx(df, rel=1e-6)


def cr2(x, y, unit):
    """Bell and McCaffrey with the matrices of rows: for each coefficient its value, error, degrees of freedom."""
    bread = np.linalg.inv(x.T @ x)
    beta = bread @ x.T @ y
    residual_maker = np.eye(len(y)) - x @ bread @ x.T
    loads = []
    for one in np.unique(unit):
        mine = unit == one
        values, vectors = np.linalg.eigh(residual_maker[np.ix_(mine, mine)])
        root = vectors @ np.diag(np.where(values > 1e-9, values, np.inf) ** -0.5) @ vectors.T
        loads.append((bread @ x[mine].T @ root, residual_maker[mine]))
    found = []
    for c in range(x.shape[1]):
        scores = np.array([load[c] @ (maker @ y) for load, maker in loads])
        rows = np.array([load[c] @ maker for load, maker in loads])
        spread = rows @ rows.T
        df = np.trace(spread) ** 2 / (spread**2).sum()
        found.append((beta[c], float(np.sqrt((scores**2).sum())), df))
    return found


def test_with_two_waves_and_nobody_lost_it_is_the_headline():
    found = drawn(Panel(houses=12, months=(0, 12), lost=(0, 0), change_icc_house=0.1))
    headline, of_all = analyses.paired_change(found), change(found).fixed["t1"]

    for name in ("estimate", "se", "df", "low", "high"):
        assert getattr(of_all, name) == pytest.approx(getattr(headline, name), rel=1e-9)


def test_those_seen_once_count_as_well():
    found = drawn()
    complete = ~np.isnan(found.scores).any(axis=1)

    assert change(found).n["parent"] == len(found.scores) > complete.sum()
    assert change(found).n["house"] == 7


def test_it_says_how_it_was_made():
    method = change(drawn()).method

    assert "unstructured" in method
    assert method.endswith("CR2 errors by house, Satterthwaite df")
    assert "random intercepts" not in method


def test_clusters_written_as_least_squares_agree_on_complete_scores():
    """Complete waves: the means are those of each wave, the errors those of a regression on waves by house."""
    found = drawn(Panel(houses=6, lost=(0, 0, 0, 0), change_icc_house=0.1))
    rows = found.long()
    waves = {f"t{t}": (rows["wave"] == t).astype(float) for t in (1, 2, 3)}
    plain = regress_rows(waves, rows["y"].astype(float), clusters=rows["house"].tolist()).fit()

    for name in waves:
        assert change(found).fixed[name].estimate == pytest.approx(plain.fixed[name].estimate)
        assert change(found).fixed[name].se == pytest.approx(plain.fixed[name].se, rel=1e-6)


def test_without_houses_or_with_one_house_it_is_refused():
    found = drawn()
    sums = wave_sums(found.scores, levels={"house": found.house})
    one = wave_sums(found.scores, levels={"house": 0 * found.house, "group": found.group})

    with pytest.raises(CannotEstimate, match="know no house"):
        change_since_first(sums.without_levels())
    with pytest.raises(CannotEstimate, match="no level territory: there are house"):
        change_since_first(sums, level="territory")
    with pytest.raises(CannotEstimate, match="one house only"):
        change_since_first(one)
