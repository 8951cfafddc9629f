"""The one place that looks at the clock; everything below a view is told the time."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Clock = Callable[[], dt.datetime]


def _wall_clock() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


_clock: Clock = _wall_clock


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _clock()


@contextmanager
def set_to(moment: dt.datetime) -> Iterator[None]:
    """Stop the clock at `moment`: journeys over a year are tested in a second."""
    global _clock  # noqa: PLW0603 - one clock per process is the point
    before, _clock = _clock, lambda: moment
    try:
        yield
    finally:
        _clock = before
