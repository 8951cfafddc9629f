# What R says of paired scores drawn here. Run once: Rscript change.R > change.json (R 4.2.2, packages of base R only).
suppressMessages(library(jsonlite))
set.seed(20)
n <- 60
before <- round(rnorm(n, 14, 4)); after <- pmax(0, round(before * 0.6 + rnorm(n, 3, 3)))
change <- after - before

# The noncentrality whose distribution has t at its p-th quantile, by bisection on pt().
noncentral <- function(t, df, p) uniroot(function(ncp) pt(t, df, ncp) - p, c(t - 15, t + 15), tol = 1e-12)$root
ends <- function(t, df) c(noncentral(t, df, 0.975), noncentral(t, df, 0.025))
tied <- wilcox.test(change[change != 0], exact = FALSE)
up <- wilcox.test(change[change != 0], exact = FALSE, alternative = "greater")
table <- matrix(c(12, 9, 4, 35), 2, byrow = TRUE)

cat(toJSON(digits = 12, auto_unbox = TRUE, list(
  R = as.character(getRversion()),
  before = before, after = after,
  noncentral_t = list(list(t = 4.74341649025257, df = 9, ends = ends(4.74341649025257, 9)),
                      list(t = -4.06212768338204, df = 9, ends = ends(-4.06212768338204, 9)),
                      list(t = 0.3, df = 40, ends = ends(0.3, 40)),
                      list(t = 12, df = 300, ends = ends(12, 300))),
  wilcoxon = list(v = unname(tied$statistic), p = tied$p.value, p_greater = up$p.value),
  mcnemar = list(table = table, chi2 = unname(mcnemar.test(table, correct = FALSE)$statistic),
                 chi2_corrected = unname(mcnemar.test(table)$statistic),
                 p_corrected = mcnemar.test(table)$p.value, p_exact = binom.test(9, 13)$p.value),
  spearman = cor(before, after, method = "spearman"),
  auc = unname(wilcox.test(before[after >= 12], before[after < 12], exact = FALSE)$statistic) / (sum(after >= 12) * sum(after < 12))
)), "\n")
