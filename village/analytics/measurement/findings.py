"""What is said of a scale at one wave: plain values, already silent for their audience.

A value that is not published is None, and `silences` says which. Codes of `cautions`: `low_reliability` (α below 0.70),
`no_single_factor` (CFI below 0.90), `improper` (a Heywood case), `backwards` (an item against the others, usually not
turned round), `floor`, `ceiling` (15 % of parents or more at one end).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Self

from village.analytics.results import Caution, Silences
from village.statistics.estimators.fit import Term
from village.statistics.estimators.psychometrics.consistency import Consistency
from village.statistics.estimators.psychometrics.factor import OneFactor
from village.statistics.estimators.psychometrics.functioning import Functioning, Size
from village.statistics.estimators.psychometrics.invariance import CFI_ENOUGH, Constraint, Level
from village.statistics.inference import Estimate

LOW_RELIABILITY = 0.70


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMeasurement:
    """One item beside the others of its scale."""

    item: str
    rest_correlation: float
    alpha_if_dropped: float | None
    loading: float | None  # standardised


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonStep:
    """One model of invariance, and what its constraint costs beside the one before."""

    level: Level
    cfi: float | None
    rmsea: float | None
    srmr: float
    chi2: float
    df: int
    chi2_difference: float | None
    df_difference: int | None
    p_difference: float | None
    cfi_change: float | None
    rmsea_change: float | None
    holds: bool

    @classmethod
    def of(cls, constraint: Constraint) -> Self:
        """Without the exact number of respondents."""
        fit = constraint.fit
        return cls(
            level=constraint.level,
            cfi=fit.cfi,
            rmsea=fit.rmsea,
            srmr=fit.srmr,
            chi2=fit.chi2,
            df=fit.df,
            chi2_difference=constraint.chi2_difference,
            df_difference=constraint.df_difference,
            p_difference=constraint.p_difference,
            cfi_change=constraint.cfi_change,
            rmsea_change=constraint.rmsea_change,
            holds=constraint.holds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShift:
    """Whether one item works alike in the groups compared; `shifts` are log odds beside the first group."""

    item: str
    adjusted: float
    r2_gain: float
    size: Size
    flagged: bool
    shifts: Mapping[str, Estimate]

    @classmethod
    def of(cls, one: Functioning) -> Self:
        """Without the exact number of respondents."""
        return cls(
            item=one.item,
            adjusted=one.adjusted,
            r2_gain=one.r2_gain,
            size=one.size,
            flagged=one.flagged,
            shifts={name: as_estimate(term) for name, term in one.shifts.items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupComparison:
    """Whether a scale measures alike in the groups of `by` ("language" or "mode") where enough parents answered.

    `groups` come with the largest first, to which the others are compared. `level` is what holds: "scalar" lets means
    be compared, "metric" changes, "configural" or None neither. `means` are differences of the factor in its standard
    deviations, given only at "scalar". `items` is empty but at the wave of entry. `refused` says, in English, why
    nothing could be estimated; without groups to compare everything is None.
    """

    by: str
    groups: tuple[str, ...]
    level: Level | None
    steps: tuple[ComparisonStep, ...]
    means: Mapping[str, Estimate]
    items: tuple[ItemShift, ...]
    refused: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleMeasurement:
    """How one scale measured at one wave; None where there is too little to say, or where it may not be said.

    `respondents` answered every item; the count is rounded down to ten, because exact it would tell, beside the number
    of questionnaires, how few left a question out. `silences` may name `all`, `floor`, `ceiling`.
    """

    instrument: str
    version: str
    scale: str
    wave: str
    titles: Mapping[str, str]
    validated: bool
    respondents: int | None = None
    alpha: Estimate | None = None
    omega: Estimate | None = None
    average_r: float | None = None
    sem: float | None = None  # in points of the score
    mdc95: float | None = None
    cfi: float | None = None
    rmsea: Estimate | None = None  # with its 90 % interval
    srmr: float | None = None
    floor: float | None = None  # shares in whole hundredths, never 0 nor 1
    ceiling: float | None = None
    items: tuple[ItemMeasurement, ...] = ()
    comparisons: tuple[GroupComparison, ...] = ()
    refused: str | None = None  # why nothing could be estimated, in English
    cautions: tuple[Caution, ...] = ()
    silences: Silences = field(default_factory=dict)


DIGITS = 2  # of coefficients
OTHERWISE = {"sem": 1, "mdc95": 1, "p_difference": 3, "adjusted": 3}  # points of the score; p


def coarse(measured: ScaleMeasurement) -> ScaleMeasurement:
    """The same to two decimals, errors of measurement to a tenth of a point.

    All who have a score are measured, the paired are compared: the exact spreads of both, subtracted, would tell the
    score of the few who are in one and not in the other. A spread known to one part in a hundred does not.
    """
    found: ScaleMeasurement = _rounded(measured, DIGITS)
    return found


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, float):
        return round(value, digits)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {
            part.name: _rounded(getattr(value, part.name), OTHERWISE.get(part.name, digits))
            for part in fields(value)
        }
        return replace(value, **parts)
    if isinstance(value, Mapping):
        return {name: _rounded(part, digits) for name, part in value.items()}
    return tuple(_rounded(part, digits) for part in value) if isinstance(value, tuple) else value


def items_of(found: Consistency, factor: OneFactor | None) -> tuple[ItemMeasurement, ...]:
    """Each item of a scale, with its loading when a factor was fitted."""
    return tuple(
        ItemMeasurement(
            item=name,
            rest_correlation=item.rest_correlation,
            alpha_if_dropped=item.alpha_if_dropped,
            loading=factor.standardised[name] if factor else None,
        )
        for name, item in found.items.items()
    )


def fit_of(factor: OneFactor) -> dict[str, Any]:
    """ω and the fit of one factor, under the names of `ScaleMeasurement`."""
    fit, rmsea = factor.fit, None
    if fit.rmsea is not None:
        rmsea = Estimate(value=fit.rmsea, low=fit.rmsea_low, high=fit.rmsea_high)
    return {"omega": as_estimate(factor.omega), "cfi": fit.cfi, "rmsea": rmsea, "srmr": fit.srmr}


def cautions_on(found: Consistency, factor: OneFactor | None) -> Iterator[Caution]:
    """What to know before believing a change on this scale."""
    if found.alpha < LOW_RELIABILITY:
        yield Caution(code="low_reliability", value=found.alpha)
    if any(item.rest_correlation < 0 for item in found.items.values()):
        yield Caution(code="backwards")
    if factor and factor.fit.cfi is not None and factor.fit.cfi < CFI_ENOUGH:
        yield Caution(code="no_single_factor", value=factor.fit.cfi)
    if factor and any(term.estimate < 0 for term in factor.residuals.values()):
        yield Caution(code="improper")


def as_estimate(term: Term) -> Estimate:
    """A normal estimate, as results carry them."""
    return Estimate(
        value=term.estimate, standard_error=term.se, low=float(term.low), high=float(term.high)
    )
