"""Nothing that lets somebody in, or tells who somebody is, is written in a log."""

import logging
import sys

import pytest

from village.ui.logs import DiscreetFormatter, discreet


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("Not Found: /l/Zm9vYmFy", "Not Found: /l/***"),
        (
            "GET /compte/mot-de-passe/lien/0a1b-c2d3-e4f5/ 200",
            "GET /compte/mot-de-passe/lien/*** 200",
        ),
        ("sent to anna.martin@example.org.", "sent to ***@***."),
        ("GET /maisons/ 200", "GET /maisons/ 200"),
    ],
)
def test_links_and_addresses_are_masked(line, written):
    assert discreet(line) == written


def test_the_trace_of_an_error_is_masked_too():
    formatter = DiscreetFormatter()
    try:
        raise OSError("anna@example.org was refused at /l/abcdef")
    except OSError:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "lost", (), sys.exc_info())

    line = formatter.format(record)

    assert "OSError: ***@*** was refused at /l/***" in line
