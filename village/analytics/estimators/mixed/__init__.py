"""Linear mixed models with nested random intercepts, any depth, from `NestedMoments`.

fitting        fit_nested: REML or ML, with the df of each fixed effect
design         which columns, which levels, and what cannot be learned from them
downdating     from moments to ZᵀV⁻¹Z and log|V| with their derivatives (jets)
criterion      −2 log likelihood from these
search         where it is lowest
spread         intraclass correlations, R²
"""

from village.analytics.estimators.mixed.fitting import MixedFit as MixedFit
from village.analytics.estimators.mixed.fitting import fit_nested as fit_nested
