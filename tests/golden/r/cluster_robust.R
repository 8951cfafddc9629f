# Cluster-robust errors as clubSandwich computes them: CR0, CR1, CR1S, CR2, Satterthwaite df, HTZ; with and without weights.
# Rscript tests/golden/r/cluster_robust.R > tests/golden/r/cluster_robust.json
suppressMessages({library(clubSandwich); library(jsonlite)})
set.seed(20261120)
house <- rep(1:8, c(3, 5, 12, 8, 6, 10, 9, 7))
n <- length(house)
d <- data.frame(
  house = house, sessions = round(rnorm(n, 10, 3) + house / 4), single = as.numeric(runif(n) < .3),
  overseas = as.numeric(house %% 3 == 0), weight = round(runif(n, .5, 3), 3))
d$score <- round(50 + .4 * d$sessions - 2 * d$single + rnorm(8, 0, 3)[house] + rnorm(n, 0, 5), 1)

described <- function(m, which = seq_along(coef(m))) {
  se <- function(type) unname(sqrt(diag(vcovCR(m, cluster = d$house, type = type))))[which]
  list(coefficients = unname(coef(m))[which], CR0 = se("CR0"), CR1 = se("CR1"), CR1S = se("CR1S"), CR2 = se("CR2"),
       df = coef_test(m, vcov = "CR2", cluster = d$house)$df_Satt[which])
}
htz <- function(m) {
  w <- Wald_test(m, constrain_zero(2:3), vcov = "CR2", cluster = d$house, test = "HTZ")
  list(statistic = w$Fstat, df_residual = w$df_denom, p = w$p_val)
}
plain <- lm(score ~ sessions + single + overseas, d)
weighted <- lm(score ~ sessions + single + overseas, d, weights = weight)
d$third <- as.numeric(d$house == 3)  # one house alone decides this coefficient
third <- lm(score ~ sessions + single + third, d)
weighted_third <- lm(score ~ sessions + single + third, d, weights = weight)
dummies <- lm(score ~ sessions + single + factor(house), d)
alone <- coef_test(plain, vcov = "CR2", cluster = seq_len(n))
cat(toJSON(list(
  R = R.version.string, clubSandwich = as.character(packageVersion("clubSandwich")), rows = d,
  plain = c(described(plain), list(htz = htz(plain), sigma = sigma(plain), minus_twice_log_likelihood = -2 * as.numeric(logLik(plain)),
    classical = unname(sqrt(diag(vcov(plain)))), HC2 = alone$SE, HC2_df = alone$df_Satt)),
  weighted = c(described(weighted), list(htz = htz(weighted), classical = unname(sqrt(diag(vcov(weighted)))))),
  dummies = described(dummies, 2:3), third = described(third), weighted_third = described(weighted_third)
), digits = NA, auto_unbox = TRUE, dataframe = "columns", pretty = TRUE))
