"""A parent leaves a group, comes back, or stops taking part in anything."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from village.groups import services
from village.groups.access import get_enrolment_or_404
from village.groups.forms import EndForm
from village.network.requests import StaffRequest
from village.people import services as people
from village.people.forms import WithdrawalForm
from village.people.models import Participant
from village.ui.clock import now
from village.ui.forms import accepts


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: StaffRequest, enrolment_id: UUID) -> HttpResponse:
    """Note the last day of a parent in the group."""
    enrolment = get_enrolment_or_404(request.user, enrolment_id)
    form = EndForm(request.POST or None, initial={"day": enrolment.group.house.date_at(now())})
    if accepts(
        form,
        lambda: services.leave(
            enrolment=enrolment, left_on=form.cleaned_data["day"], actor=request.user, now=now()
        ),
    ):
        messages.success(request, _("La sortie est notée."))
        return redirect("groups:group", group_id=enrolment.group_id)
    return render(request, "groups/leave.html", {"enrolment": enrolment, "form": form})


@require_POST
def come_back(request: StaffRequest, enrolment_id: UUID) -> HttpResponse:
    """The parent is in the group again."""
    enrolment = get_enrolment_or_404(request.user, enrolment_id)
    services.come_back(enrolment=enrolment, actor=request.user, now=now())
    messages.success(request, _("Le retour est noté."))
    return redirect("groups:parent", enrolment_id=enrolment.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: StaffRequest, enrolment_id: UUID) -> HttpResponse:
    """Ask what becomes of the answers, say what will happen, and only then do it."""
    enrolment = get_enrolment_or_404(request.user, enrolment_id)
    form = WithdrawalForm(request.POST or None)
    if not form.is_valid():
        return render(request, "groups/withdraw.html", {"enrolment": enrolment, "form": form})
    choice = Participant.Withdrawal(form.cleaned_data["choice"])
    if "confirmed" not in request.POST:
        context = {"enrolment": enrolment, "choice": choice, "erases": choice.name == "DELETE"}
        return render(request, "groups/confirm_withdrawal.html", context)
    people.withdraw(participant=enrolment.participant, choice=choice, actor=request.user, now=now())
    messages.success(request, _("C'est fait : ce parent ne sera plus ni contacté, ni nommé."))
    return redirect("groups:group", group_id=enrolment.group_id)
