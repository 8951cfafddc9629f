"""Whoever signs in brings their roles, and shows a second factor first."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from village.network import second_factor
from village.network.models import Membership, User
from village.ui.middleware import for_the_whole_page


class RolesMiddleware:
    """Whoever signed in comes with their roles and houses: read once, when the page first asks who is there.

    They are kept with this request's `request.user` and nowhere else: a role taken back counts at the next request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(partial(with_roles, request.user))  # type: ignore[assignment]
        return self.get_response(request)


def with_roles(user: User | AnonymousUser) -> User | AnonymousUser:
    """The same account, with its memberships and their houses read in one query; a stranger has none."""
    if user.is_authenticated:
        houses = Membership.objects.select_related("house")
        prefetch_related_objects([user], Prefetch("memberships", houses))
    return user


class SecondFactorMiddleware:
    """Between signing in and every page that is not public: set up a second factor once, show it each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple[Any, ...], options: dict[str, Any]
    ) -> HttpResponse | None:
        """Let through who has shown it, public pages, and the pages where one shows it."""
        is_public = not getattr(view, "login_required", True)
        if not settings.SECOND_FACTOR_REQUIRED or is_public or not request.user.is_authenticated:
            return None
        page = request.resolver_match.view_name if request.resolver_match else ""
        if not second_factor.is_enrolled(request.user):
            return None if page in second_factor.TO_ENROL else self.send(request, "mfa_index")
        if second_factor.was_shown(request) or page in second_factor.TO_PROVE:
            return None
        return self.send(request, "mfa_reauthenticate")

    def send(self, request: HttpRequest, page: str) -> HttpResponse:
        """To a page of the account, and back here afterwards when there is something to come back to."""
        response = redirect(page)
        if request.method == "GET" and page == "mfa_reauthenticate":
            response["Location"] += "?" + urlencode({"next": request.get_full_path()})
        return for_the_whole_page(request, response)
