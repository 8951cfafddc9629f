"""The name of each figure that is said of a snapshot: one name in an evaluation, in the ledger and on a page."""


def rate_figure(wave: str) -> str:
    """The name of the share of answers at one wave."""
    return f"rate|{wave}"


def reach_figure(part: str) -> str:
    """The name of one figure of attendance: `enrolled`, `came`, `stayed_3`."""
    return f"reach|{part}"


def change_figure(instrument: str, version: str, scale: str, wave: str) -> str:
    """The name of the change on one scale at one later wave, shares included."""
    return f"change|{instrument}@{version}|{scale}|{wave}"


def translation_figure(instrument: str, version: str, scale: str, wave: str) -> str:
    """The name of how many of the parents compared answered in a translation nobody has validated."""
    return f"translated|{instrument}@{version}|{scale}|{wave}"
