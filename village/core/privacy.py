"""What we publish, and to whom: the policy, in one place. Changing a number here is a decision to record."""

from enum import StrEnum


class Audience(StrEnum):
    """Who will read a figure. The wider the audience, the more people must stand behind it.

    `PUBLIC` is everyone outside a house: the public, a funder, the press. `HOUSE` is the team of the
    house whose parents are counted, and the national team.
    """

    PUBLIC = "public"
    HOUSE = "house"

    @property
    def minimum_parents(self) -> int:
        """The fewest parents a published count may stand for, here and in whatever is left by subtraction."""
        return {Audience.PUBLIC: 11, Audience.HOUSE: 5}[self]

    @property
    def minimum_groups(self) -> int:
        """The fewest peer groups behind a figure: outside its house, no group of ten is ever shown alone."""
        return {Audience.PUBLIC: 2, Audience.HOUSE: 1}[self]
