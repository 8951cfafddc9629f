"""Give a file that came from outside: saved, never opened as a page of the site."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# Were a browser to show it all the same, nothing in it could run, load or send.
NOTHING = "default-src 'none'; sandbox"


def attachment(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """The file, under its name, for saving."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = NOTHING
    response.headers["Cache-Control"] = "no-store"
    return response
