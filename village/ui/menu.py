"""The main menu: `config/menu.py` lists the entries, each person sees those that are for them.

Furniture knows no domain word and no page above it: an entry brings its own test of who it is for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class MenuEntry:
    """A page worth a place in a menu, and who it is for."""

    label: str | Promise
    url_name: str
    is_for: Callable[..., bool]  # the user, then what the menu is about (nothing, or a house)
    hint: str | Promise = ""  # one sentence, shown where there is room


@dataclass(frozen=True)
class MenuLink:
    """An entry as one person sees it on one page."""

    label: str | Promise
    url: str
    hint: str | Promise
    is_current: bool


def _links(menu: str, request: HttpRequest, *about: Any, args: tuple = ()) -> list[MenuLink]:
    entries: list[MenuEntry] = import_string(settings.MENUS[menu])
    seen = []
    for entry in entries:
        if entry.is_for(request.user, *about):
            url = reverse(entry.url_name, args=args)
            seen.append(MenuLink(entry.label, url, entry.hint, request.path.startswith(url)))
    return seen


def main_menu(request: HttpRequest) -> list[MenuLink]:
    """The links of the header; nobody signed in, nothing."""
    return _links("main", request) if request.user.is_authenticated else []


def public_menu(request: HttpRequest) -> list[MenuLink]:
    """The links that are for anybody."""
    return _links("public", request)


def menu_about(request: HttpRequest, menu: str, thing: Any, *args: Any) -> list[MenuLink]:
    """The links of one thing's page, such as a house; `args` go into their addresses."""
    return _links(menu, request, thing, args=args)
