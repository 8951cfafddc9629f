"""Somebody who writes down everything a table shows, as equations, and asks a solver for what it does not show."""

from collections.abc import Mapping, Sequence
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog

Cell = tuple[str | None, str]  # (a place, a part)


class Notebook:
    """What is known of some counts: each is a whole number, none is negative, and these sums hold."""

    def __init__(self) -> None:
        self.cells: dict[Cell, int] = {}
        self.equations: list[tuple[dict[int, float], float]] = []

    def cell(self, place: str | None, part: str) -> int:
        """The column of one count."""
        return self.cells.setdefault((place, part), len(self.cells))

    def adds_up(self, total: Cell, parts: Sequence[Cell]) -> None:
        """Anyone knows that this is the sum of those."""
        terms = {self.cell(*part): 1.0 for part in parts}
        self.equations.append((terms | {self.cell(*total): -1.0}, 0.0))

    def read(self, place: str | None, part: str, count: int) -> None:
        """This one is written on a page."""
        self.equations.append(({self.cell(place, part): 1.0}, float(count)))

    def between(self, place: str | None, part: str) -> tuple[int, int]:
        """The least and the most it can be."""
        left = np.zeros((len(self.equations), len(self.cells)))
        for row, (terms, _) in enumerate(self.equations):
            for column, sign in terms.items():
                left[row, column] = sign
        right = [value for _, value in self.equations]
        aim = np.zeros(len(self.cells))
        aim[self.cells[place, part]] = 1.0
        limit = (0, 1e6)
        low = linprog(aim, A_eq=left, b_eq=right, bounds=limit, method="highs")
        high = linprog(-aim, A_eq=left, b_eq=right, bounds=limit, method="highs")
        assert low.status == high.status == 0, "what is published contradicts itself"
        return ceil(low.fun - 1e-6), floor(-high.fun + 1e-6)


def read_family(
    counts: Mapping[str, Mapping[str, int]],
    figures: Mapping[str, Sequence[str]],
    shown: Mapping[str, Sequence[str | None]],
) -> Notebook:
    """Everything that several figures of the same parents say in the places that show them.

    `counts` are the finest parts, by house; a part of a figure may be a sum of them, written "unchanged+worsened".
    """
    notebook = Notebook()
    finest = sorted({part for row in counts.values() for part in row})
    for part in finest:
        notebook.adds_up((None, part), [(house, part) for house in counts])
    for figure, parts in figures.items():
        for place in shown[figure]:
            for part in parts:
                pieces = part.split("+")
                if len(pieces) > 1:
                    notebook.adds_up((place, part), [(place, piece) for piece in pieces])
                houses = counts.values() if place is None else [counts[place]]
                notebook.read(place, part, sum(row[piece] for row in houses for piece in pieces))
    return notebook
