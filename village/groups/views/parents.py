"""Parents of one's own groups: welcomed, heard, corrected, let go. Page titles never name them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from village.groups import services
from village.groups.access import get_enrolment_or_404, get_group_or_404
from village.groups.forms import WelcomeForm
from village.groups.membership import remarks_on
from village.groups.models import Enrolment
from village.network.requests import StaffRequest
from village.people import services as people
from village.people.consents import consents_of
from village.people.forms import BirthForm, ChildForm, ConsentsForm, PersonForm
from village.people.models import Child, Purpose
from village.people.notice import NOTICE_VERSION, notice_for, readings_for
from village.ui.clock import now
from village.ui.forms import accepts


@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Enrol a new parent: one page, with the information to read and the choices to make."""
    group = get_group_or_404(request.user, group_id, with_persons=True)
    today = group.house.date_at(now())
    form = WelcomeForm(request.POST or None, group=group, today=today)
    if accepts(
        form,
        lambda: services.welcome_parent(
            group=group,
            participant_id=form.cleaned_data["ticket"],
            joined_on=form.cleaned_data["joined_on"],
            consents=form.decisions,
            actor=request.user,
            now=now(),
            **form.person,
            **form.months,
        ),
    ):
        messages.success(request, _("Le parent est inscrit."))
        return redirect("groups:group", group_id=group.pk)
    context = {
        "group": group,
        "form": form,
        "notice": notice_for(group.house),
        "readings": readings_for(group.house),
        "remarks": remarks_on(group, joining_on=today),
    }
    return render(request, "groups/welcome.html", context)


@require_safe
def parent(request: StaffRequest, enrolment_id: UUID) -> HttpResponse:
    """One parent: how to reach them, what they agreed to and when, the baby, the presences."""
    enrolment = get_enrolment_or_404(request.user, enrolment_id)
    participant = enrolment.participant
    held = consents_of(participant, at=now())
    history = participant.consents.select_related("recorded_by").order_by("-decided_at", "-pk")
    context = {
        "enrolment": enrolment,
        "participant": participant,
        "consents": [(purpose.label, held[purpose]) for purpose in Purpose],
        "receives_messages": held[Purpose.MESSAGES],
        "history": history,
        "children": participant.children.order_by("pk"),
        "attendance": enrolment.attendance.select_related("meeting").order_by("-meeting__held_on"),
    }
    return render(request, "groups/parent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: StaffRequest, enrolment_id: UUID) -> HttpResponse:
    """Correct how a parent is called and reached."""
    enrolment = _enrolment_of_someone_here(request, enrolment_id)
    participant = enrolment.participant
    as_it_is = {
        "name": participant.contact.name,
        "email": participant.contact.email,
        "phone": participant.contact.phone,
        "language": participant.language,
    }
    form = PersonForm(request.POST or None, house=participant.house, initial=as_it_is)
    if accepts(
        form,
        lambda: people.correct_contact(
            participant=participant, **form.person, actor=request.user, now=now()
        ),
    ):
        messages.success(request, _("Les coordonnées sont à jour."))
        return _to_parent(enrolment)
    return render(request, "groups/contact.html", {"enrolment": enrolment, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: StaffRequest, enrolment_id: UUID) -> HttpResponse:
    """Change what a parent agrees to."""
    enrolment = _enrolment_of_someone_here(request, enrolment_id)
    participant = enrolment.participant
    form = ConsentsForm(
        request.POST if request.method == "POST" else None,  # no box ticked is an answer too
        held=consents_of(participant, at=now()),
    )
    if accepts(
        form,
        lambda: people.change_consents(
            participant=participant,
            decisions=form.decisions,
            notice_version=NOTICE_VERSION,
            actor=request.user,
            now=now(),
        ),
    ):
        messages.success(request, _("Les choix sont notés."))
        return _to_parent(enrolment)
    context = {
        "enrolment": enrolment,
        "form": form,
        "notice": notice_for(participant.house),
        "readings": readings_for(participant.house),
    }
    return render(request, "groups/consents.html", context)


@require_POST
def stop_messages(request: StaffRequest, enrolment_id: UUID) -> HttpResponse:
    """Nothing is sent to this parent any more: one touch, without a question."""
    enrolment = _enrolment_of_someone_here(request, enrolment_id)
    people.stop_messages(participant=enrolment.participant, actor=request.user, now=now())
    messages.success(request, _("Plus aucun message ne partira."))
    return _to_parent(enrolment)


@require_http_methods(["GET", "HEAD", "POST"])
def new_child(request: StaffRequest, enrolment_id: UUID) -> HttpResponse:
    """Note a baby, expected or born."""
    enrolment = _enrolment_of_someone_here(request, enrolment_id)
    form = ChildForm(request.POST or None)
    if accepts(
        form,
        lambda: people.note_child(
            participant=enrolment.participant, **form.months, actor=request.user, now=now()
        ),
    ):
        messages.success(request, _("C'est noté."))
        return _to_parent(enrolment)
    return render(request, "groups/new_child.html", {"enrolment": enrolment, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def birth(request: StaffRequest, enrolment_id: UUID, child_id: int) -> HttpResponse:
    """Note the month in which a baby was born, or correct it."""
    enrolment = _enrolment_of_someone_here(request, enrolment_id)
    child = get_object_or_404(Child, pk=child_id, participant=enrolment.participant)
    form = BirthForm(request.POST or None, initial={"month": child.birth_month})
    if accepts(
        form,
        lambda: people.record_birth(
            child=child, month=form.cleaned_data["month"], actor=request.user, now=now()
        ),
    ):
        messages.success(request, _("C'est noté."))
        return _to_parent(enrolment)
    return render(request, "groups/birth.html", {"enrolment": enrolment, "form": form})


def _enrolment_of_someone_here(request: StaffRequest, enrolment_id: UUID) -> Enrolment:
    """An enrolment of one's own groups, of a parent who has not withdrawn."""
    enrolment = get_enrolment_or_404(request.user, enrolment_id)
    if enrolment.participant.has_withdrawn:
        raise Http404
    return enrolment


def _to_parent(enrolment: Enrolment) -> HttpResponse:
    return redirect("groups:parent", enrolment_id=enrolment.pk)
