"""Which commune somebody meant, when only an official code may decide: a name never does, nor a postcode."""

import re
from dataclasses import dataclass
from enum import StrEnum

from village.territories.index import index
from village.territories.names import fold
from village.territories.register import commune, commune_today
from village.territories.search import Found, search
from village.territories.territory import Territory

CODE = re.compile(r"\b(?:\d{5}|2[AB]\d{3})\b", re.IGNORECASE)
SAID_BEFORE = re.compile(
    r"\bcode\b[\s:]*(?=\d)", re.IGNORECASE
)  # as our own lists say it: (code 62041)


class Doubt(StrEnum):
    """Why no commune was taken."""

    NOTHING_FOUND = "nothing found"  # no commune has such a name or such a postcode
    UNKNOWN_CODE = "unknown code"  # nothing has this code, and it is no postcode either
    OTHER_NAME = "other name"  # the code is that of another commune than the one named
    ABSORBED = (
        "absorbed"  # the code is no longer that of a commune; `commune` is where it lies today
    )
    SEVERAL = "several"  # one has to choose, be it between one


@dataclass(frozen=True, slots=True)
class Meant:
    """What was understood: the commune alone, or a doubt about it, with what may be chosen instead."""

    commune: Territory | None
    doubt: Doubt | None = None
    code: str = ""  # the official code that was typed
    words: str = ""  # what was typed beside it
    offered: tuple[Found, ...] = ()


def meant(text: str, *, chosen: str = "") -> Meant:
    """The commune of a code, of a code and its name, or the one chosen among those that `text` offers.

    >>> meant("Arras 62041").commune.name
    'Arras'
    >>> meant("Arras, Pas-de-Calais (code 62041)").commune.name
    'Arras'
    >>> meant("Paris (97411)").doubt, meant("Paris (97411)").commune.name
    (<Doubt.OTHER_NAME: 'other name'>, 'Saint-Denis')
    >>> meant("62999").doubt
    <Doubt.UNKNOWN_CODE: 'unknown code'>
    >>> meant("Saint-Nicolas").doubt
    <Doubt.SEVERAL: 'several'>
    """
    understood = _understood(text)
    for one in understood.offered:
        if one.commune.code == chosen:
            return Meant(one.commune, offered=understood.offered)
    return understood


def contradiction(*, code: str, name: str) -> Meant | None:
    """What is wrong with a code and a name that were kept together; None when nothing is.

    >>> contradiction(code="97411", name="Saint-Denis")
    >>> contradiction(code="97200", name="Saint-Nicolas").doubt
    <Doubt.UNKNOWN_CODE: 'unknown code'>
    """
    if official := commune(code):
        agrees = fold(name) == fold(official.name)
        return None if agrees else Meant(official, Doubt.OTHER_NAME, code, name)
    today = commune_today(code)
    return Meant(today, Doubt.ABSORBED if today else Doubt.UNKNOWN_CODE, code, name)


def _understood(text: str) -> Meant:
    text = SAID_BEFORE.sub("", text)
    offered = tuple(search(text))
    codes = CODE.findall(text)
    if len(codes) == 1:
        return _of_code(codes[0].upper(), CODE.sub(" ", text).strip(" (),;"), offered)
    return _among(offered)


def _of_code(code: str, words: str, offered: tuple[Found, ...]) -> Meant:
    official, is_postcode = commune(code), code in index().postcodes
    if official is not None:
        agrees = any(one.commune == official for one in offered)
        if agrees and (fold(words) or not is_postcode):
            return Meant(official)
        if not offered:
            return Meant(official, Doubt.OTHER_NAME, code, words)
        return _among(offered)
    today = commune_today(code)
    if today is not None and not is_postcode:
        return Meant(today, Doubt.ABSORBED, code, words, (Found(today),))
    if today is None and not is_postcode:
        return Meant(None, Doubt.UNKNOWN_CODE, code, words)
    return _among(offered)


def _among(offered: tuple[Found, ...]) -> Meant:
    doubt = Doubt.SEVERAL if offered else Doubt.NOTHING_FOUND
    return Meant(None, doubt, offered=offered)
