"""Where each person starts: a day, what waits, then where they work."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from village.network.access import houses_of
from village.network.models import House
from village.network.queries import fold
from village.network.requests import StaffRequest
from village.ui.agenda import waiting_for
from village.ui.clock import now
from village.ui.menu import main_menu, menu_about

SHOWN_AT_ONCE = 6  # the rest is one touch away: a page is a day, not a backlog


@require_safe
def start(request: StaffRequest) -> HttpResponse:
    """What waits for the person who signed in, what she can do here, and where she works."""
    moment = now()
    houses = sorted(houses_of(request.user), key=lambda house: fold(house.name))
    today = houses[0].date_at(moment) if houses else localdate(moment)
    waiting = waiting_for(request.user, now=moment, today=today)
    return render(
        request,
        "network/start.html",
        {
            "today": today,
            "first": waiting[0] if waiting else None,
            "soon": waiting[1:SHOWN_AT_ONCE],
            "later": waiting[SHOWN_AT_ONCE:],
            "national_roles": _roles(request, None),
            "houses": [_card(request, house) for house in houses],
            "pages": [link for link in main_menu(request) if not link.is_current],
        },
    )


def _card(request: StaffRequest, house: House) -> dict[str, Any]:
    links = menu_about(request, "house", house, house.code)
    return {"house": house, "roles": _roles(request, house), "links": links}


def _roles(request: StaffRequest, house: House | None) -> list[str]:
    """What someone does in a house, or in the network; their roles came with the request."""
    held = (one for one in request.user.memberships.all() if one.house == house)
    return sorted(str(one.get_role_display()) for one in held)
