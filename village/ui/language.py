"""The language of the screen, kept in a cookie of this site only."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def chosen_language(request: HttpRequest, *, among: Iterable[tuple[str, object]]) -> str:
    """The language kept on this browser if it is one of these; the site's own otherwise."""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return language if language in dict(among) else settings.LANGUAGE_CODE


def remember_language(response: HttpResponse, language: str) -> None:
    """Keep a language on this browser, as Django's own view does: production's `__Host-` name needs Secure."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
