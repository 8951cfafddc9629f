# How long R takes for the same models, and what it finds. Usage: Rscript lme4.R lmer|tight|gls FILE.csv
# "tight" is lmer with an optimiser that goes on until nothing moves: the default one stops a little before.
suppressMessages({library(data.table); library(lme4); library(nlme)})
what <- commandArgs(TRUE)[1]
rows <- fread(commandArgs(TRUE)[2])
started <- proc.time()[["elapsed"]]
if (what != "gls") {
  how <- if (what == "lmer") lmerControl() else lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
    optCtrl = list(algorithm = "NLOPT_LN_BOBYQA", xtol_abs = 1e-11, ftol_abs = 1e-11, xtol_rel = 0, ftol_rel = 0, maxeval = 1e4))
  fit <- lmer(y ~ t * single + over + age + first + (1 | house / grp / parent), rows, control = how)
  criterion <- REMLcrit(fit); fixed <- fixef(fit); se <- sqrt(diag(as.matrix(vcov(fit))))
} else {
  fit <- gls(y ~ factor(wave) * single, rows, method = "REML",
             correlation = corSymm(form = ~ wave + 1 | parent), weights = varIdent(form = ~ 1 | wave),
             control = glsControl(maxIter = 200, msMaxIter = 500, tolerance = 1e-9, msTol = 1e-10))
  criterion <- -2 * as.numeric(logLik(fit)); fixed <- coef(fit); se <- sqrt(diag(vcov(fit)))
}
seconds <- proc.time()[["elapsed"]] - started
cat(jsonlite::toJSON(list(seconds = seconds, criterion = criterion, rows = nrow(rows), fixed = as.list(fixed), se = as.list(se)),
                     digits = 12, auto_unbox = TRUE), "\n")
