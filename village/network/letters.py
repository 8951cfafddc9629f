"""Letters to the people who work in the network. Nothing in an envelope says what the site is about."""

import contextlib

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from village.network.models import User
from village.post.sending import LetterNotSent, send_now


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
    send_now(EmailMessage(_("Votre lien d'accès"), text, to=[user.email]))


def warn(user: User, *, change: str) -> None:
    """Tell someone that what protects their account changed. A failing post office does not undo the change."""
    text = render_to_string(
        "network/letters/account_changed.txt",
        {"name": user.name, "change": change, "site_name": settings.SITE_NAME},
    )
    with contextlib.suppress(LetterNotSent):
        send_now(EmailMessage(_("Votre accès a changé"), text, to=[user.email]))
