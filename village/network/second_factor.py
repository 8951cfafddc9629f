"""Who must show a second factor, and whether this session has.

The French reference for social and health software (PGSSI-S) no longer accepts a password alone since
January 2026; here everyone who signs in is concerned, for every account leads to persons or to figures.
"""

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.http import HttpRequest

from village.network.models import User

SHOWN = "second_factor_shown_by"  # in the session: the id of the account that showed it
STANDING = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes are used up

# A session without its second factor may only prove who is there, or leave.
TO_PROVE = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)
# An account without any may set up the first one.
TO_ENROL = TO_PROVE | {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn"}


def is_enrolled(user: User) -> bool:
    """Whether an account has a code application or a passkey."""
    return Authenticator.objects.filter(user=user, type__in=STANDING).exists()


def was_shown(request: HttpRequest) -> bool:
    """Whether this session has used a second factor of this account."""
    return request.session.get(SHOWN) == str(request.user.pk)


def _remember(request: HttpRequest, user: User, **_news: object) -> None:
    """Using a factor shows it; so does enrolling one, which asks for its first code or touch."""
    request.session[SHOWN] = str(user.pk)


def listen() -> None:
    """Hear of every factor used or added, whichever page it was on."""
    authenticator_used.connect(_remember, dispatch_uid="second_factor_used")
    authenticator_added.connect(_remember, dispatch_uid="second_factor_added")
