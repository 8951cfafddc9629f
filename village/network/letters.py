"""Letters to the people who work in the network. Nothing in an envelope says what the site is about."""

import logging
from smtplib import SMTPException

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from village.core.errors import DomainError
from village.network.models import User

logger = logging.getLogger(__name__)


class LetterNotSent(DomainError):
    """The post office did not take a letter; what it was about is done, and it can be sent again."""


def deliver(letter: EmailMessage) -> None:
    """Hand a letter to the post office, or raise `LetterNotSent`: same words whoever it was for."""
    try:
        letter.send()
    except (SMTPException, OSError) as error:
        logger.exception("A letter could not be sent.")
        raise LetterNotSent(
            _("Le message n'a pas pu partir. Réessayez dans quelques minutes.")
        ) from error


def access_link(user: User, *, site_address: str) -> str:
    """The address where an account chooses its password: for three days, and until it is used."""
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
    )
    return site_address + path


def invite(user: User, *, site_address: str) -> None:
    """Send the link that opens an account."""
    text = render_to_string(
        "network/letters/invitation.txt",
        {
            "name": user.name,
            "link": access_link(user, site_address=site_address),
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
            "site_name": settings.SITE_NAME,
        },
    )
    deliver(EmailMessage(_("Votre lien d'accès"), text, to=[user.email]))


def warn(user: User, *, change: str) -> None:
    """Tell someone that what protects their account changed. A failing post office does not undo the change."""
    text = render_to_string(
        "network/letters/account_changed.txt",
        {"name": user.name, "change": change, "site_name": settings.SITE_NAME},
    )
    if not send_mail(_("Votre accès a changé"), text, None, [user.email], fail_silently=True):
        logger.warning("A warning about an account could not be sent.")
