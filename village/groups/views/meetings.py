"""Meetings: noted in a minute at the end of one, corrected when something was forgotten."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from village.groups import services
from village.groups.access import get_group_or_404, get_meeting_or_404
from village.groups.forms import MeetingForm
from village.network.requests import StaffRequest
from village.ui.clock import now
from village.ui.forms import accepts


@require_http_methods(["GET", "HEAD", "POST"])
def new_meeting(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Note a meeting: today, an hour and a half, and who was there."""
    group = get_group_or_404(request.user, group_id, with_persons=True)
    today = group.house.date_at(now())
    form = MeetingForm(request.POST or None, group=group, initial={"held_on": today})
    if accepts(
        form,
        lambda: services.note_meeting(
            group=group, **form.cleaned_data, present=form.present, actor=request.user, now=now()
        ),
    ):
        messages.success(request, _("La séance est notée."))
        return redirect("groups:group", group_id=group.pk)
    return render(request, "groups/new_meeting.html", {"group": group, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: StaffRequest, group_id: UUID, held_on: str) -> HttpResponse:
    """Correct a meeting: its date, how long it lasted, who was there."""
    meeting = get_meeting_or_404(request.user, group_id, held_on)
    form = MeetingForm(
        request.POST or None,
        group=meeting.group,
        initial={"held_on": meeting.held_on, "minutes": meeting.minutes},
        ticked=meeting.attendance.filter(present=True).values_list("enrolment_id", flat=True),
    )
    if accepts(
        form,
        lambda: services.correct_meeting(
            meeting=meeting,
            **form.cleaned_data,
            present=form.present,
            actor=request.user,
            now=now(),
        ),
    ):
        messages.success(request, _("La séance est corrigée."))
        return redirect("groups:group", group_id=group_id)
    context = {"group": meeting.group, "meeting": meeting, "form": form}
    return render(request, "groups/meeting.html", context)
