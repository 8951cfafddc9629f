"""Sites have the plans of the tests of plans."""

from tests.analytics.planned.conftest import planned

__all__ = ["planned"]  # the fixture
