"""What a snapshot may add to what is already public: the ledger applied to an evaluation.

propose     every figure of a snapshot, who stands behind it, and where it would be shown
judge       where each of them must wait, given a ledger; the ledger then knows the others
withhold    an evaluation whose waiting figures stand as they did earlier, or are silent
kept        the figures of an evaluation as JSON, to be shown again later
"""

from village.analytics.publication.keeping import Kept, kept, withhold
from village.analytics.publication.local import LocalLedger
from village.analytics.publication.proposals import Proposal, judge, propose
from village.analytics.publication.rounding import rounded

__all__ = [
    "Kept",
    "LocalLedger",
    "Proposal",
    "judge",
    "kept",
    "propose",
    "rounded",
    "withhold",
]
