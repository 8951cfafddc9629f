"""The address of the site as letters and QR codes write it, and whether it is this very machine."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def site_address(request: HttpRequest) -> str:
    """The address given in settings; in a demo without one, the address this person is using.

    Production always has one, so that a forged Host header never ends up in somebody's mailbox.
    """
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host name means this very machine, which browsers trust like TLS.

    >>> [is_loopback(host) for host in ("localhost", "127.0.0.1", "[::1]", "192.168.1.20", "village.example")]
    [True, True, True, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
