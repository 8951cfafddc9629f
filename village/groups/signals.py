"""News that travels upward: the floors above listen, this one does not know who they are."""

from django.dispatch import Signal

# enrolment: Enrolment · actor: User or None · now: aware datetime
# Sent inside the transaction of the enrolment: a listener that fails takes the enrolment back with it.
participant_enrolled = Signal()
