"""Where each person starts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from village.network.models import House
from village.network.requests import StaffRequest
from village.ui.menu import main_menu, menu_about


@require_safe
def start(request: StaffRequest) -> HttpResponse:
    """What the person who signed in can do here, and where she works."""
    memberships = request.user.memberships.select_related("house").order_by("house__name", "role")
    houses = House.objects.filter(memberships__in=memberships).distinct()
    pages = [link for link in main_menu(request) if not link.is_current]
    return render(
        request,
        "network/start.html",
        {
            "memberships": memberships,
            "pages": pages,
            "houses": [
                (house, menu_about(request, "house", house, house.code)) for house in houses
            ],
        },
    )
