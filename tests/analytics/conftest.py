"""All tests of what is said of a snapshot share one invented network."""

from tests.invented import design, instrument, network, records, snapshot

__all__ = ["design", "instrument", "network", "records", "snapshot"]  # the fixtures
