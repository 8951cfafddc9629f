"""A commune from what people type: its name or a part of it, a postcode, a code, and the département to tell them apart.

Every word must be found: the beginning of a word of the name, a code, a postcode, or the département. A name alone
never decides: four communes are called Saint-Denis, and all four are offered.
"""

from dataclasses import dataclass

from village.territories.index import Index, index
from village.territories.names import fold
from village.territories.register import commune, commune_today
from village.territories.territory import Territory

LONGEST = 12  # words: nobody types more of them, and each is looked for everywhere


@dataclass(frozen=True, slots=True)
class Found:
    """A commune of today. `called` is the former name by which it was found, and `""` when it was found by its own."""

    commune: Territory
    called: str = ""


def search(text: str, *, limit: int = 20) -> list[Found]:
    """The communes that match, the best first; always in the same order.

    Whole names come first, then names that begin so, then names with such words, then those for which the département had
    to lend a word; in each, former names last and the most populated first. `limit` cuts the list.

    >>> [(one.commune.name, one.commune.code) for one in search("st denis")[:2]]
    [('Saint-Denis', '97411'), ('Saint-Denis', '93066')]
    >>> [one.commune.name for one in search("saint denis") if "Ouen" in one.commune.name]
    []
    >>> search("Saint-Nicolas Martinique")
    []
    """
    words = fold(text).split()[:LONGEST]
    names = index()
    found: dict[str, str] = {}
    for place in _nearest_first(words, names):
        found.setdefault(names.communes[place], names.called.get(place, ""))
        if len(found) == limit:
            break
    shown = ((commune(code), called) for code, called in found.items())
    return [Found(known, called) for known, called in shown if known is not None]


def _nearest_first(words: list[str], names: Index) -> list[int]:
    """Places of the index, which is in order already: only how near the name is remains to be seen."""
    nearness: tuple[list[int], ...] = ([], [], [], [], [], [])
    said = f" {' '.join(words)}"
    for place in sorted(_matching(words, names)):
        name = names.names[place]
        here, lent = said, 0
        if any(f" {word}" not in name for word in words):
            here, lent = f" {' '.join(word for word in words if f' {word}' in name)}", 3
        if name == f"{here} " or here == " ":  # nothing of the name was typed: a code says it whole
            nearness[lent].append(place)
        else:
            nearness[lent + (1 if name.startswith(here) else 2)].append(place)
    return [place for places in nearness for place in places]


def _matching(words: list[str], names: Index) -> set[int]:
    """Those that have each word, and at least one of them as their own and not as their département's."""
    own = [names.begun_by(word) | _bearing(word, names) for word in words]
    around = [names.departements_begun_by(word) for word in words]
    alone = [places for places, where in zip(own, around, strict=True) if not where]
    some = set.intersection(*alone) if alone else set[int]().union(*own)
    return {
        place
        for place in some
        if all(
            place in places or names.departement(place) in where
            for places, where in zip(own, around, strict=True)
        )
    }


def _bearing(word: str, names: Index) -> set[int]:
    """The communes with this postcode, and the one with this code or of which it was the code."""
    code, bearing = word.upper(), set(names.postcodes.get(word, ()))
    if today := commune_today(code):
        bearing.add(names.places[today.code])
    if code in names.absorbed:
        bearing.add(names.absorbed[code])
    return bearing
