"""The wave from which an outcome is counted, when it is not the plan's baseline for everybody.

Confidence with a baby cannot be asked before the birth: for those who entered pregnant, its change is counted from the
first moment after it. Two kinds of entry then start at different ages of the baby, and some questions no longer make
sense: they are refused where the plan asks them.
"""

from village.analytics.plans.plan import ENTRIES, Covariance, Entry, Feature, Outcome, Plan
from village.core.toml_source import TomlTable

# What tells who entered when: the group of an antenatal entry is an antenatal group.
TELLS_ENTRY: tuple[Feature, ...] = ("entry", "kind")
KEEPS_PACE: tuple[Covariance, ...] = ("toeplitz", "ar1")  # as far from one wave to the next for all


def read_baseline(entry: TomlTable, waves: tuple[str, ...]) -> dict[Entry, str]:
    """`baseline = "birth"`, or a table with a wave for each kind of entry; what is the plan's own is left out."""
    if isinstance(entry.content.get("baseline"), dict):
        by_entry = entry.table("baseline")
        assert by_entry is not None
        said = {kind: by_entry.one_of(kind, waves, waves[0]) for kind in ENTRIES}
        by_entry.finish()
    else:
        said = dict.fromkeys(ENTRIES, entry.one_of("baseline", waves, waves[0]))
    return {kind: wave for kind, wave in said.items() if wave != waves[0]}


def check_starts(plan: Plan, table: TomlTable) -> None:
    """Refuse, at their line, a baseline that does not come before the endpoint, and what cannot be asked beside it."""
    for outcome, entry in zip(plan.outcomes, table.tables("outcomes"), strict=True):
        _check_order(plan, outcome, entry)
        _check_model(plan, outcome, entry)
    for entry in table.tables("subgroups", needed=False):
        asked = next(one for one in plan.subgroups if one.by == entry.content["by"])
        for key in asked.outcomes if asked.by in TELLS_ENTRY else ():
            if starts_differ(plan, plan.outcome(key)):
                entry.refuse(
                    "by",
                    f"the change in {key!r} is counted from another moment for each kind of entry, and cannot be compared "
                    f"by {asked.by}: name other `outcomes`",
                )


def starts_differ(plan: Plan, outcome: Outcome) -> bool:
    """Whether its parents start at more than one wave."""
    return len({*plan.starts(outcome).values()}) > 1


def _check_order(plan: Plan, outcome: Outcome, entry: TomlTable) -> None:
    for start in plan.starts(outcome).values():
        if plan.waves.index(start) >= plan.waves.index(outcome.endpoint):
            entry.refuse(
                "baseline",
                f"the baseline {start!r} of {outcome.key!r} does not come before its endpoint {outcome.endpoint!r}",
            )


def _check_model(plan: Plan, outcome: Outcome, entry: TomlTable) -> None:
    if not starts_differ(plan, outcome):
        return
    if outcome.covariance in KEEPS_PACE:
        entry.refuse(
            "covariance",
            f"{outcome.covariance} supposes one pace from wave to wave, and the parents of {outcome.key!r} start at "
            "different moments: say unstructured or cs",
        )
    if outcome.model == "growth":
        entry.refuse(
            "baseline",
            "a growth model is a line over months since one moment: give all its parents one `baseline`, or plan "
            "paired or mmrm",
        )
