"""All tests of the laboratory share one invented network."""

from tests.invented import design, instrument, network, records

__all__ = ["design", "instrument", "network", "records"]  # the fixtures
