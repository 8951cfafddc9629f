"""Repeated measures at planned waves: MMRM, growth, analysis of covariance, constrained baseline."""

from village.analytics.estimators.repeated.covariances import STRUCTURES, Structure
from village.analytics.estimators.repeated.design import WaveColumn
from village.analytics.estimators.repeated.fit import WaveFit, fit_waves

__all__ = ["STRUCTURES", "Structure", "WaveColumn", "WaveFit", "fit_waves"]
