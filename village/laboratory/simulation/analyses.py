"""What may be tried on a draw: the estimators of the product, each asked for one figure.

Every function takes `Outcomes` (or `WedgeRows`) and returns the `Term` of the figure named, at the last wave. They
raise `CannotEstimate` when a draw does not allow it.
"""

import numpy as np

from village.laboratory.simulation.outcomes import Outcomes
from village.laboratory.simulation.sums import nested_sums, wave_sums
from village.laboratory.simulation.wedge import WedgeRows
from village.statistics.arrays import Array, IntArray
from village.statistics.change import ChangeEstimate, estimate_change
from village.statistics.estimators.causal.openings import Unsure, staggered
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.linear import regress_rows
from village.statistics.estimators.mixed import fit_nested
from village.statistics.estimators.repeated.design import WaveColumn
from village.statistics.estimators.repeated.fit import fit_waves
from village.statistics.estimators.repeated.robust import change_since_first
from village.statistics.inference import Estimate
from village.statistics.moments.paired import PairedMoments
from village.statistics.moments.waves import WaveMoments


def paired_change(drawn: Outcomes) -> Term:
    """Mean change of the parents who answered at entry and at the last wave, as `village evaluate` gives it."""
    return _term(_change(drawn).mean_change)


def change_in_these_houses(drawn: Outcomes) -> Term:
    """The same mean, with the interval that lets the parents of a group resemble one another and forgets houses."""
    return _term(_change(drawn).in_these_houses)


def change_of_strangers(drawn: Outcomes) -> Term:
    """The same mean by Student's paired t, as if no two parents had ever met: what one must not do."""
    change = drawn.scores[:, -1] - drawn.scores[:, 0]
    seen = change[~np.isnan(change)]
    return Term.of(seen.mean(), seen.std(ddof=1) / np.sqrt(len(seen)), len(seen) - 1)


def difference_between_arms(drawn: Outcomes) -> Term:
    """Score at the last wave of those who have the groups less the others', given their score at entry (ANCOVA)."""
    return _regression(drawn, outcome=drawn.scores[:, -1], arm=drawn.arm, entry=drawn.scores[:, 0])


def difference_between_single_parents_and_others(drawn: Outcomes) -> Term:
    """Change of single parents less the others': the interaction of a circumstance with time."""
    return _regression(drawn, outcome=_changes(drawn), single=drawn.single)


def mixed_change(drawn: Outcomes) -> Term:
    """The mean change by a mixed model of changes: intercepts of houses and groups, REML, Satterthwaite."""
    changes = _changes(drawn)
    seen = ~np.isnan(changes)
    units = {"house": drawn.house[seen], "group": drawn.group[seen]}
    return fit_nested(nested_sums({"change": changes[seen]}, units)).fixed["(Intercept)"]


def mixed_rows(drawn: Outcomes) -> Term:
    """Difference between arms at the last wave, equal at entry: every answer, intercepts of houses, groups, parents."""
    rows = drawn.long()
    wave, arm = rows["wave"], rows["arm"]
    later = range(1, drawn.scores.shape[1])
    means = {f"wave {t}": (wave == t).astype(float) for t in later}
    arms = {f"arm, {t}": arm * means[f"wave {t}"] for t in later}
    values = {**means, **arms, "y": rows["y"].astype(float)}
    units = {name: rows[name].astype(np.int64) for name in ("house", "group", "parent")}
    return fit_nested(nested_sums(values, units)).fixed[f"arm, {later[-1]}"]


def repeated_measures(drawn: Outcomes) -> Term:
    """The same by MMRM: unstructured covariance of the waves, intercepts of houses and groups, REML, Satterthwaite."""
    waves = np.eye(drawn.scores.shape[1])
    means = [WaveColumn(f"wave {t}", row) for t, row in enumerate(waves)]
    arms = [WaveColumn(f"arm, {t}", row, of="arm") for t, row in enumerate(waves) if t]
    return fit_waves(_persons(drawn), [*means, *arms]).fixed[arms[-1].name]


def repeated_change(drawn: Outcomes) -> Term:
    """Mean change between entry and the last wave by MMRM, everyone who answered once included."""
    waves = np.eye(drawn.scores.shape[1])
    since = [WaveColumn(f"wave {t}", row) for t, row in enumerate(waves) if t]
    fit = fit_waves(_persons(drawn), [WaveColumn("entry", np.ones(len(waves))), *since])
    return fit.fixed[since[-1].name]


def change_of_all(drawn: Outcomes) -> Term:
    """The same, with errors from what houses did (CR2): what MMRM weighs, without what it supposes of houses."""
    fit = change_since_first(_persons(drawn))
    return list(fit.fixed.values())[-1]


def mixed_change_of_rows(drawn: Outcomes) -> Term:
    """The same by a mixed model of every answer: waves, and intercepts of houses, groups and parents."""
    rows = drawn.long()
    later = range(1, drawn.scores.shape[1])
    means = {f"wave {t}": (rows["wave"] == t).astype(float) for t in later}
    units = {name: rows[name].astype(np.int64) for name in ("house", "group", "parent")}
    sums = nested_sums({**means, "y": rows["y"].astype(float)}, units)
    return fit_nested(sums).fixed[f"wave {later[-1]}"]


def _persons(drawn: Outcomes) -> WaveMoments:
    levels = {"house": drawn.house, "group": drawn.group}
    features = {"arm": drawn.arm.astype(float)} if 0 < drawn.arm.mean() < 1 else {}
    return wave_sums(drawn.scores, features=features, levels=levels)


def opening_in_steps(drawn: WedgeRows) -> Term:
    """What opening changes, by the model of Hussey and Hughes: periods, an intercept by house, REML, Satterthwaite."""
    return _opening(drawn, {"house": drawn.house})


def opening_with_seasons(drawn: WedgeRows) -> Term:
    """The same where a house differs from one period to the next: one more intercept, for each of its periods."""
    season = drawn.house * (int(drawn.period.max()) + 1) + drawn.period
    return _opening(drawn, {"house": drawn.house, "season": season})


def _opening(drawn: WedgeRows, units: dict[str, IntArray]) -> Term:
    periods = {
        f"period {period}": (drawn.period == period).astype(float)
        for period in range(1, int(drawn.period.max()) + 1)
    }
    values = {**periods, "open": drawn.is_open, "y": drawn.y}
    return fit_nested(nested_sums(values, units)).fixed["open"]


def opening_among_closed_houses(drawn: WedgeRows) -> Term:
    """What opening changes, by cohort and period against houses not yet open, with CR2 errors by house."""
    period, opened = drawn.period.astype(float), drawn.opened.astype(float)
    overall = staggered(drawn.y, drawn.house.astype(float), period, opened).overall
    if isinstance(overall, Unsure):
        raise CannotEstimate(f"What opening changes has no interval: {overall.reason}.")
    return overall


def _changes(drawn: Outcomes) -> Array:
    changes: Array = drawn.scores[:, -1] - drawn.scores[:, 0]
    return changes


def _regression(drawn: Outcomes, *, outcome: Array, **columns: Array | IntArray) -> Term:
    """The coefficient of the first column, by least squares with CR2 errors, houses as clusters."""
    seen = ~np.isnan(outcome)
    values = {name: np.asarray(column[seen], dtype=float) for name, column in columns.items()}
    fit = regress_rows(values, outcome[seen], clusters=drawn.house[seen].tolist()).fit()
    return fit.fixed[next(iter(columns))]


def _change(drawn: Outcomes) -> ChangeEstimate:
    """Sums by group, then by house, as one scan of a snapshot returns them."""
    before, after = drawn.scores[:, 0], drawn.scores[:, -1]
    seen = ~np.isnan(after)
    before, after, group = before[seen], after[seen], drawn.group[seen]
    change = after - before
    columns = (before, before**2, after, after**2, change, change**2)
    sizes = np.bincount(group).astype(float)
    sums = [np.bincount(group, weights=column).astype(float) for column in columns]
    groups = PairedMoments(sizes, *sums, *[0 * sizes] * 4)
    kept = np.flatnonzero(sizes)
    groups = PairedMoments(*(column[kept] for column in groups.columns()))
    house_of = np.zeros(len(sizes), dtype=np.int64)
    house_of[group] = drawn.house[seen]
    starts = np.unique(house_of[kept], return_index=True)[1]
    return estimate_change(groups, groups.added([int(start) for start in starts]))


def _term(estimate: Estimate) -> Term:
    if estimate.value is None or estimate.standard_error is None or estimate.df is None:
        raise CannotEstimate(f"There is no interval: {estimate.reason}.")
    return Term.of(estimate.value, estimate.standard_error, estimate.df)
