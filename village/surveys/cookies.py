"""The cookie a personal link is exchanged for: it names the link, lets its bearer write, and shows nothing."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.urls import reverse

from village.ui.addresses import is_loopback

NAME = "way"
SALT = "village.surveys.link"
HELP = "next"  # says nothing to whoever looks at the cookies
HELP_SECONDS = 900


def cookie_name(request: HttpRequest) -> str:
    """`__Host-` wherever browsers accept it: over TLS, and on this very machine."""
    return f"__Host-{NAME}" if _may_be_secure(request) else NAME


def remember_link(request: HttpRequest, response: HttpResponse, *, link_id: str) -> None:
    """Bind the browser to a link until it is closed: never readable by scripts, never sent from another site."""
    response.set_cookie(
        cookie_name(request),
        signing.dumps(link_id, salt=SALT),
        secure=_may_be_secure(request),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def remembered_link(request: HttpRequest) -> str | None:
    """The id of the link this browser came with; None when there is none or it was tampered with."""
    try:
        return str(signing.loads(request.COOKIES.get(cookie_name(request), ""), salt=SALT))
    except signing.BadSignature:
        return None


def ask_for_help_first(request: HttpRequest, response: HttpResponse) -> None:
    """Let the next page begin with where help is found; a quarter of an hour later, nothing of it is left."""
    response.set_cookie(
        HELP,
        signing.dumps("help", salt=SALT),
        max_age=HELP_SECONDS,
        secure=_may_be_secure(request),
        httponly=True,
        samesite="Lax",
        path=reverse("surveys:thanks"),
    )


def help_comes_first(request: HttpRequest) -> bool:
    """Whether the page just sent called for help."""
    try:
        return (
            signing.loads(request.COOKIES.get(HELP, ""), salt=SALT, max_age=HELP_SECONDS) == "help"
        )
    except signing.BadSignature:
        return False


def forget_link(request: HttpRequest, response: HttpResponse) -> None:
    """Leave nothing behind in this browser."""
    response.delete_cookie(cookie_name(request), path="/", samesite="Lax")


def forget_help(response: HttpResponse) -> None:
    """The thanks say no more whether a page called for help."""
    response.delete_cookie(HELP, path=reverse("surveys:thanks"), samesite="Lax")


def _may_be_secure(request: HttpRequest) -> bool:
    # Only a demo is ever reached in clear from another machine (a phone on the same network).
    return request.is_secure() or is_loopback(split_domain_port(request.get_host())[0])
