"""Holders: the organisations that carry houses."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from village.network import access, services
from village.network.access import Right
from village.network.forms import HolderForm
from village.network.models import Holder
from village.network.requests import StaffRequest
from village.ui.clock import now


@require_safe
def holders(request: StaffRequest) -> HttpResponse:
    """The organisations that carry houses, each with its houses."""
    access.require(request.user, Right.MANAGE_NETWORK)
    everyone = Holder.objects.prefetch_related("houses")
    return render(request, "network/holders.html", {"holders": everyone})


@require_http_methods(["GET", "HEAD", "POST"])
def new_holder(request: StaffRequest) -> HttpResponse:
    """Add an organisation that carries houses."""
    access.require(request.user, Right.MANAGE_NETWORK)
    form = HolderForm(request.POST or None)
    if form.is_valid():
        services.create_holder(**form.cleaned_data, actor=request.user, now=now())
        messages.success(request, _("Le porteur de projet est ajouté."))
        return redirect("network:holders")
    return render(request, "network/holder_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_holder(request: StaffRequest, holder_id: UUID) -> HttpResponse:
    """Correct the name or the kind of a holder."""
    access.require(request.user, Right.MANAGE_NETWORK)
    holder = get_object_or_404(Holder, pk=holder_id)
    name = holder.name  # the form writes into the record it was given, before anyone agreed
    form = HolderForm(request.POST or None, instance=holder)
    if form.is_valid():
        services.change_holder(holder=holder, **form.cleaned_data, actor=request.user, now=now())
        messages.success(request, _("Le porteur de projet est à jour."))
        return redirect("network:holders")
    return render(request, "network/holder_form.html", {"form": form, "name": name})
