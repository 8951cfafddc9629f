"""Houses that open one after another: what opening changes, cohort by cohort and period by period.

Two-way fixed effects (house and period) give one number, but compare houses that open late with houses already open,
some cohorts counting negatively when the effect grows with time (de Chaisemartin & D'Haultfœuille 2020, AER 110:2964;
Goodman-Bacon 2021, J. Econometrics 225:254). So the headline here is the average, over parents in open houses, of one
effect per cohort of opening g and period t ≥ g, with houses not yet open as the only comparison (Wooldridge 2021;
Callaway & Sant'Anna 2021, J. Econometrics 225:200; Sun & Abraham 2021, ibid. 225:175):

    y = α_house + λ_period + Σ_{g, t ≥ g} δ_gt 1[opened at g] 1[period t] + e,     CR2 errors by house.

The δ_gt are those one gets by imputing, in each open house, what houses not yet open lead to expect (Borusyak, Jaravel
& Spiess 2024, REStud 91:3253). Two-way fixed effects are given beside, with the weight that counts negatively.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.causal.house_periods import Cell, HousePeriods
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.estimators.linear import Regression
from village.statistics.estimators.sandwich import RobustJointTest

ASSUMES = "An effect only if both would have changed alike without the groups (parallel trends)."
LEADS = 3  # periods before opening that are compared with those still earlier
APART = 1.0  # standard errors between the two averages that are said


@dataclass(frozen=True, slots=True)
class Unsure:
    """An estimate without interval, and why: one house cannot tell how much houses differ."""

    estimate: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseOpening:
    """What opening a house changes. A part that rests on one house, on either side, has no interval (`Unsure`).

    Attributes
    ----------
    overall
        Σ n_gt δ_gt / Σ n_gt, over parents seen in open houses.
    by_lag
        The same by number of periods since opening (0: the period of opening).
    by_cohort
        The same by period of opening.
    two_way
        The coefficient of two-way fixed effects, for comparison.
    negative_weight
        The share of absolute weight that two-way fixed effects give negatively to open houses.
    before
        Whether cohorts already diverged before they opened (all leads at once); None without enough periods.
    left_out
        Rows that were not used, by reason.
    """

    overall: Term | Unsure
    by_lag: Mapping[int, Term | Unsure]
    by_cohort: Mapping[float, Term | Unsure]
    two_way: Term | Unsure
    negative_weight: float
    before: RobustJointTest | None
    n: Mapping[str, int]
    left_out: Mapping[str, int]
    method: str
    warnings: tuple[str, ...]


def staggered(
    outcome: Array, house: Sequence[Any] | Array, period: Array, opened: Array
) -> HouseOpening:
    """Estimate what opening changes, from rows (n,): outcome, house, period (a number), period its house opened in.

    `opened` is NaN for a house that never did. Raises `CannotEstimate` when no house is seen before it opens, or when
    no house is still closed while another is open.
    """
    return compare_openings(HousePeriods.of_rows(outcome, house, period, opened))


def compare_openings(rows: HousePeriods) -> HouseOpening:
    """The same from houses' periods, which a scan can sum (`scans.openings`)."""
    used, left_out = _comparable(rows)
    saturated, averages = _averages(used)
    two_way = _sure(used.regress({"open": used.is_open.astype(float)}).contrast({"open": 1}), None)
    overall, negative, before = averages["overall"][0], _negative_weight(used), _leads(rows)
    return HouseOpening(
        overall=overall,
        by_lag={int(lag): term for lag, term in averages["lag"].items()},
        by_cohort=averages["cohort"],
        two_way=two_way,
        negative_weight=negative,
        before=before,
        n=used.counts,
        left_out=left_out,
        method="effects by cohort and period against houses not yet open, averaged over parents; "
        + saturated.method,
        warnings=(*_warnings(overall, two_way, negative, before), *_unsure(averages)),
    )


def _comparable(rows: HousePeriods) -> tuple[HousePeriods, dict[str, int]]:
    """Without houses open from the start, and without the periods at which every house is open."""
    first = rows.period.min()
    seen_before = ~(rows.opened <= first)
    closed = rows.period[seen_before & ~rows.is_open]
    if not len(closed):
        raise CannotEstimate("No house is seen before it opens: there is nothing to compare with.")
    last = closed.max()
    in_time = rows.period <= last
    used = rows.where(seen_before & in_time)
    if not used.is_open.any():
        raise CannotEstimate(
            "No house is still closed while another is open: there is nobody to compare with."
        )
    left_out = {
        "house open since the first period": rows.parents(~seen_before),
        "every house is open": rows.parents(seen_before & ~in_time),
    }
    return used, {reason: count for reason, count in left_out.items() if count}


def _cells(rows: HousePeriods) -> dict[Cell, Array]:
    """An indicator for each cohort of opening and period it is open in."""
    pairs = np.unique(np.column_stack([rows.opened, rows.period])[rows.is_open], axis=0)
    return {
        (float(g), float(t)): ((rows.opened == g) & (rows.period == t)).astype(float)
        for g, t in pairs
    }


Averages = dict[str, dict[float, Term | Unsure]]


def _averages(rows: HousePeriods) -> tuple[Regression, Averages]:
    """The effects of all cells averaged over parents: overall (0), by lag, by cohort."""
    cells = _cells(rows)
    sizes = {cell: float(column @ rows.seen.rows) for cell, column in cells.items()}
    fitted = rows.regress({f"{g:g} at {t:g}": column for (g, t), column in cells.items()})
    keys: Mapping[str, Callable[[Cell], float]] = {
        "overall": lambda cell: 0.0,
        "lag": rows.lag,
        "cohort": lambda cell: cell[0],
    }
    parts = [(kind, value) for kind, key in keys.items() for value in sorted({*map(key, cells)})]
    weights, reasons = [], []
    for kind, value in parts:
        chosen = {cell: size for cell, size in sizes.items() if keys[kind](cell) == value}
        total = sum(chosen.values())
        weights.append({f"{g:g} at {t:g}": size / total for (g, t), size in chosen.items()})
        reasons.append(_alone(rows, chosen))
    averages: Averages = {kind: {} for kind in keys}
    terms = fitted.contrasts(weights)
    for (kind, value), term, reason in zip(parts, terms, reasons, strict=True):
        averages[kind][value] = _sure(term, reason)
    return fitted, averages


def _alone(rows: HousePeriods, cells: Collection[Cell]) -> str | None:
    """Why these effects have no measured uncertainty: a house alone in its cell is fitted exactly, and varies from nobody."""

    def houses(kept: np.ndarray[Any, np.dtype[np.bool_]]) -> int:
        return len(np.unique(rows.house[kept]))

    if all(houses((rows.opened == g) & (rows.period == t)) < 2 for g, t in cells):
        return "each cohort that opens is one house"
    if all(houses(~rows.is_open & (rows.period == t)) < 2 for _, t in cells):
        return "one house only is still closed to compare with"
    return None


def _sure(term: Term, reason: str | None) -> Term | Unsure:
    """The term, unless a reason or its degrees of freedom say that nothing was learned of its error."""
    if reason is None and term.se > 0 and term.df > 0:  # a df of NaN compares as False
        return term
    return Unsure(term.estimate, reason or "too few houses tell how much houses differ")


def _unsure(averages: Averages) -> Iterable[str]:
    """One sentence for each kind of average, naming those without interval by reason."""
    named = {"overall": "the effect", "lag": "periods since opening", "cohort": "cohorts opened at"}
    for kind, terms in averages.items():
        found = [(value, term) for value, term in terms.items() if isinstance(term, Unsure)]
        for reason in dict.fromkeys(term.reason for _, term in found):
            which = ", ".join(f"{value:g}" for value, term in found if term.reason == reason)
            about = named[kind] if kind == "overall" else f"{named[kind]} {which}"
            yield f"No interval can be given for {about}: {reason}."


def _negative_weight(rows: HousePeriods) -> float:
    """Two-way fixed effects weigh each parent of an open house by the residual of `open` on houses and periods.

    The share of absolute weight that is negative (de Chaisemartin & D'Haultfœuille 2020, theorem 1).
    """
    is_open, parents = rows.is_open, rows.seen.rows
    _, house = np.unique(rows.house, return_inverse=True)
    sizes = np.bincount(house, weights=parents)

    def around_house(column: Array) -> Array:
        means: Array = np.bincount(house, weights=parents * column) / sizes
        return column - means[house]

    periods = [around_house((rows.period == t).astype(float)) for t in np.unique(rows.period)[1:]]
    x, d = np.column_stack(periods), around_house(is_open.astype(float))
    root = np.sqrt(parents)
    slope = np.linalg.lstsq(x * root[:, None], d * root, rcond=None)[0]
    weight = ((d - x @ slope) * parents)[is_open]
    return float(-weight[weight < 0].sum() / np.abs(weight).sum())


def _leads(rows: HousePeriods) -> RobustJointTest | None:
    """Among houses not yet open, whether those about to open already differ from what they were earlier."""
    still = rows.where(~rows.is_open)
    periods = np.unique(rows.period)
    place = np.searchsorted(periods, still.period)
    will_open = still.opened <= periods[-1]  # NaN, never, compares as False
    ahead = np.where(will_open, np.searchsorted(periods, still.opened) - place, 0)
    leads = {f"{k} before": (ahead == k).astype(float) for k in range(1, LEADS + 1)}
    leads = {name: column for name, column in leads.items() if column.any()}
    try:
        return still.regress(leads).joint(list(leads)) if leads else None
    except CannotEstimate:  # too few periods before the first opening to tell a lead from a house
        return None


def _warnings(
    overall: Term | Unsure, two_way: Term | Unsure, negative: float, before: RobustJointTest | None
) -> Iterable[str]:
    yield ASSUMES
    if negative > 0:
        yield f"Two-way fixed effects would count {negative:.0%} of the weight of open houses negatively."
    if isinstance(overall, Term) and abs(overall.estimate - two_way.estimate) > APART * overall.se:
        yield "Two-way fixed effects give another answer: the effect differs between cohorts or grows with time."
    if before is None:
        yield "There are too few periods before opening to look for earlier divergence."
    elif before.p < 0.05:
        yield "Houses about to open already diverged before they opened: the comparison is doubtful."
    if isinstance(overall, Term) and overall.df < 4:
        yield f"The interval rests on {overall.df:.1f} degrees of freedom: too few houses inform it."
