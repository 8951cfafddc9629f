"""Beside a published national figure: a difference, with everything that keeps it from being more.

The parents of a national survey are others, asked otherwise, at another time, some of them left out. The reference
is refused unless it says who was left out; "nobody" is an answer, silence is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot, inf, sqrt

from village.statistics.estimators.fit import CannotEstimate, Term

OTHERS = "A difference from other parents, asked elsewhere and at another time: not an effect."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A published mean (with its standard deviation) or share (without), how many parents, whom it left out."""

    value: float
    n: int
    citation: str
    population: str
    exclusions: tuple[str, ...] | None
    sd: float | None = None

    @property
    def se(self) -> float:
        """Standard error of the mean, SD/√n, or of the share, √(p(1 − p)/n)."""
        return (self.spread) / sqrt(self.n)

    @property
    def spread(self) -> float:
        """Standard deviation of the score, or of the share's 0s and 1s."""
        return sqrt(self.value * (1 - self.value)) if self.sd is None else self.sd


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """Our parents in one kind (age × first child, say): their mean or share, and its standard error."""

    value: float
    se: float
    parents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalComparison:
    """Ours, theirs, the difference (also in their standard deviations), and what to print beside it."""

    ours: Term
    reference: Reference
    difference: Term
    in_sd: Term
    standardised: bool
    left_out_to_match: int
    warnings: tuple[str, ...]


def beside_national(
    ours: Term, reference: Reference, *, left_out_to_match: int | None
) -> NationalComparison:
    """Our mean or share minus the published one; both are uncertain.

    `left_out_to_match` is how many of our parents were left out because the reference leaves such parents out (0 when
    none; None means that nobody looked, and is refused).
    """
    _check(reference, left_out_to_match)
    return _compared(ours, reference, left_out_to_match or 0, standardised=False)


def beside_national_standardised(
    strata: Mapping[str, Stratum],
    shares: Mapping[str, float],
    reference: Reference,
    *,
    left_out_to_match: int | None,
) -> NationalComparison:
    """The same, our strata weighted by the reference's shares: Σ share × mean, se² = Σ share² se² (direct standardisation).

    Raises `CannotEstimate` when a stratum of the reference has nobody of ours, or the shares do not add up to 1.
    """
    _check(reference, left_out_to_match)
    if abs(sum(shares.values()) - 1) > 1e-6 or min(shares.values()) < 0:
        raise CannotEstimate("The shares of the reference's strata do not add up to 1.")
    if missing := sorted(name for name, share in shares.items() if share and name not in strata):
        raise CannotEstimate(f"None of our parents is in stratum {missing[0]!r} of the reference.")
    used = {name: share for name, share in shares.items() if share}
    value = sum(share * strata[name].value for name, share in used.items())
    se = hypot(*(share * strata[name].se for name, share in used.items()))
    ours = Term.of(value, se, inf)
    return _compared(ours, reference, left_out_to_match or 0, standardised=True)


def _compared(
    ours: Term, reference: Reference, left_out: int, *, standardised: bool
) -> NationalComparison:
    gap, se = ours.estimate - reference.value, hypot(ours.se, reference.se)
    unit = reference.spread
    mix = (
        ()
        if standardised
        else ("Our parents are not weighted to resemble those of the reference.",)
    )
    said = (f"The reference leaves out: {exclusion}" for exclusion in reference.exclusions or ())
    return NationalComparison(
        ours=ours,
        reference=reference,
        difference=Term.of(gap, se, ours.df),
        in_sd=Term.of(gap / unit, se / unit, ours.df),
        standardised=standardised,
        left_out_to_match=left_out,
        warnings=(OTHERS, *mix, *said),
    )


def _check(reference: Reference, left_out: int | None) -> None:
    if reference.exclusions is None:
        raise CannotEstimate(
            "The national reference does not say whom it left out; an empty list says nobody."
        )
    if left_out is None:
        raise CannotEstimate(
            "Nobody looked whether our parents match the exclusions of the national reference."
        )
    if not reference.citation.strip() or not reference.population.strip():
        raise CannotEstimate(
            "The national reference does not say where it was published, or of whom."
        )
    if reference.n < 2 or (reference.sd is None and not 0 < reference.value < 1):
        raise CannotEstimate(
            "The national reference has no standard deviation, and is not a share of parents."
        )
    if reference.sd is not None and reference.sd <= 0:
        raise CannotEstimate("The standard deviation of the national reference is not positive.")
