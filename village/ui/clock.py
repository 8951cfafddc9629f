"""The one place that looks at the clock; everything below a view is told the time."""

import datetime as dt


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _on_the_wall()


def _on_the_wall() -> dt.datetime:
    """Apart from `now`, which others import by name: here the tests stop the clock, for everybody at once."""
    return dt.datetime.now(tz=dt.UTC)
