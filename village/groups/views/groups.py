"""Groups: those of a house, one's own, and one of them."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from village.groups import access, services
from village.groups.forms import EndForm, GroupForm
from village.groups.membership import by_name
from village.groups.models import PeerGroup
from village.groups.overview import (
    enrolments_with_counts,
    meetings_with_counts,
    next_step,
    with_counts,
)
from village.groups.services.days import refuse_once_closed, refuse_unknown_opening
from village.network.access import Right, facilitators_of, get_house_or_404, require
from village.network.requests import StaffRequest
from village.ui.clock import now
from village.ui.forms import accepts
from village.ui.menu import menu_about


@require_safe
def mine(request: StaffRequest) -> HttpResponse:
    """The groups one leads, in whatever house."""
    require(request.user, Right.SEE_PERSONS)
    groups = with_counts(access.groups_for(request.user))
    return render(request, "groups/mine.html", {"groups": groups})


@require_safe
def house_groups(request: StaffRequest, code: str) -> HttpResponse:
    """The groups of a house, as counts."""
    house = get_house_or_404(request.user, Right.MANAGE_GROUPS, code)
    groups = with_counts(access.groups_of_house(request.user, house))
    may_open = house.opened_on is not None and not house.is_closed(on=house.date_at(now()))
    context = {"house": house, "groups": groups, "may_open": may_open}
    return render(request, "groups/house_groups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: StaffRequest, code: str) -> HttpResponse:
    """Open a group in a house."""
    house = get_house_or_404(request.user, Right.MANAGE_GROUPS, code)
    refuse_unknown_opening(house)
    refuse_once_closed(house, now=now())
    proposed = request.user if request.user in facilitators_of(house) else None
    first_day = max(house.date_at(now()), house.opened_on or dt.date.min)
    initial = {"facilitator": proposed, "started_on": first_day}
    form = GroupForm(request.POST or None, house=house, initial=initial)
    if accepts(
        form,
        lambda: services.open_group(
            house=house, **form.cleaned_data, actor=request.user, now=now()
        ),
    ):
        messages.success(request, _("Le groupe est ouvert."))
        return redirect("groups:house_groups", code=house.code)
    return render(request, "groups/new_group.html", {"house": house, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_group(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Correct a group, or give it to another facilitator."""
    group = access.get_group_to_change_or_404(request.user, group_id)
    as_it_is = {
        key: getattr(group, key)
        for key in ("name", "kind", "nominal_size", "facilitator", "started_on")
    }
    form = GroupForm(request.POST or None, house=group.house, initial=as_it_is)
    if accepts(
        form,
        lambda: services.change_group(
            group=group, **form.cleaned_data, actor=request.user, now=now()
        ),
    ):
        messages.success(request, _("Le groupe est à jour."))
        return redirect("groups:group", group_id=group.pk)
    return render(request, "groups/edit_group.html", {"group": group, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def close_group(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Say that a group has met for the last time."""
    group = access.get_group_to_change_or_404(request.user, group_id)
    form = EndForm(request.POST or None, initial={"day": group.house.date_at(now())})
    if accepts(
        form,
        lambda: services.close_group(
            group=group, ended_on=form.cleaned_data["day"], actor=request.user, now=now()
        ),
    ):
        messages.success(request, _("Le groupe est terminé."))
        return redirect("groups:group", group_id=group.pk)
    return render(request, "groups/close_group.html", {"group": group, "form": form})


@require_safe
def group(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """One group: with its parents for who leads it, as counts for who manages it."""
    group = access.get_group_or_404(request.user, group_id, with_persons=False)
    meetings = meetings_with_counts(group)
    context = {
        "group": group,
        "meetings": meetings,
        "may_change": access.may_change(request.user, group),
    }
    if not access.sees_persons(request.user, group):
        context["counts"] = with_counts(PeerGroup.objects.filter(pk=group.pk)).get()
        return render(request, "groups/group_in_counts.html", context)
    everyone = by_name(enrolments_with_counts(group))
    members = [enrolment for enrolment in everyone if enrolment.left_on is None]
    context |= {
        "links": menu_about(request, "group", group, group.pk),
        "members": members,
        "gone": [enrolment for enrolment in everyone if enrolment.left_on is not None],
        "next_step": next_step(
            group,
            members=len(members),
            last_met_on=max((meeting.held_on for meeting in meetings), default=None),
            today=group.house.date_at(now()),
        ),
    }
    return render(request, "groups/group.html", context)
