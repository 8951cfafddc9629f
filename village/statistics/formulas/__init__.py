"""Formulas as statisticians write them, `y ~ t*single + over`, turned into expressions an engine runs row by row.

formulaic reads the text; what it names becomes columns here, with R's contrasts, R's order and R's names, so that a
table of coefficients can be laid beside R's. Nothing is evaluated in Python: a design is arithmetic and cases, which
DuckDB and Spark both run.

    arithmetic   a number computed from the columns of a row: `log(income)`, `y_m12 - y_m0`
    splines      the natural cubic spline of R's splines::ns, as a piecewise polynomial
    terms        what formulaic reads
    parsing      text → Formula: outcome, terms, and what was said of groups
    design       Formula + columns of a table + levels of its factors → Design
"""

from village.statistics.formulas.design import Column, CompiledDesign, compile_design, factors_of
from village.statistics.formulas.errors import InvalidFormula
from village.statistics.formulas.nesting import nested_levels
from village.statistics.formulas.parsing import Formula, parse_formula

__all__ = [
    "Column",
    "CompiledDesign",
    "Formula",
    "InvalidFormula",
    "compile_design",
    "factors_of",
    "nested_levels",
    "parse_formula",
]
