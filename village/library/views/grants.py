"""The ledger of permissions: who let whom show which words, until when, and the proof."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from village.documents.services import LARGEST
from village.library.forms import GrantForm
from village.library.gate.permissions import entries
from village.library.models import Grant
from village.library.services.grants import record_grant
from village.library.services.grants import take_back_grant as take_back
from village.network import access
from village.network.access import Right
from village.network.requests import StaffRequest
from village.ui.bodies import accepts_files
from village.ui.clock import now
from village.ui.downloads import attachment
from village.ui.forms import accepts


@require_safe
def grants(request: StaffRequest) -> HttpResponse:
    """Every permission, those that end soon first."""
    access.require(request.user, Right.MANAGE_QUESTIONNAIRES)
    ledger = entries(on=localdate(now()))
    soon = [entry for entry in ledger if entry.ends_soon]
    return render(request, "library/grants.html", {"ledger": ledger, "soon": soon})


@accepts_files(LARGEST)
@require_http_methods(["GET", "HEAD", "POST"])
def new_grant(request: StaffRequest) -> HttpResponse:
    """Note a permission, with its proof."""
    access.require(request.user, Right.MANAGE_QUESTIONNAIRES)
    form = GrantForm(request.POST or None, request.FILES or None)
    if accepts(form, lambda: record_grant(**form.cleaned_data, actor=request.user, now=now())):
        messages.success(request, _("L'autorisation est notée."))
        return redirect("library:grants")
    return render(request, "library/new_grant.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def take_back_grant(request: StaffRequest, grant_id: UUID) -> HttpResponse:
    """End a permission today, once told what follows from it."""
    grant = _grant(request, grant_id)
    if request.method == "POST":
        take_back(grant=grant, actor=request.user, now=now())
        messages.success(request, _("L'autorisation est reprise, à partir d'aujourd'hui."))
        return redirect("library:grants")
    entry = next(one for one in entries(on=localdate(now())) if one.grant.pk == grant.pk)
    return render(request, "library/take_back_grant.html", {"entry": entry})


@require_safe
def grant_file(request: StaffRequest, grant_id: UUID) -> HttpResponse:
    """The proof of a permission, as it was received."""
    document = _grant(request, grant_id).document
    if document is None:
        raise Http404
    return attachment(bytes(document.content), name=document.name, media_type=document.media_type)


def _grant(request: StaffRequest, grant_id: UUID) -> Grant:
    access.require(request.user, Right.MANAGE_QUESTIONNAIRES)
    return get_object_or_404(Grant.objects.select_related("holder"), pk=grant_id)
