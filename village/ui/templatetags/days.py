"""Days as they are written in the language of the screen. Stands in for Django's own filter `date`, in every template."""

import re
from datetime import date as Day
from typing import Any

from django import template
from django.template import defaultfilters
from django.utils.formats import get_format
from django.utils.translation import get_language

register = template.Library()
DAY_OF_MONTH = re.compile(r"(?<!\\)j")


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, written: str | None = None) -> str:
    """A day as Django writes it, but for the first of a month in French: `1er mars`, never `1 mars`.

    `written` is a format of Django (`j F Y`) or the name of one (`SHORT_DATE_FORMAT`).
    """
    is_first = isinstance(value, Day) and value.day == 1
    if is_first and (get_language() or "").partition("-")[0] == "fr":
        written = DAY_OF_MONTH.sub(r"j\\e\\r", get_format(written or "DATE_FORMAT"))
    text: str = defaultfilters.date(value, written)
    return text
