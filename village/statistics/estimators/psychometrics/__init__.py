"""How well a questionnaire measures: pure functions of the covariance of its items.

spread        mean and covariance of items, of complete respondents or by pairs
consistency   Cronbach α, Guttman λ6, average r, item-total and item-rest correlations
agreement     intraclass correlations of judges or of occasions (six forms)
precision     standard error of measurement, smallest detectable change
factor        one-factor model by maximum likelihood: loadings, ω, CFI, RMSEA, SRMR
invariance    the same model in several languages or modes: configural, metric, scalar
functioning   does an item speak alike to all groups? (DIF)
likelihood    the likelihood that factor and invariance share
"""
