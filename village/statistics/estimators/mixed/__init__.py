"""Linear mixed models with nested random intercepts, any depth, from `NestedMoments`.

fitting        fit_nested: REML or ML, with the df of each fixed effect
design         which columns, which levels, and what cannot be learned from them
downdating     from moments to ZᵀV⁻¹Z and log|V| with their derivatives (jets)
criterion      −2 log likelihood from these
search         where it is lowest
spread         intraclass correlations, R²
shrinkage      the effect of each house, shrunken
profile        intervals by profile likelihood
"""

from village.statistics.estimators.mixed.fitting import MixedFit, fit_nested
from village.statistics.estimators.mixed.profile import profile_intervals
from village.statistics.estimators.mixed.shrinkage import ShrunkenEffects, shrunken_effects

__all__ = [
    "MixedFit",
    "ShrunkenEffects",
    "fit_nested",
    "profile_intervals",
    "shrunken_effects",
]
