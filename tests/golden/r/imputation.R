# What mice pools on a table with gaps at random: 200 imputations, normal draws and predictive mean matching.
# Rscript tests/golden/r/imputation.R > tests/golden/r/imputation.json
suppressMessages({library(mice); library(jsonlite)})
set.seed(20261120)
n <- 300
entry <- round(rnorm(n, 40, 8), 1)
single <- as.numeric(runif(n) < .3)
sessions <- round(10 + rnorm(n, 0, 3) - 2 * single, 0)
later <- round(15 + .6 * entry + .5 * sessions - 2 * single + rnorm(n, 0, 5), 1)
later[runif(n) < plogis(-1.2 + 1.5 * single - .05 * (entry - 40))] <- NA
sessions[runif(n) < .15] <- NA
d <- data.frame(entry, single, sessions, later)
pooled <- function(method) {
  imp <- mice(d, m = 200, maxit = 15, method = method, seed = 1, printFlag = FALSE)
  s <- summary(pool(with(imp, lm(later ~ entry + single + sessions))))
  mean_later <- pool.scalar(sapply(seq_len(200), function(i) mean(complete(imp, i)$later)),
                            sapply(seq_len(200), function(i) var(complete(imp, i)$later) / n), n = n)
  list(estimate = s$estimate, se = s$std.error, df = s$df, mean_later = mean_later$qbar, se_mean_later = sqrt(mean_later$t))
}
cat(toJSON(list(R = R.version.string, mice = as.character(packageVersion("mice")), rows = d,
  normal = pooled("norm"), match = pooled("pmm"), complete_cases = unname(coef(lm(later ~ entry + single + sessions, d)))),
  digits = NA, auto_unbox = TRUE, dataframe = "columns", na = "null", pretty = TRUE))
