"""The address of the site as letters and QR codes write it."""

from django.conf import settings
from django.http import HttpRequest


def site_address(request: HttpRequest) -> str:
    """The address given in settings; in a demo without one, the address this person is using.

    Production always has one, so that a forged Host header never ends up in somebody's mailbox.
    """
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
