"""Whether names of units start again in each unit above, or somebody stands in two places by mistake."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from ibis.expr.types import Table

from village.statistics.formulas.errors import InvalidFormula
from village.statistics.scans.lines import Labels


def reused_names(units: Table, innermost: str) -> Table:
    """How many names innermost units have (`units`), how many occur more than once (`size`), and one of them."""
    names = units.group_by(innermost).agg(places=units.count())
    again = names.places > 1
    return names.agg(
        size=again.sum(),
        units=names.count(),
        example=names[innermost].cast("string").min(where=again),
    )


def check_names(
    levels: Sequence[str], labels: Sequence[Labels], innermost: Mapping[str, Any]
) -> list[str]:
    """Say which levels have names that start again in each unit above; refuse those that look like a mistake.

    When most names occur once, the few that occur twice are someone who moved or was typed into two groups: taken as
    two people, as a nested model takes them, they would count double. `labels` are those of all levels but the
    innermost, of which `innermost` is the line of `reused_names`.
    """
    said = []
    for level, (outer, inner) in enumerate(pairwise(levels), 1):
        if level < len(levels) - 1:
            names, places = np.unique(labels[level], return_counts=True)
            again = names[places > 1]
            total, reused, example = len(names), len(again), str(again[0]) if len(again) else ""
        else:
            total, reused, example = (innermost[key] for key in ("units", "size", "example"))
        if not reused:
            continue
        if 2 * reused < total:
            raise InvalidFormula(
                f"The {inner} '{example}' occurs in more than one {outer} ({reused} such names out of {total}): these "
                f"groups are not nested; correct the rows, or say with --relative that each {outer} has its own names."
            )
        said.append(
            f"{reused} names of '{inner}' out of {total} occur in more than one {outer}: they were taken as different "
            f"units, each within its {outer}."
        )
    return said
