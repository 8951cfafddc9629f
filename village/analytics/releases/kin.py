"""Topics of the ledger: figures of one topic, or of topics that are kin, can be subtracted from one another.

Means of one scale share the scores at entry, whatever the wave. Those who moved by one rule can be subtracted from those
who did by another, at the same wave. A model may count parents who cannot be compared: it is beside other models only.
"""


def means(instrument: str, scale: str) -> str:
    """Every set of parents of whom the scores of one scale were told."""
    return f"mean|{instrument}|{scale}"


def moved(instrument: str, scale: str, wave: str) -> str:
    """Every count of parents who moved on one scale at one wave."""
    return f"moved|{instrument}|{scale}|{wave}"


def modelled(instrument: str, scale: str, wave: str = "") -> str:
    """The parents a model of one scale is fitted to: of all waves at once, or of one."""
    return "|".join(filter(None, ("model", instrument, scale, wave)))


def kin(topic: str) -> str:
    """The topics whose figures can be subtracted from one another, by one name.

    >>> kin("change|calm@1|calm|t1|change"), kin("rate|t1|rate")
    ('mean|calm@1|calm', 'rate|t1|rate')
    """
    match topic.split("|"):
        case ["change", instrument, scale, _, "change"]:
            return means(instrument, scale)
        case ["change", instrument, scale, wave, "improved" | "directions"]:
            return moved(instrument, scale, wave)
    return topic
