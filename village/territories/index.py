"""The names of the register, ready to be searched: made when somebody first searches, in the order answers come in."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from village.territories.names import begins_with, fold
from village.territories.register import register
from village.territories.territory import TerritoryKind

OF_TODAY = {TerritoryKind.COMMUNE, TerritoryKind.ARRONDISSEMENT}
ABSORBED = {TerritoryKind.DELEGATED, TerritoryKind.ASSOCIATED}
AROUND = {TerritoryKind.DEPARTEMENT, TerritoryKind.COLLECTIVITY}
LAST = "\U0010ffff"  # after every word that begins so


@dataclass(frozen=True, slots=True)
class Index:
    """A place is the rank of a name: those of today first, the most populated first, then by code.

    `names` are folded, with a space before each word and after the last.
    """

    names: list[str]
    communes: list[str]  # at each place, the code of the commune of today
    called: dict[int, str]  # the names of what was absorbed, as written
    words: list[str]  # each once, in order …
    having: list[tuple[int, ...]]  # … and the places whose name has it
    postcodes: dict[str, tuple[int, ...]]
    places: dict[str, int]  # of the communes of today, by code …
    absorbed: dict[str, int]  # … and of what they absorbed
    departements: dict[str, str]  # their folded name and code, by code

    def begun_by(self, beginning: str) -> set[int]:
        """The places with a word that begins so; one letter alone is a whole word (L'Haÿ, Baie-d'Urfé)."""
        first = bisect_left(self.words, beginning)
        after = bisect_left(self.words, beginning + (LAST if len(beginning) > 1 else " "))
        return set[int]().union(*self.having[first:after])

    def departements_begun_by(self, beginning: str) -> set[str]:
        """The codes of the départements with a word that begins so, or with this code."""
        begins = f" {beginning}" if len(beginning) > 1 else f" {beginning} "
        return {code for code, around in self.departements.items() if begins in around}

    def departement(self, place: int) -> str:
        """The code of the département of a place."""
        return begins_with(self.communes[place])


@cache
def index() -> Index:
    """The index, once in the life of a process."""
    departements: dict[str, str] = {}
    known: list[tuple[bool, int, str, str, str, str]] = []
    for row in (row for rows in register().rows.values() for row in rows):
        kind, code, name, _, within, _, _, population, postcodes, _ = row.split("\t")
        if kind in AROUND:
            departements[code] = f" {fold(name)} {code.lower()} "
        elif kind in OF_TODAY:
            known.append((False, -int(population or 0), code, name, code, postcodes))
        elif kind in ABSORBED:
            known.append((True, 0, code, name, within, ""))
    return _in_order(sorted(known), departements)


def _in_order(
    known: list[tuple[bool, int, str, str, str, str]], departements: dict[str, str]
) -> Index:
    names = [f" {fold(name)} " for _, _, _, name, _, _ in known]
    having: dict[str, list[int]] = defaultdict(list)
    by_postcode: dict[str, list[int]] = defaultdict(list)
    for place, (*_, postcodes) in enumerate(known):
        for word in set(names[place].split()):
            having[word].append(place)
        for postcode in postcodes.split():
            by_postcode[postcode].append(place)
    words = sorted(having)
    return Index(
        names=names,
        communes=[today for _, _, _, _, today, _ in known],
        called={place: row[3] for place, row in enumerate(known) if row[0]},
        words=words,
        having=[tuple(having[word]) for word in words],
        postcodes={postcode: tuple(places) for postcode, places in by_postcode.items()},
        places={row[2]: place for place, row in enumerate(known) if not row[0]},
        absorbed={row[2]: place for place, row in enumerate(known) if row[0]},
        departements=departements,
    )
