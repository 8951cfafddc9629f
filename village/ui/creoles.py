"""The languages of parents that Django has not heard of: their names and their direction."""

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_noop

UNKNOWN_TO_DJANGO = {
    "ht": {
        "bidi": False,
        "code": "ht",
        "name": gettext_noop("créole haïtien"),
        "name_local": "Kreyòl ayisyen",
    },
    "rcf": {
        "bidi": False,
        "code": "rcf",
        "name": gettext_noop("créole réunionnais"),
        "name_local": "Kréol rénioné",
    },
}


def make_known() -> None:
    """Add them to Django's own list, which its template tags and `get_language_info` read."""
    for code, names in UNKNOWN_TO_DJANGO.items():
        LANG_INFO.setdefault(code, names)
