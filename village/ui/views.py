"""Pages that belong to no domain."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from village.ui.pages import parents_page, public_page


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this site is, and the door."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "ui/home.html")


@parents_page
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """The numbers to call, for anyone, at once."""
    return render(request, "ui/help_now.html")


@public_page
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what was not, and whom to tell."""
    return render(request, "ui/accessibility.html")


@public_page
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language of the site on this browser and come back; `next` stays on this site."""
    response = set_language(request)
    if request.POST.get("language") not in dict(settings.LANGUAGES):
        response.cookies.pop(settings.LANGUAGE_COOKIE_NAME, None)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came from elsewhere or was open too long: said plainly, nothing is lost by going back."""
    return render(request, "ui/expired_form.html", status=403)


def _plain_page(template: str, status: int) -> HttpResponse:
    """A page without anything of the request in it: the same bytes, whatever was asked for."""
    return HttpResponse(
        render_to_string(template, {"site_name": settings.SITE_NAME}), status=status
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request we cannot read; one that is too big is called so."""
    if isinstance(exception, RequestDataTooBig):
        return _plain_page("413.html", 413)
    return _plain_page("400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Refused without more words; what one may not see is a 404 (see `network.access`)."""
    return _plain_page("403.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same bytes for a thing that is not and a thing that is not yours."""
    return _plain_page("404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault: nothing here may fail in its turn."""
    return _plain_page("500.html", 500)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Someone, or something, tries too often."""
    return _plain_page("429.html", 429)
