"""The clock of the site, stopped: journeys over a year are tested in a second."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock


@contextmanager
def set_to(moment: dt.datetime) -> Iterator[None]:
    """Whoever asks what time it is hears `moment`, in every thread."""
    with mock.patch("village.ui.clock._on_the_wall", lambda: moment):
        yield
