"""Which units rows are nested in: `house/group/parent`, or the same said in the formula as `(1|house/group/parent)`."""

from village.statistics.formulas.errors import InvalidFormula
from village.statistics.formulas.parsing import Formula, RandomPart

EXAMPLE = "house/group/parent"


def nested_levels(formula: Formula, groups: str | None) -> tuple[str, ...]:
    """The columns of the levels, the outermost first, from `groups` or from the formula.

    Raises `InvalidFormula` when none is given, when both disagree, and for what is not nesting: crossed effects
    (every unit of one level meets every unit of the other, so that the sums of one say nothing of the other without
    the rows), and slopes.
    """
    said = tuple(_random_levels(formula.random))
    typed = _path(groups) if groups is not None else ()
    if said and typed and said != typed:
        raise InvalidFormula(
            f"The formula says the groups are {'/'.join(said)}, and --groups says {'/'.join(typed)}: keep one."
        )
    if not (levels := typed or said):
        raise InvalidFormula(
            f"Say which units the rows are nested in, the largest first: --groups {EXAMPLE}."
        )
    for name in levels:
        if name in formula.variables:
            raise InvalidFormula(
                f"'{name}' is a level of the groups and a term of the formula: it can be only one."
            )
    return levels


def _random_levels(parts: tuple[RandomPart, ...]) -> tuple[str, ...]:
    for part in parts:
        if part.slopes != "1":
            raise InvalidFormula(
                f"'({part.slopes}|{part.groups})': here each unit has an intercept of its own and no slope, (1|…); "
                f"a slope of time for each person is a growth model."
            )
    if not parts:
        return ()
    if len(parts) > 1:
        return _from_several([part.groups for part in parts])
    return _path(parts[0].groups)


def _from_several(groups: list[str]) -> tuple[str, ...]:
    """lme4 prints (1|house/group) as (1|group:house) + (1|house): both are nesting, two separate names are not."""
    chains = sorted((text.replace(" ", "").split(":") for text in groups), key=len)
    nested = all(set(short) < set(long) for short, long in zip(chains, chains[1:], strict=False))
    if not nested or len(chains[0]) > 1:
        raise _crossed(" and ".join(f"'{text}'" for text in groups))
    levels: list[str] = []
    for chain in chains:
        new = [name for name in chain if name not in levels]
        if len(new) != 1:
            raise _crossed(" and ".join(f"'{text}'" for text in groups))
        levels += new
    return tuple(levels)


def _path(text: str) -> tuple[str, ...]:
    for sign in "+*,;:":
        if sign in text:
            raise _crossed(f"'{text}'")
    levels = tuple(name.strip() for name in text.split("/"))
    if not all(levels):
        raise InvalidFormula(f"The groups '{text}' are not a path such as {EXAMPLE}.")
    if len(set(levels)) < len(levels):
        raise InvalidFormula(f"The groups '{text}' name a column twice.")
    return levels


def _crossed(what: str) -> InvalidFormula:
    return InvalidFormula(
        f"The groups {what} are crossed, not nested: a unit of one meets several of the other, and sums by nested "
        f"unit do not hold what such a model needs; only nesting is fitted here, written {EXAMPLE}."
    )
