# Repeated measures by nlme and lme4, as an oracle: run once from the folder of the reference data sets,
#   Rscript repeated.R datasets/synthetic_peer_support_long.csv > repeated.json
# Numbers only; R is never called by the product or by its tests.
suppressPackageStartupMessages({library(nlme); library(lme4); library(lmerTest); library(pbkrtest); library(jsonlite)})

rows <- read.csv(commandArgs(trailingOnly = TRUE)[1])
rows <- rows[!is.na(rows$y), ]
rows <- rows[order(rows$parent, rows$month), ]
rows$wave <- match(rows$month, c(0, 3, 6, 12))
rows$arm <- rows$precarity
model <- y ~ factor(month) * arm + age
control <- list(maxIter = 500, msMaxIter = 1000, tolerance = 1e-10, msTol = 1e-11, returnObject = TRUE)

described <- function(fit) {
  table <- summary(fit)$tTable
  list(criterion = -2 * as.numeric(logLik(fit)), estimate = unname(table[, "Value"]), se = unname(table[, "Std.Error"]))
}
by <- ~ wave | parent
each <- varIdent(form = ~ 1 | wave)
gls_of <- function(method, ...) described(gls(model, rows, method = method, control = do.call(glsControl, control), ...))

both <- function(f) list(REML = f("REML"), ML = f("ML"))
results <- list(
  unstructured = both(function(m) gls_of(m, correlation = corSymm(form = by), weights = each)),
  toeplitz = both(function(m) gls_of(m, correlation = corARMA(form = by, p = 3, q = 0), weights = each)),
  ar1 = both(function(m) gls_of(m, correlation = corAR1(form = by))),
  ar1h = both(function(m) gls_of(m, correlation = corAR1(form = by), weights = each)),
  car1 = both(function(m) gls_of(m, correlation = corCAR1(0.9, form = ~ month | parent))),
  cs = both(function(m) gls_of(m, correlation = corCompSymm(form = by))),
  csh = both(function(m) gls_of(m, correlation = corCompSymm(form = by), weights = each))
)

# an unstructured covariance of waves within intercepts of houses and groups
nested <- lme(model, rows, random = ~ 1 | house/group, method = "REML",
  correlation = corSymm(form = ~ wave | house/group/parent), weights = each,
  control = lmeControl(maxIter = 500, msMaxIter = 1000, tolerance = 1e-10, msTol = 1e-11, opt = "optim", returnObject = TRUE))
results$unstructured_nested <- c(described(nested), list(
  house = as.numeric(VarCorr(nested)[2, "StdDev"]), group = as.numeric(VarCorr(nested)[4, "StdDev"])))

# lme4: a random slope of time for each parent, within houses and groups
sharp <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 1e-3, rhoend = 1e-10, maxfun = 1e5))
slope <- lmerTest::lmer(y ~ month * arm + age + (1 | house/group) + (1 + month | parent), rows, REML = TRUE, control = sharp)
kr <- summary(slope, ddf = "Kenward-Roger")$coefficients
satterthwaite <- summary(slope)$coefficients
spreads <- as.data.frame(VarCorr(slope))
results$slope_nested <- list(
  criterion = unname(getME(slope, "devcomp")$cmp["REML"]),
  estimate = unname(satterthwaite[, "Estimate"]), se = unname(satterthwaite[, "Std. Error"]),
  df = unname(satterthwaite[, "df"]), kr_se = unname(kr[, "Std. Error"]), kr_df = unname(kr[, "df"]),
  joint = as.list(unlist(lmerTest::contestMD(slope, diag(5)[c(3, 5), ], ddf = "Satterthwaite")[1, c("F value", "NumDF", "DenDF")])),
  kr_joint = as.list(unlist(lmerTest::contestMD(slope, diag(5)[c(3, 5), ], ddf = "Kenward-Roger")[1, c("F value", "NumDF", "DenDF")])),
  spreads = setNames(as.list(spreads$sdcor), ifelse(is.na(spreads$var2), paste(spreads$grp, spreads$var1), "correlation"))
)

# one random intercept of the parent is compound symmetry: its Kenward-Roger df, with unequal patterns, by pbkrtest
intercept <- lmerTest::lmer(y ~ factor(month) * arm + age + (1 | parent), rows, REML = TRUE, control = sharp)
kr <- summary(intercept, ddf = "Kenward-Roger")$coefficients
satterthwaite <- summary(intercept)$coefficients
results$intercept <- list(se = unname(satterthwaite[, "Std. Error"]), df = unname(satterthwaite[, "df"]),
  kr_se = unname(kr[, "Std. Error"]), kr_df = unname(kr[, "df"]))

# analysis of covariance on the baseline, at one wave: least squares
wide <- merge(rows[rows$month == 12, c("parent", "y", "arm", "age")],
  setNames(rows[rows$month == 0, c("parent", "y")], c("parent", "before")))
ancova <- summary(lm(y ~ before + arm + age, wide))
results$ancova <- list(estimate = unname(ancova$coefficients[, 1]), se = unname(ancova$coefficients[, 2]),
  df = ancova$df[2], sigma = ancova$sigma)

results$versions <- list(R = R.version.string, nlme = as.character(packageVersion("nlme")),
  lme4 = as.character(packageVersion("lme4")), pbkrtest = as.character(packageVersion("pbkrtest")))
cat(toJSON(results, digits = 15, auto_unbox = TRUE, pretty = TRUE), "\n")
