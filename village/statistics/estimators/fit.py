"""What every fitted model says of itself: the same few values, whatever the method."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import stdtr, stdtrit

from village.core.errors import DomainError
from village.statistics.arrays import Array

LEVEL = 0.95


class CannotEstimate(DomainError):
    """What was asked cannot be learned from these rows; the sentence names the column, level or wave in the way."""


@dataclass(frozen=True, slots=True)
class Term:
    """One coefficient or contrast: never a p-value alone, so the interval comes first.

    `df` is infinite when the normal distribution was used; `low` and `high` are the ends of the 95 % interval.
    """

    estimate: float
    se: float
    df: float
    low: float
    high: float

    @classmethod
    def of(cls, estimate: float, se: float, df: float, *, level: float = LEVEL) -> "Term":
        """The interval estimate ± t(df) · se (the normal quantile when df is infinite)."""
        half = float(stdtrit(df, (1 + level) / 2)) * se
        return cls(float(estimate), float(se), float(df), estimate - half, estimate + half)

    @property
    def t(self) -> float | None:
        """Estimate / standard error; None without a standard error."""
        return self.estimate / self.se if self.se > 0 else None

    @property
    def p(self) -> float | None:
        """Two-sided p-value of the hypothesis of zero; None without a standard error."""
        return None if self.t is None else 2 * float(stdtr(self.df, -abs(self.t)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """A fitted model.

    Attributes
    ----------
    method
        What was done, in words a methods section can use: "linear mixed model, REML, Satterthwaite df".
    criterion
        −2 log restricted likelihood (REML) or −2 log likelihood (ML), with all constants.
    fixed
        Each fixed effect by name, in the order of the columns of `covariance`.
    covariance
        (p, p) covariance of the fixed effects.
    sd
        Standard deviation of each level of the random part, and `residual`.
    n
        `rows`, then the number of units of each level.
    left_out
        Rows that were not used, by reason.
    warnings
        What to know before using it: sentences.
    details
        What only some methods have (covariance of waves, shrunken means, profile…), ready for JSON.
    """

    method: str
    criterion: float
    fixed: Mapping[str, Term]
    covariance: Array
    sd: Mapping[str, float]
    n: Mapping[str, int]
    left_out: Mapping[str, int] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def coefficients(self) -> Array:
        """(p,) the fixed effects, in order."""
        return np.array([term.estimate for term in self.fixed.values()])

    def as_json(self) -> dict[str, Any]:
        """Plain values for `--json`; an infinite df is None."""
        return {
            "method": self.method,
            "criterion": self.criterion,
            "fixed": {name: _plain(term) for name, term in self.fixed.items()},
            "sd": dict(self.sd),
            "n": dict(self.n),
            "left_out": dict(self.left_out),
            "warnings": list(self.warnings),
            **({"details": dict(self.details)} if self.details else {}),
        }

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        heads = ("", "estimate", "se", "df", "95 % low", "95 % high")
        rows = "".join(
            f"<tr><th scope='row'>{html.escape(name)}</th>"
            + "".join(f"<td>{value:.6g}</td>" for value in (t.estimate, t.se, t.df, t.low, t.high))
            + "</tr>"
            for name, t in self.fixed.items()
        )
        spread = ", ".join(f"{html.escape(name)} {value:.6g}" for name, value in self.sd.items())
        notes = "".join(f"<p>⚠ {html.escape(sentence)}</p>" for sentence in self.warnings)
        head = "".join(f"<th scope='col'>{text}</th>" for text in heads)
        return (
            f"<table><caption>{html.escape(self.method)}; criterion {self.criterion:.4f}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table><p>SD: {spread}</p>{notes}"
        )


def _plain(term: Term) -> dict[str, float | None]:
    return {
        "estimate": term.estimate,
        "se": term.se,
        "df": term.df if np.isfinite(term.df) else None,
        "low": term.low,
        "high": term.high,
    }
