"""What every page gets: headers, a language, and refusals said kindly."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from village.core.errors import DomainError
from village.ui.language import chosen_language
from village.ui.logs import PERSONAL_LINK

GetResponse = Callable[[HttpRequest], HttpResponse]

# No inline script, no inline style, nothing from anywhere else.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS_POLICY = (
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"
)


class SecurityHeadersMiddleware:
    """Closed by default: pages say nothing to caches, other sites or scripts."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if response.has_header("Location") and PERSONAL_LINK.search(request.path):
            response.headers["Referrer-Policy"] = (
                "no-referrer"  # the next page is not told the link
            )
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class LanguageMiddleware:
    """French, unless another language was chosen on this browser.

    A parent's choice stays on a tablet that is then handed back: pages of the team leave out the languages that
    only parents' pages speak. Pages that are not found have no view, and speak to whoever is there.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(chosen_language(request, among=settings.PARENT_LANGUAGES)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ("Cookie",))
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> None:
        if not getattr(view, "speaks_to_parents", False):
            translation.activate(chosen_language(request, among=settings.LANGUAGES))
            request.LANGUAGE_CODE = translation.get_language()


def for_the_whole_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A redirection followed by the browser, even when only a piece of the page was asked for."""
    asked_by_htmx = request.headers.get("HX-Request") == "true"
    return HttpResponseClientRedirect(response["Location"]) if asked_by_htmx else response


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page asks to sign in, save those marked `public_page`; a piece of a page sends the whole page there."""

    def handle_no_permission(  # type: ignore[override]  # narrower in the stubs than in Django
        self, request: HttpRequest, view_func: Callable[..., HttpResponse]
    ) -> HttpResponse:
        return for_the_whole_page(request, super().handle_no_permission(request, view_func))


class RefusalMiddleware:
    """Turns a refusal of the domain into a page. Views never catch what they cannot mend."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            return render(request, "ui/refusal.html", {"message": str(error)}, status=409)
        return None
