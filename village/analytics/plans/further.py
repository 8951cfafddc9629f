"""What a plan asks beside its outcomes: subgroups, who left, who came more often, what is more than error."""

from collections.abc import Iterator, Sequence
from typing import cast

from village.analytics.plans.plan import (
    FEATURES,
    Exposure,
    Feature,
    Outcome,
    Reliability,
    Sensitivity,
    Subgroups,
)
from village.core.toml_source import TomlTable


def read_subgroups(table: TomlTable, outcomes: Sequence[Outcome]) -> Iterator[Subgroups]:
    """`[[subgroups]]`: one feature each, for the primary outcomes unless others are named."""
    seen: set[Feature] = set()
    for entry in table.tables("subgroups", needed=False):
        by = cast(Feature, entry.one_of("by", FEATURES))
        if by in seen:
            entry.refuse("by", f"subgroups by {by!r} are asked for twice")
        seen.add(by)
        yield Subgroups(by=by, outcomes=_outcomes_of(entry, outcomes))
        entry.finish()


def read_sensitivity(table: TomlTable, outcomes: Sequence[Outcome]) -> Sensitivity | None:
    """`[sensitivity]`: who left, given what was known at entry."""
    entry = table.table("sensitivity", needed=False)
    if entry is None:
        return None
    found = Sensitivity(
        outcomes=_outcomes_of(entry, outcomes),
        known_at_entry=_features(entry, "known_at_entry"),
        tipping_point=entry.yes_no("tipping_point", True),
    )
    entry.finish()
    return found


def read_exposure(table: TomlTable, outcomes: Sequence[Outcome]) -> Exposure | None:
    """`[exposure]`: who came to more meetings."""
    entry = table.table("exposure", needed=False)
    if entry is None:
        return None
    entry.one_of("of", ("meetings",))
    if not entry.yes_no("observational"):
        entry.refuse("observational", "nobody drew who came how often: say `observational = true`")
    found = Exposure(
        outcomes=_outcomes_of(entry, outcomes), adjusted_for=_features(entry, "adjusted_for")
    )
    entry.finish()
    return found


def read_reliable_change(table: TomlTable, outcomes: Sequence[Outcome]) -> Iterator[Reliability]:
    """`[[reliable_change]]`: the numbers a threshold is made of, each with its source."""
    seen: set[str] = set()
    for entry in table.tables("reliable_change", needed=False):
        found = Reliability(
            outcome=entry.one_of("outcome", tuple(outcome.key for outcome in outcomes)),
            sd=entry.number("sd"),
            sd_source=entry.text("sd_source"),
            reliability=entry.number("reliability"),
            reliability_source=entry.text("reliability_source"),
        )
        if found.outcome in seen:
            entry.refuse("outcome", f"reliable change of {found.outcome!r} is defined twice")
        if found.sd <= 0:
            entry.refuse("sd", f"`sd` is more than 0, not {found.sd:g}")
        if not 0 <= found.reliability < 1:
            entry.refuse(
                "reliability", f"`reliability` is from 0 to below 1, not {found.reliability:g}"
            )
        seen.add(found.outcome)
        entry.finish()
        yield found


def read_funnels(table: TomlTable, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """`[houses]`: the outcomes for which houses, without names, are put beside the limits of chance."""
    entry = table.table("houses", needed=False)
    if entry is None:
        return ()
    named = _outcomes_of(entry, outcomes)
    entry.finish()
    return named


def _features(entry: TomlTable, key: str) -> tuple[Feature, ...]:
    named = entry.texts(key, ())
    if strangers := [name for name in named if name not in FEATURES]:
        entry.refuse(key, f"`{key}` are among {', '.join(FEATURES)}, not {', '.join(strangers)}")
    return cast("tuple[Feature, ...]", named)


def _outcomes_of(entry: TomlTable, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    known = [outcome.key for outcome in outcomes]
    primary = tuple(outcome.key for outcome in outcomes if outcome.family == "primary")
    named = entry.texts("outcomes", primary)
    if strangers := [key for key in named if key not in known]:
        entry.refuse("outcomes", f"this plan has no outcome {', '.join(strangers)}")
    if not named:
        entry.refuse(None, "there is no primary outcome: name the `outcomes`")
    return named
