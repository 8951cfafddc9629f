"""Who is too few to be told: small groups stay silent, on one page and in one file, and nobody finds them by subtraction.

A figure is published when enough parents stand behind it, in each of its parts: a share needs enough parents on both
sides, so that 0 % and 100 % of a few are never shown. Then whatever the figures shown give away by subtraction is a
figure too, that anyone can compute. We treat it as if we had published it.

    Counts, Silence    who stands behind a figure; why it is not shown
    protect            figures that add up along one tree (house, territory, nation): which of them stay silent
    Block              one figure everywhere, as an evaluation reads it
    crossed, complete  tables that add up in several directions: complementary suppression by linear programming
    bounds             what someone who reads the rest can deduce; the audit
    anonymity          how many of a file of persons nothing tells apart
    unless_few         counts of what was left out
    staying_home       whose rows stay out of the sums that leave a site

What was published earlier counts as well: see `village.analytics.releases`.

Sources: Hundepool et al. (2012), Statistical Disclosure Control, ch. 4; Willenborg & de Waal (2001), Elements of
Statistical Disclosure Control, ch. 8. Thresholds: `village.core.privacy`. Reasons: docs/adr/0008 and 0019.
"""

from village.analytics.disclosure.anonymity import Anonymity, anonymity
from village.analytics.disclosure.blocks import Block
from village.analytics.disclosure.complement import CannotProtect, complete
from village.analytics.disclosure.counts import Counts, Silence, unless_few
from village.analytics.disclosure.margins import Margins, bounds, crossed
from village.analytics.disclosure.trees import protect

__all__ = [
    "Anonymity",
    "Block",
    "CannotProtect",
    "Counts",
    "Margins",
    "Silence",
    "anonymity",
    "bounds",
    "complete",
    "crossed",
    "protect",
    "unless_few",
]
