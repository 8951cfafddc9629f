"""Pages that belong to no domain."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came from elsewhere or was open too long: said plainly, nothing is lost by going back."""
    return render(request, "ui/expired_form.html", status=403)
