"""Each outcome's change since entry, by the model its plan chose: one function a model, the same few values out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ibis.expr.types import Table

from village.analytics.engine import Snapshot
from village.analytics.planned.findings import Change, Modelled
from village.analytics.plans.plan import Model, Outcome, Plan, Population
from village.analytics.results import ScaleChange


@dataclass(frozen=True, slots=True)
class Course:
    """One population of a plan, followed from entry to its last follow-up."""

    plan: Plan
    population: Population
    people: Table  # one row per participant (see `people`)
    snapshot: Snapshot  # as if it held these participants only


Modelling = Callable[[Course, Outcome, Sequence[ScaleChange]], dict[str, Modelled]]


def model(course: Course, outcome: Outcome, counted: Sequence[ScaleChange]) -> dict[str, Modelled]:
    """The change at each follow-up (by wave) of one outcome; `counted` is what was counted of it, wave by wave.

    Raises `CannotEstimate` when the model cannot be fitted to these answers.
    """
    return MODELLING[outcome.model](course, outcome, counted)


def _paired(
    course: Course, outcome: Outcome, counted: Sequence[ScaleChange]
) -> dict[str, Modelled]:
    """Mean change of the parents scored at both moments, robust to houses (or groups) resembling themselves."""
    found = {}
    for change in counted:
        if (estimate := change.estimate) is None:
            continue
        found[change.response.wave] = Modelled(
            method="mean of paired changes, cluster-robust (CR2)",
            change=Change.of_estimate(estimate.mean_change),
            n={"parent": estimate.parents, "group": estimate.groups, "house": estimate.houses},
        )
    return found


MODELLING: Mapping[Model, Modelling] = {"paired": _paired}
