"""The published questionnaire, its published answers, and the scoring they belong to."""

import pytest

from tests.formats.fhir.forms import ANSWERED, PHQ9
from village.core.instruments import find_instrument
from village.formats.fhir.resources import read_resource


@pytest.fixture
def phq9():
    return read_resource(PHQ9, kind="Questionnaire")


@pytest.fixture
def answered():
    return read_resource(ANSWERED, kind="QuestionnaireResponse")


@pytest.fixture
def depression(library):
    return find_instrument(library, "phq9")
