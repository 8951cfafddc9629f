"""The address of a personal link, as it is written in letters and drawn as QR codes."""

from django.conf import settings
from django.urls import reverse


def link_url(token: str, *, site: str | None = None) -> str:
    """The whole address of a link; `site` is the request's own when no public address is set (demo)."""
    return f"{settings.SITE_URL or site or 'http://localhost:8000'}{reverse('surveys:enter', args=[token])}"
