# What lavaan, psych and MASS say of public data sets. Run once: Rscript measurement.R <folder of data sets> > measurement.json
# (R 4.2.2, lavaan 0.6-14, psych 2.2.9). Numbers only: the data sets stay where they are.
suppressMessages({library(lavaan); library(psych); library(MASS); library(jsonlite)})
folder <- commandArgs(TRUE)[1]
read <- function(name) read.csv(file.path(folder, name))

indexes <- function(fit) as.list(fitMeasures(fit, c(
  "chisq", "df", "pvalue", "cfi", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "srmr", "logl", "ntotal")))
estimates <- function(fit) {
  table <- parameterEstimates(fit)
  list(loadings = table[table$op == "=~", c("rhs", "est", "se")],
       residuals = table[table$op == "~~" & table$lhs == table$rhs & table$lhs != "f", c("lhs", "est", "se")])
}
model <- function(items) paste("f =~", paste(items, collapse = " + "))

one_factor <- function(data, items) {
  fit <- cfa(model(items), data[items], std.lv = TRUE)
  c(indexes(fit), estimates(fit))
}

invariance <- function(data, items, group) {
  steps <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"))
  fits <- lapply(steps, function(equal) cfa(
    model(items), data[c(items, group)], group = group, std.lv = TRUE, group.equal = equal))
  table <- parameterEstimates(fits$scalar)
  means <- table[table$lhs == "f" & table$op == "~1", c("group", "est", "se")]
  list(groups = lavInspect(fits$scalar, "group.label"), n = lavInspect(fits$scalar, "nobs"),
       fits = lapply(fits, indexes), means = means)
}

# Ordinal logistic DIF: answer ~ score, + group, + score:group; the likelihoods, and the uniform log odds ratio.
dif <- function(data, items, group) {
  total <- rowSums(data[items])
  lapply(setNames(items, items), function(item) {
    frame <- data.frame(answer = factor(data[[item]]), score = total, group = factor(data[[group]]))
    frame$score <- as.numeric(scale(frame$score))  # polr stops sooner on a raw score
    fit <- function(model) polr(model, frame, Hess = TRUE, control = list(reltol = 1e-15, maxit = 5000))
    fits <- list(fit(answer ~ score), fit(answer ~ score + group), fit(answer ~ score * group))
    uniform <- coef(summary(fits[[2]]))[2, ]
    list(deviances = sapply(fits, deviance), log_odds = uniform[["Value"]], se = uniform[["Std. Error"]])
  })
}

attitude <- read("attitude.csv")
bfi <- read("psych_bfi.csv")
agreeable <- paste0("A", 1:5)
bfi$A1 <- 7 - bfi$A1
bfi <- bfi[complete.cases(bfi[agreeable]), ]
bfi$gender <- ifelse(bfi$gender == 1, "men", "women")
bfi$age <- ifelse(bfi$age < 20, "a", ifelse(bfi$age < 35, "b", "c"))
bfi <- bfi[order(bfi$gender, bfi$age), ]  # lavaan takes groups in the order they appear

interval <- function(data) {
  found <- psych::alpha(data)
  unlist(found$feldt[c("lower.ci", "upper.ci")], use.names = FALSE)
}
by_age <- bfi[order(bfi$age), ]
cat(toJSON(digits = 12, auto_unbox = TRUE, list(
  versions = list(R = as.character(getRversion()), lavaan = as.character(packageVersion("lavaan")),
                  psych = as.character(packageVersion("psych")), MASS = as.character(packageVersion("MASS"))),
  attitude = one_factor(attitude, names(attitude)),
  agreeable = one_factor(bfi, agreeable),
  by_gender = invariance(bfi, agreeable, "gender"),
  by_age = invariance(by_age, agreeable, "age"),
  alpha_intervals = list(attitude = interval(attitude), agreeable = interval(bfi[agreeable])),
  dif_by_gender = dif(bfi, agreeable, "gender")
)), "\n")
