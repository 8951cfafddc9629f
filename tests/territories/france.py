"""All of the register, to count it."""

from village.territories.register import register, territories
from village.territories.territory import Territory


def everything() -> list[Territory]:
    """Every territory, in the order of the file."""
    return [one for code in register().rows for one in territories(code)]
