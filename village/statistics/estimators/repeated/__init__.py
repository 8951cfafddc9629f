"""Repeated measures at planned waves: MMRM, growth, analysis of covariance, constrained baseline, from `WaveMoments`.

fit            fit_waves: any fixed effects, any covariance of the waves, intercepts of the groups above
models         analysis of covariance, constrained baseline, linear growth
means          least-squares means by wave, and their differences
robust         change since the first wave, errors from what houses did
covariances    the structures of Σ
design         columns: a function of the wave times something of the person
likelihood     −2 log likelihood from sums, and its gradient
search         where it is lowest
precision      what degrees of freedom rest on
"""

from village.statistics.estimators.repeated.covariances import STRUCTURES, Structure
from village.statistics.estimators.repeated.design import WaveColumn
from village.statistics.estimators.repeated.fit import WaveFit, fit_waves
from village.statistics.estimators.repeated.means import WaveMeans, means_by_wave
from village.statistics.estimators.repeated.models import fit_ancova, fit_constrained, fit_growth
from village.statistics.estimators.repeated.robust import change_since_first

__all__ = [
    "STRUCTURES",
    "Structure",
    "WaveColumn",
    "WaveFit",
    "WaveMeans",
    "change_since_first",
    "fit_ancova",
    "fit_constrained",
    "fit_growth",
    "fit_waves",
    "means_by_wave",
]
