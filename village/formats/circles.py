"""Questions that wait for one another: in no order could they be asked."""

from collections.abc import Iterable, Mapping


def first_circle(waits: Mapping[str, Iterable[str]]) -> str | None:
    """The first place that waits for itself, through others or not; None when there is none.

    >>> first_circle({"a": ["b"], "b": ["c"], "c": ["b"]}), first_circle({"a": ["b"], "b": []})
    ('b', None)
    """
    return next((place for place in waits if place in _reached(waits, place)), None)


def _reached(waits: Mapping[str, Iterable[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(waits[start])
    while waiting:
        if (place := waiting.pop()) not in seen:
            seen.add(place)
            waiting += waits.get(place, ())
    return seen
