# What lme4, lmerTest, pbkrtest and emmeans say of public and synthetic data sets: degrees of freedom, adjusted
# covariances, joint tests, conditional modes, profile intervals, marginal means, R2.
# Rscript tests/golden/r/mixed.R <folder of data sets> > tests/golden/r/mixed.json
suppressMessages({library(lme4); library(lmerTest); library(pbkrtest); library(emmeans); library(jsonlite)})
folder <- commandArgs(TRUE)[1]
read <- function(name) read.csv(file.path(folder, name), stringsAsFactors = TRUE)
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5))
emm_options(pbkrtest.limit = 5000, lmerTest.limit = 5000)

programme <- subset(read("synthetic_peer_support_long.csv"), !is.na(y))
programme$even <- as.numeric(substr(programme$house, 2, 3)) %% 2 # a feature of the house: few degrees of freedom
programme$wave <- factor(programme$month)
programme$single <- factor(ifelse(programme$precarity == 1, "yes", "no"))

table_of <- function(model, ddf) {
  found <- coef(summary(model, ddf = ddf))
  data.frame(term = rownames(found), estimate = found[, 1], se = found[, 2], df = found[, 3], row.names = NULL)
}
joint <- function(model, terms, ddf) {
  L <- diag(length(fixef(model)))[match(terms, names(fixef(model))), , drop = FALSE]
  found <- contestMD(model, L, ddf = ddf)
  list(terms = terms, statistic = found[["F value"]], hypotheses = found$NumDF, df = found$DenDF, p = found[["Pr(>F)"]])
}
described <- function(model, tests = list()) {
  rules <- c(satterthwaite = "Satterthwaite", `kenward-roger` = "Kenward-Roger")
  beta <- fixef(model); fitted <- as.vector(model.matrix(model) %*% beta)
  spread <- as.data.frame(VarCorr(model))$vcov; total <- var(fitted) + sum(spread); residual <- sigma(model)^2
  list(
    criterion = REMLcrit(model), terms = lapply(rules, function(ddf) table_of(model, ddf)),
    adjusted = as.matrix(vcovAdj(model)),
    joint = lapply(rules, function(ddf) lapply(unname(tests), function(terms) joint(model, terms, ddf))),
    r_squared = list(marginal = var(fitted) / total, conditional = (total - residual) / total))
}
modes <- function(model) lapply(ranef(model, condVar = TRUE), function(level) data.frame(
  unit = rownames(level), mean = level[, 1], sd = sqrt(as.vector(attr(level, "postVar"))), row.names = NULL))
profiled <- function(model, ...) {
  found <- suppressWarnings(confint(model, method = "profile", oldNames = FALSE, quiet = TRUE, ...))
  data.frame(what = rownames(found), low = found[, 1], high = found[, 2], row.names = NULL)
}
means_of <- function(model, specs, mode) {
  found <- emmeans(model, specs, lmer.df = mode)
  list(means = as.data.frame(found), pairs = as.data.frame(pairs(found, adjust = "none")))
}

sleep <- lmer(Reaction ~ Days + (1 | Subject), read("lme4_sleepstudy.csv"), control = tight)
dyes <- lmer(Yield ~ 1 + (1 | Batch), read("lme4_Dyestuff.csv"), control = tight)
dyes2 <- lmer(Yield ~ 1 + (1 | Batch), read("lme4_Dyestuff2.csv"), control = tight)
dose <- lmer(y ~ month * sessions + precarity + primiparous + (1 | house/group/parent), programme, control = tight)
even <- lmer(y ~ month + even + (1 | house/group/parent), programme, control = tight)
waves <- lmer(y ~ wave * single + sessions + (1 | house/group/parent), programme, control = tight)
single_rule <- c(satterthwaite = "satterthwaite", `kenward-roger` = "kenward-roger")

cat(toJSON(list(
  versions = list(R = R.version.string, lme4 = as.character(packageVersion("lme4")),
    lmerTest = as.character(packageVersion("lmerTest")), pbkrtest = as.character(packageVersion("pbkrtest")),
    emmeans = as.character(packageVersion("emmeans"))),
  sleepstudy = c(described(sleep, list("Days", c("(Intercept)", "Days"))),
    list(modes = modes(sleep), profile = profiled(sleep))),
  dyestuff = c(described(dyes), list(modes = modes(dyes), profile = profiled(dyes))),
  dyestuff2 = described(dyes2),
  dose = c(described(dose, list(c("precarity", "primiparous"), c("sessions", "month:sessions"))),
    list(modes = modes(dose)[c("house", "group:house")], profile = profiled(dose))),
  even = described(even, list(c("(Intercept)", "even"))),
  waves = c(described(waves, list(c("wave3:singleyes", "wave6:singleyes", "wave12:singleyes"))),
    list(by_wave = lapply(single_rule, function(mode) means_of(waves, "wave", mode)),
      by_both = lapply(single_rule, function(mode) means_of(waves, c("wave", "single"), mode))))
), digits = NA, auto_unbox = TRUE, na = "null"))
