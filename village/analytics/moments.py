"""The sums of `outcomes.change_sums`, one row per group: all that an estimator ever sees.

Sums add. A house's and a house's are a territory's, so everything after the scan is arithmetic on a few columns,
and what does not leave the house never has to.
"""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moments:
    """For each group, the number of parents paired and the sums of their scores, squares and counts."""

    parents: Array
    sum_before: Array
    square_before: Array
    sum_after: Array
    square_after: Array
    sum_change: Array
    square_change: Array
    improved: Array  # NaN without a declared threshold
    worsened: Array
    best_before: Array
    best_after: Array

    @classmethod
    def read(cls, table: pa.Table) -> Self:
        """Take the columns of `outcomes.change_sums`."""
        return cls(
            *(
                table.column(field.name).cast(pa.float64()).to_numpy().copy()
                for field in fields(cls)
            )
        )

    def __getitem__(self, rows: slice) -> "Moments":
        """Some of the groups: those of a scale, of a wave, of a house."""
        return Moments(*(column[rows] for column in self.columns()))

    def added(self, starts: npt.NDArray[np.intp]) -> "Moments":
        """Add up neighbouring rows, a new block at each of `starts`: groups become houses."""
        return Moments(*(np.add.reduceat(column, starts) for column in self.columns()))

    def columns(self) -> list[Array]:
        """The columns, in the order of the fields."""
        return [getattr(self, field.name) for field in fields(self)]
