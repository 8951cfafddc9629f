"""What sums are refused for."""

from village.core.errors import DomainError


class WrongMoments(DomainError):
    """Sums that contradict themselves, or that cannot be added to others; the sentence says where."""
