"""Contacts: whom to speak to in an organisation."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from village.network import access
from village.network.access import Right
from village.network.contact_forms import ContactForm
from village.network.models import Contact, Organisation
from village.network.requests import StaffRequest
from village.network.services import contacts
from village.ui.clock import now
from village.ui.forms import accepts


def _contact_or_404(request: StaffRequest, organisation_id: UUID, contact_id: UUID) -> Contact:
    access.require(request.user, Right.MANAGE_NETWORK)
    known = Contact.objects.select_related("organisation")
    return get_object_or_404(known, pk=contact_id, organisation=organisation_id)


@require_http_methods(["GET", "HEAD", "POST"])
def new_contact(request: StaffRequest, organisation_id: UUID) -> HttpResponse:
    """Note somebody to speak to."""
    access.require(request.user, Right.MANAGE_NETWORK)
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    form = ContactForm(request.POST or None, organisation=organisation)

    def add() -> None:
        contacts.add_contact(
            organisation=organisation, **form.cleaned_data, actor=request.user, now=now()
        )

    if accepts(form, add):
        messages.success(request, _("C'est noté."))
        return redirect("network:organisation", organisation_id=organisation.pk)
    return render(
        request, "network/contact_form.html", {"form": form, "organisation": organisation}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_contact(request: StaffRequest, organisation_id: UUID, contact_id: UUID) -> HttpResponse:
    """Correct a contact."""
    contact = _contact_or_404(request, organisation_id, contact_id)
    organisation = contact.organisation
    form = ContactForm(request.POST or None, organisation=organisation, contact=contact)

    def change() -> None:
        contacts.change_contact(contact=contact, **form.cleaned_data, actor=request.user, now=now())

    if accepts(form, change):
        messages.success(request, _("C'est noté."))
        return redirect("network:organisation", organisation_id=organisation.pk)
    context = {"form": form, "organisation": organisation, "contact": contact}
    return render(request, "network/contact_form.html", context)


@require_POST
def confirm_contact(request: StaffRequest, organisation_id: UUID, contact_id: UUID) -> HttpResponse:
    """Say that a contact is still right."""
    contact = _contact_or_404(request, organisation_id, contact_id)
    contacts.confirm_contact(contact=contact, actor=request.user, now=now())
    messages.success(request, _("C'est noté : ces coordonnées sont toujours justes."))
    return redirect("network:organisation", organisation_id=organisation_id)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_contact(request: StaffRequest, organisation_id: UUID, contact_id: UUID) -> HttpResponse:
    """Ask once, then forget somebody."""
    contact = _contact_or_404(request, organisation_id, contact_id)
    if request.method == "POST":
        contacts.remove_contact(contact=contact, actor=request.user, now=now())
        messages.success(request, _("Ces coordonnées sont effacées."))
        return redirect("network:organisation", organisation_id=organisation_id)
    return render(
        request,
        "network/remove_contact.html",
        {"contact": contact, "organisation": contact.organisation},
    )
