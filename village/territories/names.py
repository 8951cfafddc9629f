"""The names of communes as people type them: without accents, hyphens or capitals, with St for Saint and s/ for sur."""

import re
import unicodedata

OVERSEAS = {"97", "98"}  # their départements and collectivities have three characters
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
WORD = re.compile(r"[^\W_]+")
SHORT = {"s": "sur", "st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def fold(name: str) -> str:
    """The words of a name, folded, one space between them.

    >>> fold("L’Haÿ-les-Roses"), fold("St Denis"), fold("PLŒUC-L'HERMITAGE"), fold("Bors (Canton)")
    ('l hay les roses', 'saint denis', 'ploeuc l hermitage', 'bors canton')
    """
    bare = name.casefold()
    if not bare.isascii():
        apart = unicodedata.normalize("NFKD", bare.translate(LIGATURES))
        bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(SHORT.get(word, word) for word in WORD.findall(bare))


def begins_with(commune_code: str) -> str:
    """The characters of a commune's code that are those of its département or collectivity.

    >>> begins_with("62041"), begins_with("2A004"), begins_with("97411")
    ('62', '2A', '974')
    """
    return commune_code[: 3 if commune_code[:2] in OVERSEAS else 2]
