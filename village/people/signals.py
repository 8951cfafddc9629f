"""News that travels upward: the floors above listen, this one does not know who they are."""

from django.dispatch import Signal

# participant: Participant · choice: Participant.Withdrawal · actor: User or None · now: aware datetime
# Sent inside the transaction of the withdrawal: a listener that fails takes the withdrawal back with it.
participant_withdrawn = Signal()

# participant: Participant · now: aware datetime
# A birth is expected, took place, or was corrected. Sent inside the transaction of the note.
birth_noted = Signal()
