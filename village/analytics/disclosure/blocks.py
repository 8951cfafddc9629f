"""One figure for every house and for their sum: the counts behind it, and where it stays silent."""

from collections.abc import Collection, Mapping, Sequence

from village.analytics.disclosure.counts import Counts, Silence
from village.analytics.disclosure.trees import TOTAL, protect
from village.core.privacy import Audience


class Block:
    """One figure for every house, for the territories above them, and for everything (None)."""

    def __init__(
        self,
        houses: Mapping[str, Counts],
        *,
        audience: Audience,
        within: Sequence["Block"] = (),
        above: Mapping[str, str] | None = None,
    ) -> None:
        """`within` are the figures without which this one means nothing: silent where one of them is.

        `above` gives the territory of each house, where totals of territories are published too.
        """
        self.houses = houses
        self.total = Counts.sum(houses.values())
        self.silenced: Mapping[str | None, Silence] = protect(
            houses,
            audience=audience,
            above=above,
            already={place for block in within for place in block.silenced},
        )

    @property
    def silent(self) -> Collection[str]:
        """The places whose figure is not shown, but for the total."""
        return [place for place in self.silenced if place is not TOTAL]

    def counts(self, house: str | None) -> Counts:
        """The counts of one house, or of all of them (None)."""
        return self.total if house is None else self.houses[house]

    def silence(self, house: str | None) -> Silence | None:
        """What is said where the figure of this place, or of all of them (None), is not shown; None when it is.

        The true reason stays in `silenced`: published, it would tell the small from those that protect them.
        """
        return Silence.TOO_FEW if house in self.silenced else None
