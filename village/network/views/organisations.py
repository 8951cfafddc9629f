"""Organisations: those that hold houses, and those around them."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from village.network import access, queries
from village.network.access import Right
from village.network.forms import NetworkSearchForm
from village.network.models import Organisation
from village.network.organisation_forms import OrganisationForm
from village.network.requests import StaffRequest
from village.network.services.organisations import change_organisation, create_organisation
from village.ui.clock import now


def _with_houses() -> QuerySet[Organisation]:
    return Organisation.objects.prefetch_related("houses")


@require_safe
def organisations(request: StaffRequest) -> HttpResponse:
    """Every organisation, or those that match a few letters, each with the houses it holds."""
    access.require(request.user, Right.MANAGE_NETWORK)
    form = NetworkSearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.organisations_matching(_with_houses(), words)
    return render(request, "network/organisations.html", {"words": words, "organisations": found})


@require_safe
def organisation(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    """One organisation: what it is, its numbers, what it holds, whom to speak to."""
    access.require(request.user, Right.MANAGE_NETWORK)
    one = get_object_or_404(_with_houses(), pk=organisation_id)
    people = sorted(one.contacts.all(), key=lambda contact: queries.fold(contact.name))
    return render(request, "network/organisation.html", {"organisation": one, "people": people})


@require_http_methods(["GET", "HEAD", "POST"])
def new_organisation(request: StaffRequest) -> HttpResponse:
    """Add an organisation."""
    access.require(request.user, Right.MANAGE_NETWORK)
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        added = create_organisation(**form.known, actor=request.user, now=now())
        messages.success(request, _("L'organisme est ajouté."))
        return redirect("network:organisation", organisation_id=added.pk)
    return render(request, "network/organisation_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_organisation(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    """Correct what is known of an organisation."""
    access.require(request.user, Right.MANAGE_NETWORK)
    one = get_object_or_404(Organisation, pk=organisation_id)
    form = OrganisationForm(request.POST or None, organisation=one)
    if form.is_valid():
        change_organisation(organisation=one, **form.known, actor=request.user, now=now())
        messages.success(request, _("L'organisme est à jour."))
        return redirect("network:organisation", organisation_id=one.pk)
    return render(request, "network/organisation_form.html", {"form": form, "organisation": one})
