"""What every template may say about the site."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest

from village.ui.menu import main_menu, public_menu


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name, whom to write to, whether this is the demo; the menu is only worked out when drawn."""
    return {
        "site_name": settings.SITE_NAME,
        "contact": settings.CONTACT,
        "demo": settings.DEMO,
        "menu": partial(main_menu, request),
        "public_menu": partial(public_menu, request),
    }
