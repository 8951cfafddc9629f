# What R's model.matrix makes of formulas: names, and the rows of a small drawn table. Needs only R itself.
# Rscript tests/golden/r/formulas.R > tests/golden/r/formulas.json
library(splines)
rows <- data.frame(
  y = c(3.1, 2.4, 5.0, 4.2, 3.3, 2.8, 4.9, 1.2), t = c(0, 3, 6, 12, 0, 3, 6, 12), x = c(1, 4, 7, 11, 15, 19, 23, 2),
  sex = c("male", "female", "male", "female", "female", "male", "male", "female"),
  arm = c("a", "b", "c", "a", "b", "c", "b", "c"), age = c(8, 10, 12, 14, 8, 10, 12, 14),
  single = c(TRUE, FALSE, FALSE, TRUE, TRUE, FALSE, TRUE, FALSE), stringsAsFactors = TRUE)
formulas <- c(
  "y ~ t*x", "y ~ t*single + x", "y ~ sex", "y ~ arm*t", "y ~ sex*arm", "y ~ factor(age) + x", "y ~ arm:t", "y ~ t + arm:t",
  "y ~ 0 + arm", "y ~ arm - 1 + sex", "y ~ 0 + x + arm + sex", "y ~ 0 + sex:arm", "y ~ sex + sex:arm", "y ~ I(x^2) + x", "y ~ log(x)",
  "y ~ I((x - 1)/2)", "y ~ (t + x + sex)^2", "y ~ sex:t:x", "y ~ sex/t", "y ~ 1", "y ~ sqrt(x) + I(2 * x - t)",
  "y ~ ns(x, knots = c(8, 12), Boundary.knots = c(2, 20))", "y ~ t * ns(x, knots = 8, Boundary.knots = c(2, 20))",
  "y ~ arm:ns(x, knots = 8, Boundary.knots = c(2, 20))")
found <- lapply(formulas, function(text) {
  made <- model.matrix(as.formula(text), rows)
  list(formula = text, names = as.list(colnames(made)), matrix = unname(made))
})
cat(jsonlite::toJSON(list(r = R.version.string, rows = rows, formulas = found), digits = NA, auto_unbox = TRUE), "\n")
