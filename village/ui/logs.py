"""Logs are read by many eyes: personal links and addresses are masked before a line is written."""

import logging
import re

PERSONAL_LINK = re.compile(r"(/(?:l|lien)/)[^\s\"'?#]+")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def discreet(text: str) -> str:
    """Mask what would tell who somebody is or let somebody in.

    >>> discreet("GET /l/abcdef from anna@example.org")
    'GET /l/*** from ***@***'
    """
    return ADDRESS.sub("***@***", PERSONAL_LINK.sub(r"\1***", text))


class Discreet(logging.Filter):
    """Masks the message and its arguments, and drops the request itself from the record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = discreet(record.getMessage())
        record.args = ()
        record.__dict__.pop("request", None)
        return True


class DiscreetFormatter(logging.Formatter):
    """Masks the whole line, the trace of an error included: an address may stand in the words of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))


# How the site writes its logs (Django reads it in the settings): no path of a personal link, no address of a person.
TO_THE_CONSOLE = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "village.ui.logs.Discreet"}},
    "formatters": {"discreet": {"()": "village.ui.logs.DiscreetFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["discreet"],
            "formatter": "discreet",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "village": {"level": "INFO"},
        "django": {"handlers": ["console"], "propagate": False, "level": "WARNING"},
        # What a stranger can cause at will (404, 400) is no news; what breaks is.
        "django.request": {"level": "ERROR"},
    },
}
