"""Houses: the list, each one's page, and what is known of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from village.network import access, queries, services
from village.network.access import Right
from village.network.communes import what_to_correct
from village.network.forms import NetworkSearchForm
from village.network.house_forms import ClosingForm, HouseForm
from village.network.life import counted
from village.network.models import House, Organisation
from village.network.requests import StaffRequest
from village.territories.register import departement_name
from village.ui.clock import now
from village.ui.forms import accepts
from village.ui.menu import menu_about


@require_safe
def houses(request: StaffRequest) -> HttpResponse:
    """All the houses, or those that match a few letters, for whoever reads about all of them."""
    if not access.sees_every_house(request.user):
        raise Http404
    form = NetworkSearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    everywhere = House.objects.select_related("holder")
    found = queries.houses_matching(everywhere, words)
    return render(
        request,
        "network/houses.html",
        {
            "search": form,
            "words": words,
            "houses": found,
            "counted": counted(found, now=now()),
            "may_manage": access.has_right(request.user, Right.MANAGE_NETWORK),
        },
    )


@require_safe
def house(request: StaffRequest, code: str) -> HttpResponse:
    """One house: what it is, who works there, what one can do in it."""
    house = access.get_open_house_or_404(request.user, code)
    may_manage = access.has_right(request.user, Right.MANAGE_NETWORK)
    return render(
        request,
        "network/house.html",
        {
            "house": house,
            "team": house.memberships.select_related("user").order_by("user__name", "role"),
            "departement": departement_name(house.departement),
            "to_correct": what_to_correct(code=house.commune_code, name=house.commune_name),
            "links": menu_about(request, "house", house, house.code),
            "may_manage": may_manage,
            "may_see_team": may_manage or access.is_member(request.user, house),
            "sees_every_house": access.sees_every_house(request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_house(request: StaffRequest) -> HttpResponse:
    """Add a house to the network."""
    access.require(request.user, Right.MANAGE_NETWORK)
    form = HouseForm(request.POST or None, today=localdate(now()))
    if form.is_valid():
        house = services.create_house(**form.known, actor=request.user, now=now())
        messages.success(request, _("La maison est créée. Invitez maintenant son équipe."))
        return redirect("network:house_team", code=house.code)
    has_holder = Organisation.objects.exists()
    return render(request, "network/new_house.html", {"form": form, "has_holder": has_holder})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_house(request: StaffRequest, code: str) -> HttpResponse:
    """Correct what is known of a house."""
    house = access.get_house_or_404(request.user, Right.MANAGE_NETWORK, code)
    form = HouseForm(request.POST or None, house=house, today=localdate(now()))
    if accepts(
        form,
        lambda: services.change_house(house=house, **form.known, actor=request.user, now=now()),
    ):
        messages.success(request, _("La maison est à jour."))
        return redirect("network:house", code=house.code)
    return render(request, "network/edit_house.html", {"form": form, "house": house})


@require_http_methods(["GET", "HEAD", "POST"])
def close_house(request: StaffRequest, code: str) -> HttpResponse:
    """Say from when a house is closed."""
    house = access.get_house_or_404(request.user, Right.MANAGE_NETWORK, code)
    today = house.date_at(now())
    form = ClosingForm(
        request.POST or None, today=today, initial={"closed_on": house.closed_on or today}
    )
    if accepts(
        form,
        lambda: services.close_house(
            house=house, **form.cleaned_data, actor=request.user, now=now()
        ),
    ):
        messages.success(request, _("La fermeture est notée."))
        return redirect("network:house", code=house.code)
    return render(request, "network/close_house.html", {"form": form, "house": house})


@require_POST
def reopen_house(request: StaffRequest, code: str) -> HttpResponse:
    """Take back the closing of a house."""
    house = access.get_house_or_404(request.user, Right.MANAGE_NETWORK, code)
    services.reopen_house(house=house, actor=request.user, now=now())
    messages.success(request, _("La date de fermeture est retirée."))
    return redirect("network:house", code=house.code)
