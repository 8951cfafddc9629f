"""What every page gets: headers, a language, and refusals said kindly."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from village.core.errors import DomainError
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
    """French, unless the person chose another language of the site on this browser."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _ in settings.LANGUAGES}
        with translation.override(language if language in known else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ("Cookie",))
        return response


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
