"""Whom each item is asked of: before the birth there is no baby to speak of, and no question about one."""

from pathlib import Path

from village.core.formats import not_read
from village.core.scales import Instrument
from village.core.toml_source import Source

FORMAT = 1


def read_asking(path: Path, instrument: Instrument) -> frozenset[str]:
    """The items that wait for the birth, from `asking.toml`; none without that file.

    It stands beside scale.toml because it is no part of the scoring: the same answers keep the same scores. A scale
    that loses items before birth must lose its score there too. Filled from the other answers, it would be compared
    later with a score that measures something else. Raises `InvalidInstrument` naming file, line and reason.
    """
    if not path.exists():
        return frozenset()
    table = Source(path).read()
    if (found := table.whole("format")) != FORMAT:
        table.refuse("format", not_read(found, read=(FORMAT,)))
    waiting = frozenset(table.texts("after_birth"))
    table.finish()
    if strangers := sorted(waiting - {item.key for item in instrument.items}):
        table.refuse("after_birth", f"`after_birth` names unknown items: {', '.join(strangers)}")
    for scale in instrument.scales:
        unasked = sum(item.key in waiting for item in scale.items)
        if 0 < unasked <= scale.max_missing:
            table.refuse(
                "after_birth",
                f"{scale.key!r} forgives {scale.max_missing} gaps: without {unasked} of its items, it would have a score before birth that is not the same score",
            )
    return waiting
