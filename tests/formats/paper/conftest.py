"""Instruments to print: the invented one, whose sheet begins with its highest answer, and our own in nine languages."""

import dataclasses

import pytest

from village.core.scales import Instrument


@pytest.fixture
def ours(library) -> Instrument:
    return library["village-16@1"]


@pytest.fixture
def rewritten(ours):
    """Our own questionnaire, one of its texts replaced."""

    def rewrite(item: str, text: str, *, language: str = "fr") -> Instrument:
        words = ours.wordings[language]
        other = dataclasses.replace(words, questions={**words.questions, item: text})
        return dataclasses.replace(ours, wordings={**ours.wordings, language: other})

    return rewrite
