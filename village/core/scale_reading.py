"""The scales of scale.toml: which items are scored together, how, and what is refused."""

from fractions import Fraction

from village.core.scales import TOTAL, Item, Scale
from village.core.toml_source import TomlTable


def read_scales(table: TomlTable, items: tuple[Item, ...]) -> tuple[Scale, ...]:
    """The total first, when there is one, then the subscales; an instrument that is counted and not scored says so."""
    scales: list[Scale] = []
    if (total := table.table("total", needed=False)) is not None:
        scales.append(_read_one_scale(total, TOTAL, items))
    for entry in table.tables("subscales", needed=False):
        key = entry.text("key")
        if key == TOTAL or key in {scale.key for scale in scales}:
            entry.refuse("key", f"scale {key!r} is defined twice")
        scales.append(_read_one_scale(entry, key, items))
    if table.yes_no("scored", True) is not bool(scales):
        table.refuse(
            "scored",
            "an instrument has a [total] or at least one [[subscales]], or says `scored = false`",
        )
    return tuple(scales)


def _read_one_scale(entry: TomlTable, key: str, items: tuple[Item, ...]) -> Scale:
    known = {item.key: item for item in items}
    names = entry.texts("items", tuple(known))
    reversed_ = entry.texts("reversed", ())
    for field, listed, allowed in (("items", names, known), ("reversed", reversed_, names)):
        if strangers := [name for name in listed if name not in allowed]:
            entry.refuse(field, f"`{field}` of {key!r} names unknown items: {', '.join(strangers)}")
    if declinable := [name for name in names if known[name].may_decline]:
        entry.refuse(
            "items",
            f"{key!r} counts items that may be declined, which no scale can: {', '.join(declinable)}",
        )
    scale = Scale(
        key=key,
        items=tuple(known[name] for name in names),
        reversed=frozenset(reversed_),
        max_missing=entry.whole("max_missing", 0),
        method=entry.one_of("method", ("sum", "mean", "any"), "sum"),
        multiply=entry.whole("multiply", 1),
        conversion=_read_conversion(entry.table("conversion", needed=False)),
        higher_is=entry.one_of("higher_is", ("better", "worse")),
        change_threshold=entry.optional_whole("change_threshold"),
        titles=read_texts(entry.table("title")),
    )
    _check_conversion(entry, scale)
    if not 0 <= scale.max_missing < len(scale.items):
        entry.refuse("max_missing", f"`max_missing` of {key!r} leaves no answer to score")
    if scale.max_missing and len({(item.lowest, item.highest) for item in scale.items}) > 1:
        entry.refuse(
            "max_missing",
            f"gaps of {key!r} cannot be filled with a mean: its items have several ranges",
        )
    if scale.multiply < 1:
        entry.refuse("multiply", "`multiply` is at least 1")
    if (
        scale.change_threshold is not None
        and not 0 < scale.change_threshold <= scale.highest - scale.lowest
    ):
        entry.refuse(
            "change_threshold", f"`change_threshold` of {key!r} is beyond the range of the scale"
        )
    entry.finish()
    return scale


def read_texts(table: TomlTable | None) -> dict[str, str]:
    """One text per language; none without the table."""
    if table is None:
        return {}
    texts = {language: table.text(language) for language in sorted(table.content)}
    table.finish()
    return texts


def _read_conversion(table: TomlTable | None) -> dict[int, Fraction]:
    """The score for each sum, written as a text so that it is exact: "9.51"."""
    converted: dict[int, Fraction] = {}
    if table is None:
        return converted
    for key in sorted(table.content):
        text = table.text(key)
        try:
            converted[int(key)] = Fraction(text)
        except ValueError:
            table.refuse(
                key, f"a conversion goes from a whole sum to a score, not {key!r} to {text!r}"
            )
    return converted


def _check_conversion(entry: TomlTable, scale: Scale) -> None:
    if not scale.conversion:
        return
    sums = {
        sum(item.lowest for item in scale.items) + step
        for step in range(sum(item.highest - item.lowest for item in scale.items) + 1)
    }
    if scale.method != "sum" or scale.multiply != 1 or scale.max_missing:
        entry.refuse(
            "conversion", f"{scale.key!r}: a conversion starts from a plain sum, without gaps"
        )
    if set(scale.conversion) != sums:
        entry.refuse(
            "conversion",
            f"{scale.key!r}: a conversion has one score for each sum from {min(sums)} to {max(sums)}",
        )
