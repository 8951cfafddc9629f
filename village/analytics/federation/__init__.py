"""Several sites, one national result, and no row that leaves its site: sums do.

    sending    the sums of a site, in one file, without those who would be alone in one
    arriving   the files of sites, read strictly
    joining    their sums put together: the national result, as if the rows were in one place

`village moments` sends, `village combine` joins. Whose rows stay out of the sums is `disclosure.staying_home`; the files
are those of `village.statistics.moments`. Reasons: docs/adr/0021-sums-leave-a-site-not-rows.md.
"""

from village.analytics.federation.joining import join_moments
from village.analytics.federation.sending import send_moments

__all__ = ["join_moments", "send_moments"]
