"""One module looks at the clock. Everything else is told the time, so that a year can be tested in a second."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import modules, place_of, tree_of

ALLOWED = {
    "village/ui/clock.py": "it is the clock",
    "village/network/accounts.py": "allauth dates its own records by the wall, whatever our clock says",
}
BASES = {
    "datetime",
    "dt.datetime",
    "datetime.datetime",
    "timezone",
    "date",
    "dt.date",
    "datetime.date",
}
READINGS = {f"{base}.{verb}" for base in BASES for verb in ("now", "utcnow", "today")} | {
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
}
WITHOUT_ARGUMENT = {"localdate", "localtime", "timezone.localdate", "timezone.localtime"}
IMPORTS = {"django.utils.timezone": {"now"}, "time": {"time", "time_ns", "localtime", "gmtime"}}


def readings(tree: ast.Module) -> Iterator[int]:
    """The lines where a module asks what time it is."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute() if ast.unparse(node) in READINGS:
                yield node.lineno
            case ast.Call(args=[], keywords=[]) if ast.unparse(node.func) in WITHOUT_ARGUMENT:
                yield node.lineno
            case ast.ImportFrom(module=str(module)):
                if IMPORTS.get(module, set()) & {alias.name for alias in node.names}:
                    yield node.lineno


def test_only_the_clock_reads_the_clock():
    found = {
        f"{place_of(path)}:{line}"
        for path in modules()
        if place_of(path) not in ALLOWED
        for line in readings(tree_of(path))
    }

    assert found == set()


def test_every_way_to_read_the_clock_is_recognised():
    ways = """
from django.utils.timezone import now
from time import time
timezone.now()
dt.datetime.now(tz=dt.UTC)
created_at = DateTimeField(default=timezone.now)
date.today()
localdate()
time.time()
"""

    assert sorted(readings(ast.parse(ways))) == [2, 3, 4, 5, 6, 7, 8, 9]


def test_turning_a_given_moment_into_a_day_is_not_reading_the_clock():
    assert list(readings(ast.parse("localdate(moment)\nclock.now()\n"))) == []
