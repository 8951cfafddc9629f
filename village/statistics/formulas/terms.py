"""formulaic's reading of the right side of a formula: `t*single + over` is t, single, t:single, over."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from village.statistics.formulas.errors import InvalidFormula

PACKAGE = "formulaic"


@dataclass(frozen=True, slots=True)
class WrittenFactor:
    """One factor of a term, as written: a column, or an expression of Python's such as `I(x ** 2)`."""

    text: str
    is_column: bool


def read_terms(text: str) -> tuple[list[tuple[WrittenFactor, ...]], bool]:
    """The terms, each a product of factors, in the order of writing; and whether there is an intercept.

    Raises `InvalidFormula` when it cannot be read.
    """
    with _parser_alone():
        parser = importlib.import_module(f"{PACKAGE}.parser")
        try:
            found = list(parser.DefaultFormulaParser().get_terms(f"~ {text}"))
        except Exception as error:  # noqa: BLE001 - its own errors and, on some texts, Python's
            raise InvalidFormula(f"The terms '{text}' cannot be read: {_sentence(error)}") from None
    terms: list[tuple[WrittenFactor, ...]] = []
    intercept = False
    for term in found:
        literals = [factor for factor in term.factors if factor.eval_method.value == "literal"]
        if not literals:
            terms.append(
                tuple(WrittenFactor(f.expr, f.eval_method.value == "lookup") for f in term.factors)
            )
        elif str(term) == "1":
            intercept = True
        else:
            raise InvalidFormula(f"In '{text}', the only numbers that can be terms are 0 and 1.")
    return terms, intercept


@contextmanager
def _parser_alone() -> Iterator[None]:
    """Import formulaic's parser without the rest of formulaic.

    Its package imports pandas and several makers of matrices: 0.9 s, for a model that is fitted in one, and we use
    none. So the package stands empty in the meantime, and is forgotten after: who imports it later has all of it.
    """
    if PACKAGE in sys.modules:
        yield
        return
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None:
        raise ImportError(f"{PACKAGE} is not installed.")
    sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)
    try:
        yield
    finally:
        for name in [*sys.modules]:
            if name == PACKAGE or name.startswith(f"{PACKAGE}."):
                del sys.modules[name]


def _sentence(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".") + "."
