"""Parents in a group beside parents who wait for one, at the same time: what a waiting list allows to say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.balance import standardised_difference
from village.statistics.estimators.columns import joined
from village.statistics.estimators.fit import CannotEstimate, Fit, Term
from village.statistics.estimators.linear import regress_rows

Assignment = Literal["drawn", "order of arrival", "chosen"]

ASSUMES: Mapping[Assignment, tuple[str, ...]] = {
    "drawn": (),
    "order of arrival": (
        "An effect only if the moment of asking has nothing to do with how parents would have fared.",
    ),
    "chosen": (
        "Observational: parents or teams chose who waits, so this is a difference, not an effect.",
    ),
}
UNBALANCED = 0.1  # standardised difference at entry (Austin 2009, Statistics in Medicine 28:3083)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """Difference between parents in a group and parents waiting, the score at entry being the same."""

    difference: Term
    claim: Literal["effect", "difference"]
    in_group: int
    waiting: int
    imbalance: Mapping[str, float | None]  # standardised differences at entry
    fit: Fit
    warnings: tuple[str, ...]


def waiting_list(
    outcome: Array,
    in_group: Array,
    at_entry: Mapping[str, Array],
    *,
    assigned: Assignment,
    clusters: Sequence[Any] | Array | None = None,
) -> WaitingList:
    """ANCOVA: outcome on arm and what was known at entry, CR2 errors when parents come in `clusters`.

    All arrays are (n,), without missing values; `at_entry` holds the score at entry at least (Vickers & Altman 2001,
    BMJ 323:1123). Raises `CannotEstimate` when an arm is empty.
    """
    inside = np.asarray(in_group) == 1
    for arm, mine in (("in a group", inside), ("waiting", ~inside)):
        if not mine.any():
            raise CannotEstimate(f"No parent is {arm}: there is nobody to compare.")
    fitted = regress_rows(
        joined({"in_group": inside.astype(float)}, at_entry), outcome, clusters=clusters
    )
    imbalance = {
        name: standardised_difference(column[inside], column[~inside])
        for name, column in at_entry.items()
    }
    unlike = [
        f"The two arms already differed at entry on {name!r} ({value:+.2f} standard deviations)."
        for name, value in imbalance.items()
        if value is not None and abs(value) > UNBALANCED
    ]
    fit = fitted.fit()
    return WaitingList(
        difference=fitted.contrast({"in_group": 1}),
        claim="difference" if assigned == "chosen" else "effect",
        in_group=int(inside.sum()),
        waiting=int((~inside).sum()),
        imbalance=imbalance,
        fit=fit,
        warnings=(*ASSUMES[assigned], *unlike, *fit.warnings),
    )
