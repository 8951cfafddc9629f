"""Houses: the list, each one's page, and what is known of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from village.network import access, places, queries, services
from village.network.access import Right
from village.network.forms import HouseForm, SearchForm
from village.network.models import Holder, House
from village.network.requests import StaffRequest
from village.network.safety import lacks_of_each
from village.ui.clock import now
from village.ui.menu import menu_about


@require_safe
def houses(request: StaffRequest) -> HttpResponse:
    """All the houses, or those that match a few letters, for whoever reads about all of them."""
    if not access.sees_every_house(request.user):
        raise Http404
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    everywhere = House.objects.select_related("holder")
    found = queries.houses_matching(everywhere, words)
    may_see_lacks = access.has_right(request.user, Right.SEE_HOUSE_QUESTIONNAIRES)
    only_lacking = may_see_lacks and "a-preparer" in request.GET
    if only_lacking:
        lacks = lacks_of_each(found, now=now())
        found = [house for house in found if lacks[house]]
    return render(
        request,
        "network/houses.html",
        {
            "search": form,
            "words": words,
            "houses": found,
            "only_lacking": only_lacking,
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
            "departement": places.departement_name(house.departement),
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
        house = services.create_house(**form.cleaned_data, actor=request.user, now=now())
        messages.success(request, _("La maison est créée. Invitez maintenant son équipe."))
        return redirect("network:house_team", code=house.code)
    has_holder = Holder.objects.exists()
    return render(request, "network/new_house.html", {"form": form, "has_holder": has_holder})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_house(request: StaffRequest, code: str) -> HttpResponse:
    """Correct what is known of a house."""
    house = access.get_house_or_404(request.user, Right.MANAGE_NETWORK, code)
    name = house.name  # the form writes into the record it was given, before anyone agreed
    form = HouseForm(request.POST or None, instance=house, today=localdate(now()))
    if form.is_valid():
        services.change_house(house=house, **form.cleaned_data, actor=request.user, now=now())
        messages.success(request, _("La maison est à jour."))
        return redirect("network:house", code=house.code)
    return render(request, "network/edit_house.html", {"form": form, "house": house, "name": name})
