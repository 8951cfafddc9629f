"""The release ledger: what was published stays known, so the next figure must not be told apart from it by a few.

Two figures of the same parents, but for three who came since, tell what those three answered. Every published figure
is noted here with the power sums of the parents behind each of its parts (`sums`): enough to know by how many persons
it differs from any other, and nothing else. A new figure that differs by a few waits (`judging`).

    Table              one figure everywhere: who stands behind it in each house, and where it would be shown
    Ledger.judge       which of them may be released, which must wait
    Release            what the ledger keeps of one table
    tokens, powers     persons as numbers, for whoever holds the key
    pack, unpack       releases as JSON, to be kept

Reasons and limits: docs/adr/0020-the-release-ledger.md.
"""

from village.analytics.ledger.judging import Judgement, Ledger, Release, Table, is_few
from village.analytics.ledger.packing import pack, unpack
from village.analytics.ledger.sums import Sums, add_up, minus, plus, powers, terms_for, tokens

__all__ = [
    "Judgement",
    "Ledger",
    "Release",
    "Sums",
    "Table",
    "add_up",
    "is_few",
    "minus",
    "pack",
    "plus",
    "powers",
    "terms_for",
    "tokens",
    "unpack",
]
