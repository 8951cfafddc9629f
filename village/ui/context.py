"""What every template may say about the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name and whether this is the demo."""
    return {"site_name": settings.SITE_NAME, "demo": settings.DEMO}
