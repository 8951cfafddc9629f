"""What a page accepts to be sent: a form, and not a large one."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

View = TypeVar("View", bound=Callable[..., HttpResponse])
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data", ""}


def accepts_files(at_most: int) -> Callable[[View], View]:
    """Let a page be sent files too: `at_most` so many bytes, and an ordinary form beside them."""

    def marked(view: View) -> View:
        view.largest_files = at_most  # type: ignore[attr-defined]
        return view

    return marked


class BodyMiddleware:
    """Refuses, before anything reads it, a body too large or of another kind; stands before the CSRF check."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answer 413 or 415 with a sentence; the person's own page, with what they typed, is one step back."""
        if request.method in {"GET", "HEAD", "OPTIONS"} or getattr(view, "accepts_json", False):
            return None
        files = getattr(view, "largest_files", 0)
        if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE + files:
            return _refuse(request, 413, _("Ce qui a été envoyé est trop gros pour cette page."))
        if request.content_type not in FORMS:
            return _refuse(request, 415, _("Cette page n'accepte que ses propres formulaires."))
        return None


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _refuse(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    return render(request, "ui/body_refused.html", {"message": sentence}, status=status)
