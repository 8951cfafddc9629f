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
        refines: "Block | None" = None,
    ) -> None:
        """`within` are the figures without which this one means nothing: silent where one of them is.

        `refines` is the one of them whose last cell this one splits: shown, it tells how many there are to split.
        `above` gives the territory of each house, where totals of territories are published too.
        """
        self.houses = houses
        self.total = Counts.sum(houses.values())
        self.known: dict[str, int] = {} if refines is None else refines.known | refines.last_cells()
        self.silenced: Mapping[str | None, Silence] = protect(
            houses,
            audience=audience,
            above=above,
            already={place for block in within for place in block.silenced},
            known=self.known,
        )

    @property
    def silent(self) -> Collection[str]:
        """The places whose figure is not shown, but for the total."""
        return [place for place in self.silenced if place is not TOTAL]

    def last_cells(self) -> dict[str, int]:
        """What the last cell says, in each house that shows it: what a finer figure splits."""
        return {
            house: counts.cells[-1]
            for house, counts in self.houses.items()
            if house not in self.silenced
        }

    def counts(self, house: str | None) -> Counts:
        """The counts of one house, or of all of them (None)."""
        return self.total if house is None else self.houses[house]

    def silence(self, house: str | None) -> Silence | None:
        """What is said where the figure of this place, or of all of them (None), is not shown; None when it is.

        The true reason stays in `silenced`: published, it would tell the small from those that protect them.
        """
        return Silence.TOO_FEW if house in self.silenced else None
