"""News that travels upward: the floors above listen, this one does not know who they are."""

from django.dispatch import Signal

# house: House · opened_on, closed_on: dates or None, as they will be · now: aware datetime
# Sent inside the transaction, before the dates are kept: a listener that raises leaves them as they were.
house_dates_changing = Signal()
