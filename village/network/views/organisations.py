"""Organisations: those that carry houses."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from village.network import access, services
from village.network.access import Right
from village.network.forms import OrganisationForm
from village.network.models import Organisation
from village.network.requests import StaffRequest
from village.ui.clock import now


@require_safe
def organisations(request: StaffRequest) -> HttpResponse:
    """The organisations that carry houses, each with its houses."""
    access.require(request.user, Right.MANAGE_NETWORK)
    everyone = Organisation.objects.prefetch_related("houses")
    return render(request, "network/organisations.html", {"organisations": everyone})


@require_http_methods(["GET", "HEAD", "POST"])
def new_organisation(request: StaffRequest) -> HttpResponse:
    """Add an organisation that carries houses."""
    access.require(request.user, Right.MANAGE_NETWORK)
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        services.create_organisation(**form.cleaned_data, actor=request.user, now=now())
        messages.success(request, _("Le porteur de projet est ajouté."))
        return redirect("network:organisations")
    return render(request, "network/organisation_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_organisation(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    """Correct the name or the kind of a organisation."""
    access.require(request.user, Right.MANAGE_NETWORK)
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    name = organisation.name  # the form writes into the record it was given, before anyone agreed
    form = OrganisationForm(request.POST or None, instance=organisation)
    if form.is_valid():
        services.change_organisation(
            organisation=organisation, **form.cleaned_data, actor=request.user, now=now()
        )
        messages.success(request, _("Le porteur de projet est à jour."))
        return redirect("network:organisations")
    return render(request, "network/organisation_form.html", {"form": form, "name": name})
