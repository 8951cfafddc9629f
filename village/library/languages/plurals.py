"""Sentences that count something: for which numbers each of their forms is said."""

from gettext import c2py

from babel.messages.catalog import Catalog

SHOWN = 3
LOOKED_AT = (*range(1_000), 1_000_000, 2_000_000, 3_000_000)  # some forms are for millions alone


def numbers_by_form(catalogue: Catalog) -> tuple[tuple[int, ...], ...]:
    """For each form of number of a language, in its order, the numbers looked at that take it.

    >>> [numbers[:2] for numbers in numbers_by_form(Catalog(locale="fr"))]
    [(0, 1), (2, 3)]
    """
    rule = c2py(catalogue.plural_expr)
    forms = range(catalogue.num_plurals)
    return tuple(tuple(n for n in LOOKED_AT if rule(n) == form) for form in forms)


def in_figures(numbers: tuple[int, ...]) -> str:
    """All of them when they are few; the first, when they go on.

    >>> in_figures((0, 1)), in_figures((3, 4, 5, 6, 7))
    ('0, 1', '3, 4, 5…')
    """
    shown = ", ".join(str(number) for number in numbers[:SHOWN])
    return f"{shown}…" if len(numbers) > SHOWN else shown
