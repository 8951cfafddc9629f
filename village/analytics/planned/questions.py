"""What a plan may ask beside its outcomes: one register of questions, answered in its order by one loop.

The order matters: what was told by one question is known to the next (see `village.analytics.releases`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from village.analytics.planned.comparing import among_all, exposure_of, subgroups_of
from village.analytics.planned.endpoints import Asked
from village.analytics.planned.further import Further
from village.analytics.planned.houses import funnel_of
from village.analytics.planned.missing import reliable_of, sensitivity_of
from village.analytics.plans.plan import Exposure, Plan, Sensitivity


@dataclass(frozen=True, slots=True)
class Question:
    """Where a plan asks it (of which outcome, and what), who answers, and what is said of all the answers together."""

    asked: Callable[[Plan], Iterable[tuple[str, Any]]]
    answer: Callable[[Asked, Any], Any]
    together: Callable[[tuple[Any, ...], Plan], tuple[Any, ...]] = lambda found, _plan: found


def _of_each(asked: Sensitivity | Exposure | None) -> Iterator[tuple[str, Any]]:
    if asked is not None:
        yield from ((outcome, asked) for outcome in asked.outcomes)


QUESTIONS: Mapping[str, Question] = {
    "subgroups": Question(
        lambda plan: ((outcome, g.by) for g in plan.subgroups for outcome in g.outcomes),
        subgroups_of,
        lambda found, plan: among_all(found, level=plan.thresholds.false_discovery_rate),
    ),
    "sensitivity": Question(lambda plan: _of_each(plan.sensitivity), sensitivity_of),
    "exposure": Question(lambda plan: _of_each(plan.exposure), exposure_of),
    "reliable": Question(
        lambda plan: ((rule.outcome, rule) for rule in plan.reliable_change), reliable_of
    ),
    "funnels": Question(
        lambda plan: ((outcome, None) for outcome in plan.funnels),
        lambda about, _: funnel_of(about),
    ),
}


def answer_all(plan: Plan, about: Callable[[str], Asked]) -> Further:
    """Everything the plan asks beside its outcomes; `about` gives the parents of an outcome, by its key."""
    return Further(
        **{
            name: question.together(
                tuple(question.answer(about(key), what) for key, what in question.asked(plan)), plan
            )
            for name, question in QUESTIONS.items()
        }
    )
