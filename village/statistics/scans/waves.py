"""One pass over the rows of persons seen at planned waves: what is left is `WaveMoments`.

Each person's rows become one, as wide as there are waves, inside the engine; these are summed by pattern of the waves
observed, and, where persons are in groups, by group and pattern. A column of the model is a function of the wave times
a feature of the person; one that changes within a person has a place at each wave instead.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from village.statistics.arrays import Array
from village.statistics.engine import Rows
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.repeated import WaveColumn
from village.statistics.formulas import Formula, InvalidFormula
from village.statistics.formulas.design import (
    INTERCEPT,
    Column,
    CompiledDesign,
    Level,
    Levels,
    label,
)
from village.statistics.moments.waves import WaveMoments
from village.statistics.scans.lines import numbers
from village.statistics.scans.names import check_names
from village.statistics.scans.pivot import (
    CHECKS,
    CONSTANT,
    NAMES,
    Places,
    parts_of,
    wave_moments,
    wave_sums,
)
from village.statistics.scans.rows import UsableRows, usable_rows

MOST_WAVES = 24


@dataclass(frozen=True, slots=True, eq=False)
class WaveScan:
    """What one scan found: the moments, the columns of the model on them, the rows left out by reason."""

    moments: WaveMoments
    columns: tuple[WaveColumn, ...]
    left_out: Mapping[str, int]
    warnings: tuple[str, ...]


def scan_waves(
    rows: Rows,
    formula: Formula,
    *,
    wave: str,
    person: str,
    levels: Sequence[str] = (),
    relative: bool = False,
    factor_levels: Levels | None = None,
) -> WaveScan:
    """Sum the rows of a file as a model of repeated measures needs them.

    Parameters
    ----------
    wave, person
        The columns that say when a row was answered and by whom. With `levels`, a person is told by their name and
        the units above them.
    levels
        The columns of the units above the person, the outermost first.
    relative
        Whether names are known to start again in each unit above (the parent 1 of two groups are two parents).
    factor_levels
        The levels of factors when the rows are not to say, as for files that will be added to others.

    Raises
    ------
    InvalidFormula
        An unknown column; one named twice; names that occur under several units as if by mistake.
    CannotEstimate
        No usable row, a wave without any, several rows of one person at a wave, more waves than can be planned.
    """
    names = [wave, person, *levels]
    if len(set(names)) < len(names):
        raise InvalidFormula(
            f"The wave, the person and the groups are different columns: {', '.join(names)}."
        )
    for name in names[1:]:
        if name in formula.variables:
            raise InvalidFormula(
                f"'{name}' says who answered: it cannot be a term of the formula as well."
            )
    keys = {"w": wave, "p": person, **{f"k{place}": name for place, name in enumerate(levels)}}
    usable = usable_rows(
        rows, formula, keys, levels=factor_levels, summed=lambda design: _features(design, wave)
    )
    waves, over, warnings = _planned(rows, usable.design, wave)
    places = Places(waves, _times(waves), tuple(levels), person)
    varying: list[str] = []
    lines = rows.collect(wave_sums(usable, places, varying))
    checks = parts_of(lines)[CHECKS].to_pylist()[0]
    _refuse_repeated(rows, usable, places, wave, int(checks["persons"]))
    if changing := [
        name for name, count in zip(usable.names[:-1], checks["sums"], strict=True) if count
    ]:
        varying = changing
        lines = rows.collect(wave_sums(usable, places, varying))
    moments = wave_moments(usable, places, varying, parts_of(lines))
    _refuse_empty(moments, wave)
    if levels and not relative:
        names = parts_of(lines)[NAMES].to_pylist()[0]
        warnings += tuple(check_names((*levels, person), moments.labels, names))
    return WaveScan(moments, over, usable.left_out, warnings)


def _split(column: Column, wave: str) -> tuple[list[Column], list[Column]]:
    """What a column of the design is made of: functions of the wave alone, and the rest."""
    of_wave = [made for part, made in column.factors if set(part.columns) == {wave}]
    rest = [made for part, made in column.factors if set(part.columns) != {wave}]
    return of_wave, rest


def _features(design: CompiledDesign, wave: str) -> list[Column]:
    """The products that are not functions of the wave, once each."""
    found: dict[str, Column] = {}
    for column in design.columns:
        _, rest = _split(column, wave)
        if rest:
            name = ":".join(made.name for made in rest)
            found.setdefault(
                name, Column(name, reduce(lambda a, b: a * b, (made.value for made in rest)))
            )
    return list(found.values())


def _planned(
    rows: Rows, design: CompiledDesign, wave: str
) -> tuple[tuple[Level, ...], tuple[WaveColumn, ...], tuple[str, ...]]:
    """The waves that the file has, used or not, and each fixed effect as a function of them times a feature."""
    split = [(column.name, *_split(column, wave)) for column in design.columns]
    functions = {made.name: made.value for _, of_wave, _ in split for made in of_wave}
    table = rows.table
    shown = table.filter(table[wave].notnull()).select(
        w=table[wave], **{f"g{place}": value for place, value in enumerate(functions.values())}
    )
    # Not `.distinct()`: sorted afterwards, Ibis 12 makes it distinct rows of all columns on Spark.
    seen = shown.group_by(shown.columns).agg(rows=shown.count()).drop("rows")
    found = rows.collect(seen.order_by("w").limit(MOST_WAVES + 1))
    if len(found) > MOST_WAVES:
        raise CannotEstimate(
            f"'{wave}' has more than {MOST_WAVES} different values: waves are planned moments, the same for all; round "
            "the dates to them, or fit a model with random intercepts."
        )
    values = [value.as_py() for value in found.column("w")]
    order, warnings = _order(values, wave)
    at = {
        name: numbers(found.column(f"g{place}"))[order].astype(float)
        for place, name in enumerate(functions)
    }
    ones = np.ones(len(values))
    columns = [WaveColumn(INTERCEPT, ones)] if design.intercept else []
    columns += [
        WaveColumn(
            name,
            reduce(lambda a, b: a * b, (at[made.name] for made in of_wave), ones),
            ":".join(made.name for made in rest) or CONSTANT,
        )
        for name, of_wave, rest in split
    ]
    return tuple(values[place] for place in order), tuple(columns), warnings


_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _numbered(values: Sequence[Level]) -> list[float] | None:
    """The number in the name of each wave ("m0", "m3", "m12"), when each has one of its own."""
    found = [
        [str(float(value))] if isinstance(value, int | float) else _NUMBER.findall(label(value))
        for value in values
    ]
    if any(len(numbers) != 1 for numbers in found):
        return None
    times = [float(numbers[0]) for numbers in found]
    return times if len(set(times)) == len(times) else None


def _order(values: Sequence[Level], wave: str) -> tuple[list[int], tuple[str, ...]]:
    """Numbers in their order; names by the number they hold, else by the alphabet, which is said."""
    if (times := _numbered(values)) is not None:
        if all(not isinstance(value, str) for value in values):
            return list(range(len(values))), ()
        return sorted(range(len(values)), key=times.__getitem__), ()
    named = ", ".join(label(value) for value in values)
    return list(range(len(values))), (f"The waves of '{wave}' were taken in the order {named}.",)


def _times(waves: Sequence[Level]) -> Array:
    numbers = [float(wave) for wave in waves if isinstance(wave, int | float)]
    found = numbers if len(numbers) == len(waves) else _numbered(waves)
    return np.array(range(len(waves)) if found is None else found, float)


def _refuse_repeated(rows: Rows, usable: UsableRows, places: Places, wave: str, extra: int) -> None:
    """Name the first place where a person has several rows at a wave."""
    if not extra:
        return
    table, keys = usable.table, [*places.groups, "p", "w"]
    counted = table.group_by(keys).agg(times=table.count())
    again = counted.filter(counted.times > 1).order_by(keys).limit(1)
    first = rows.collect(again).to_pylist()[0]
    names = [*places.levels, places.person, wave]
    where = ", ".join(f"{name} {label(first[key])}" for name, key in zip(names, keys, strict=True))
    raise CannotEstimate(
        f"{rows.path}: {extra} rows repeat a wave of the same {places.person}; the first place is {where} "
        f"({first['times']} rows): keep one row per {places.person} and wave."
    )


def _refuse_empty(moments: WaveMoments, wave: str) -> None:
    for name, persons in zip(moments.waves, moments.patterns.sum(axis=0), strict=True):
        if not persons:
            raise CannotEstimate(
                f"No row can be used where '{wave}' is {name}: nothing can be estimated there; leave this wave out."
            )
