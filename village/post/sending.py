"""A letter handed to the post office, now: it took it, or it did not."""

import logging
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from village.core.errors import DomainError

log = logging.getLogger(__name__)


class LetterNotSent(DomainError):
    """The post office did not take a letter; what it was about is done, and it can be sent again."""


def send_now(letter: EmailMessage) -> None:
    """Send a letter while somebody waits. `LetterNotSent` says so in the same words whoever it was for.

    What the post office answered quotes the address: neither the refusal nor the log repeats it.
    """
    try:
        letter.send()
    except (SMTPException, OSError) as error:
        log.warning("The post office did not take a letter (%s).", type(error).__name__)
        raise LetterNotSent(
            _("Le message n'a pas pu partir. Réessayez dans quelques minutes.")
        ) from None
