# Meta-regression of house means as metafor fits it: REML τ², Knapp–Hartung errors.
# Rscript tests/golden/r/practice.R > tests/golden/r/practice.json
suppressMessages({library(metafor); library(jsonlite)})
set.seed(20261120)
k <- 25
fidelity <- round(runif(k, 40, 100)); meetings <- round(runif(k, 6, 14), 1)
se <- round(runif(k, .4, 1.5), 3)
mean <- round(1 + .04 * fidelity + rnorm(k, 0, .8) + rnorm(k, 0, se), 3)
described <- function(m) list(estimate = as.numeric(m$beta), se = m$se, low = m$ci.lb, high = m$ci.ub, tau2 = m$tau2, QE = m$QE, QEp = m$QEp)
with <- rma(mean, sei = se, mods = ~ fidelity + meetings, method = "REML", test = "knha", control = list(threshold = 1e-12, maxiter = 1000))
alone <- rma(mean, sei = se, method = "REML", test = "knha", control = list(threshold = 1e-12, maxiter = 1000))
calm <- rma(fidelity / 100 * 0 + (1:k) %% 2 * .01, sei = se, method = "REML", test = "knha")
cat(toJSON(list(R = R.version.string, metafor = as.character(packageVersion("metafor")),
  houses = data.frame(mean, se, fidelity, meetings), with = described(with), alone = described(alone), calm_tau2 = calm$tau2),
  digits = NA, auto_unbox = TRUE, dataframe = "columns", pretty = TRUE))
