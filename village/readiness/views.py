"""Whom to call in a house when a parent is in danger, and how the house prepared for it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from village.documents.models import Document
from village.documents.services import LARGEST
from village.network import access
from village.network.access import Right
from village.network.queries import fold
from village.network.requests import StaffRequest
from village.readiness import services
from village.readiness.forms import SafetyForm
from village.readiness.lacks import Lack, lacks_of, readiness_of
from village.readiness.waiting import not_ready
from village.ui.bodies import accepts_files
from village.ui.clock import now
from village.ui.downloads import attachment
from village.ui.forms import accepts

FIELDS = tuple(SafetyForm.base_fields)


@require_safe
def houses(request: StaffRequest) -> HttpResponse:
    """The houses that are not ready today, each with how much it lacks; for whoever sees them all."""
    access.require(request.user, Right.SEE_SAFETY)
    if not access.sees_every_house(request.user):
        raise Http404
    houses = access.houses_with(request.user, Right.SEE_SAFETY)
    lacking = sorted(not_ready(houses, now=now()).items(), key=lambda one: fold(one[0].name))
    return render(request, "readiness/houses.html", {"lacking": lacking})


@require_safe
def safety(request: StaffRequest, code: str) -> HttpResponse:
    """What a house prepared, for its whole team, and what it lacks today."""
    house = access.get_house_or_404(request.user, Right.SEE_SAFETY, code)
    ready = readiness_of(house)
    lacks = tuple(Lack) if ready is None else lacks_of(ready, on=house.date_at(now()))
    context = {
        "house": house,
        "ready": ready,
        "lacks": lacks,
        "may_edit": access.has_right(request.user, Right.MANAGE_NETWORK),
    }
    return render(request, "readiness/safety.html", context)


@accepts_files(LARGEST)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_safety(request: StaffRequest, code: str) -> HttpResponse:
    """Note how a house is ready, even in part."""
    house = access.get_house_or_404(request.user, Right.MANAGE_NETWORK, code)
    ready = readiness_of(house)
    kept = None if ready is None else ready.protocol_file
    form = SafetyForm(
        request.POST or None,
        request.FILES or None,
        contacts=access.safety_contacts_of(house),
        initial={name: getattr(ready, name, None) for name in FIELDS if name != "protocol_file"},
    )

    def prepare() -> None:
        known = form.cleaned_data
        known = {**known, "protocol_file": known["protocol_file"] or kept}
        services.prepare_safety(house=house, **known, actor=request.user, now=now())

    if accepts(form, prepare):
        messages.success(request, _("C'est noté."))
        return redirect("readiness:safety", code=house.code)
    return render(
        request, "readiness/edit_safety.html", {"form": form, "house": house, "kept": kept}
    )


@require_safe
def protocol(request: StaffRequest, code: str) -> HttpResponse:
    """The protocol of a house, as the file it was given."""
    house = access.get_house_or_404(request.user, Right.SEE_SAFETY, code)
    ready = readiness_of(house)
    if ready is None or ready.protocol_file_id is None:
        raise Http404
    file = Document.objects.get(pk=ready.protocol_file_id)
    return attachment(bytes(file.content), name=file.name, media_type=file.media_type)
