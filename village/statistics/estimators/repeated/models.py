"""Three models of the same sums: analysis of covariance, constrained baseline, growth.

A change is best compared between arms by what is known at baseline, not by subtracting it: the analysis of covariance
explains the later waves by the baseline and leaves out those without one; the constrained model (Liang & Zeger 2000,
Sankhyā B 62:134) explains the baseline too, with one mean for all arms, and keeps everybody.
"""

from collections.abc import Sequence

import numpy as np

from village.statistics.estimators.degrees import Rule
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.repeated.covariances import Structure
from village.statistics.estimators.repeated.design import WaveColumn
from village.statistics.estimators.repeated.fit import Method, WaveFit, fit_waves
from village.statistics.moments.waves import WaveMoments

INTERCEPT = "(Intercept)"  # as R names it


def fit_ancova(
    moments: WaveMoments,
    features: Sequence[str],
    *,
    baseline: str | None = None,
    covariance: Structure = "unstructured",
    method: Method = "REML",
    df: Rule = "satterthwaite",
) -> WaveFit:
    """The later waves explained by the outcome at baseline and by `features`, each with its own effect at each wave.

    Effects are named "wave", "baseline:wave", "feature:wave". With one later wave it is least squares, and the df are
    rows − coefficients. `baseline` is the first wave when None.

    Raises `CannotEstimate` for an unknown wave or feature, and as `fit_waves` does.
    """
    first = _wave(moments, baseline)
    later = [wave for wave in range(len(moments.waves)) if wave != first]
    if not later:
        raise CannotEstimate(
            f"There is no wave but {moments.waves[first]}: nothing to explain by it."
        )
    columns = [WaveColumn(moments.waves[wave], _only(moments, wave)) for wave in later]
    columns += [
        WaveColumn(f"baseline:{moments.waves[wave]}", _only(moments, wave), moments.outcome, first)
        for wave in later
    ]
    columns += [
        WaveColumn(
            f"{feature}:{moments.waves[wave]}", _only(moments, wave), _known(moments, feature)
        )
        for feature in features
        for wave in later
    ]
    return fit_waves(moments, columns, covariance=covariance, method=method, df=df, explained=later)


def fit_constrained(
    moments: WaveMoments,
    arms: Sequence[str],
    features: Sequence[str] = (),
    *,
    baseline: str | None = None,
    covariance: Structure = "unstructured",
    method: Method = "REML",
    df: Rule = "satterthwaite",
) -> WaveFit:
    """Constrained longitudinal model: a mean per wave, arms that differ after baseline only, and `features`.

    `arms` are the indicators of all arms but one; the effect of an arm at a later wave is named "arm:wave". Those
    seen only at baseline, or only later, count for what was seen. Right where arms are alike at baseline by design.
    """
    first = _wave(moments, baseline)
    later = [wave for wave in range(len(moments.waves)) if wave != first]
    columns = [WaveColumn(name, _only(moments, wave)) for wave, name in enumerate(moments.waves)]
    columns += [
        WaveColumn(f"{arm}:{moments.waves[wave]}", _only(moments, wave), _known(moments, arm))
        for arm in arms
        for wave in later
    ]
    ones = np.ones(len(moments.waves))
    columns += [WaveColumn(name, ones, _known(moments, name)) for name in features]
    return fit_waves(moments, columns, covariance=covariance, method=method, df=df)


def fit_growth(
    moments: WaveMoments,
    features: Sequence[str] = (),
    *,
    method: Method = "REML",
    df: Rule = "satterthwaite",
) -> WaveFit:
    """Linear growth: each person has an intercept and a slope of time of their own, around those of their `features`.

    lme4's y ~ time * features + (1 + time | person), with (1 | house/group) where the moments have these levels.
    """
    ones = np.ones(len(moments.waves))
    columns = [WaveColumn(INTERCEPT, ones), WaveColumn("time", moments.times)]
    columns += [WaveColumn(name, ones, _known(moments, name)) for name in features]
    columns += [WaveColumn(f"time:{name}", moments.times, name) for name in features]
    return fit_waves(moments, columns, covariance="slope", method=method, df=df)


def _wave(moments: WaveMoments, name: str | None) -> int:
    if name is None:
        return 0
    if name not in moments.waves:
        raise CannotEstimate(f"There is no wave {name}: there are {', '.join(moments.waves)}.")
    return moments.waves.index(name)


def _only(moments: WaveMoments, wave: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.eye(len(moments.waves))[wave]


def _known(moments: WaveMoments, feature: str) -> str:
    if feature not in (*moments.features[1:], *moments.varying):
        known = ", ".join((*moments.features[1:], *moments.varying)) or "none"
        raise CannotEstimate(f"'{feature}' is not in these sums, which have {known}.")
    return feature
