"""What was told stays known: what a snapshot may add to it, and who would be found by subtracting one from the other.

Two figures of the same parents, but for three who came since, tell what those three answered. Every figure told is noted
with the power sums of the parents behind each of its parts: enough to know by how many persons it differs from any other,
and nothing else. A new figure that differs by a few waits, and stands as it did earlier. (Who is too few to be told on
one page, whatever was told before, is `village.analytics.disclosure`.)

    sums          who stands behind a figure, in a few numbers that name nobody
    contributors  these numbers, for every figure of a snapshot
    ledger        which figures may be told beside all that was
    packing       what the ledger keeps, as JSON
    proposals     the figures of an evaluation, as the ledger judges them
    keeping       an evaluation whose waiting figures stand as they did earlier, or are silent
    local         a ledger in a file, for whoever holds a snapshot and no site
    rounding      counts to the nearest five, for tables that leave with less detail than they could

Reasons and limits: docs/adr/0020-the-release-ledger.md.
"""

from village.analytics.releases.keeping import Kept, kept, withhold
from village.analytics.releases.ledger import Judgement, Ledger, Release, Table, is_few
from village.analytics.releases.local import LocalLedger
from village.analytics.releases.packing import pack, unpack
from village.analytics.releases.proposals import Proposal, judge, propose
from village.analytics.releases.rounding import rounded
from village.analytics.releases.sums import Sums, add_up, minus, plus, powers, terms_for, tokens

__all__ = [
    "Judgement",
    "Kept",
    "Ledger",
    "LocalLedger",
    "Proposal",
    "Release",
    "Sums",
    "Table",
    "add_up",
    "is_few",
    "judge",
    "kept",
    "minus",
    "pack",
    "plus",
    "powers",
    "propose",
    "rounded",
    "terms_for",
    "tokens",
    "unpack",
    "withhold",
]
