"""Likelihood-ratio tests: does the larger model say more than the smaller one?"""

from dataclasses import dataclass

from scipy.special import chdtrc

from village.statistics.estimators.fit import CannotEstimate, Fit


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """The difference of two criteria, and how probable as large a one is under the smaller model.

    `p_boundary` is that of the mixture ½χ²(df − 1) + ½χ²(df): right when one of the `df` parameters is a variance that
    the smaller model puts at 0, the end of its range, where `p` is too large (Self & Liang 1987, JASA 82:605; Stram &
    Lee 1994, Biometrics 50:1171).
    """

    statistic: float
    df: int
    p: float
    p_boundary: float


def likelihood_ratio(smaller: float, larger: float, *, df: int) -> LikelihoodRatio:
    """From two criteria (−2 log likelihood) whose models differ by `df` parameters."""
    if df < 1:
        raise CannotEstimate("The larger model has no more parameters than the smaller one.")
    statistic = max(smaller - larger, 0.0)
    p = float(chdtrc(df, statistic))
    below = float(chdtrc(df - 1, statistic)) if df > 1 else float(statistic == 0)
    return LikelihoodRatio(statistic, df, p, (p + below) / 2)


def compare(smaller: Fit, larger: Fit) -> LikelihoodRatio:
    """Test a fit against a larger one of the same rows.

    Raises
    ------
    CannotEstimate
        Different rows, or restricted likelihoods of models whose fixed effects differ.
    """
    if smaller.n["rows"] != larger.n["rows"]:
        raise CannotEstimate("The two models were not fitted to the same rows.")
    restricted = {"REML" in fit.method for fit in (smaller, larger)}
    if len(restricted) > 1 or (True in restricted and set(smaller.fixed) != set(larger.fixed)):
        raise CannotEstimate(
            "Models whose fixed effects differ are compared by ML: refit both with the method ML."
        )
    df = larger.details["parameters"] - smaller.details["parameters"]
    return likelihood_ratio(smaller.criterion, larger.criterion, df=df)
