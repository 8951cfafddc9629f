"""Sheets of paper: printed by whoever leads the group, typed in by somebody else, who sees a code and no name."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from village.core.errors import AlreadyAnswered, InvitationClosed, NotAllowed
from village.network.access import Right, require
from village.network.requests import StaffRequest
from village.surveys.access import (
    get_invitation_or_404,
    get_sheet_or_404,
    sheets_begun,
    sheets_for,
    sheets_to_second,
)
from village.surveys.addresses import link_url
from village.surveys.keying import AnswerBoxes, CodeForm, SheetForm
from village.surveys.models import Sheet, Submission
from village.surveys.paper import printed
from village.surveys.services.answers import Receipt
from village.surveys.services.letters import language_written_to
from village.surveys.services.links import local_date
from village.surveys.services.sheets import key_sheet, print_sheet, settle_sheet
from village.ui.addresses import site_address
from village.ui.clock import now


@require_POST
def print_one(request: StaffRequest, invitation_id: UUID) -> HttpResponse:
    """The questionnaire of one parent, to fill in with a pen: a file to print, with a code and no name."""
    invitation = get_invitation_or_404(request.user, invitation_id)
    found, issued = print_sheet(
        invitation=invitation,
        language=language_written_to(invitation, on=local_date(now(), invitation)),
        actor=request.user,
        now=now(),
    )
    url = link_url(issued.token, site=site_address(request))
    response = HttpResponse(printed(found, url=url), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.code}.pdf"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: StaffRequest) -> HttpResponse:
    """Find a sheet by the code printed on it; see those that wait for a second person."""
    require(request.user, Right.KEY_SHEETS)
    own = sheets_for(request.user)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if own.filter(code=code).exists():
            return redirect("surveys:sheet", code=code)
        form.add_error(
            "code", _("Aucune feuille à saisir ne porte ce code. Relisez-le sur le papier.")
        )
    house = "invitation__enrolment__participant__house"
    waiting = sheets_to_second(request.user).select_related(house)
    mine = sheets_begun(request.user).filter(keyings__keyed_by=request.user).select_related(house)
    context = {"form": form, "waiting": waiting, "own": mine}
    return render(request, "surveys/sheets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: StaffRequest, code: str) -> HttpResponse:
    """Type one sheet; when a second person typed otherwise, look again where the two do not agree."""
    found = get_sheet_or_404(request.user, code)
    kept = Submission.objects.filter(invitation=found.invitation).first()
    if kept is not None and kept.mode == Submission.Mode.PAPER:
        return render(request, "surveys/sheet_done.html", {"sheet": found})
    boxes = AnswerBoxes(found, request.POST if request.method == "POST" else None)
    form = SheetForm(request.POST or None)
    if form.is_valid() and not boxes.wrong:
        try:
            return _typed(request, found, boxes, form)
        except AlreadyAnswered as refusal:
            return _set_aside(request, found, needs_help=refusal.needs_help)
        except (NotAllowed, InvitationClosed) as refusal:
            form.add_error(None, str(refusal))
    return _page(request, found, form, boxes, is_answered=kept is not None)


def _typed(
    request: StaffRequest, found: Sheet, boxes: AnswerBoxes, form: SheetForm
) -> HttpResponse:
    """Type it, or settle it; whatever becomes of it, an answer that calls for help is said at once."""
    if request.POST.get("step") == "settle":
        if _settle(request, found, boxes, form).needs_help:
            _call_for_help(request, found)
        return _kept(request)
    keyed = key_sheet(
        sheet=found, answers=boxes.answers, actor=request.user, now=now(), **form.cleaned_data
    )
    if keyed.needs_help:
        _call_for_help(request, found)
    if keyed.receipt is not None:
        return _kept(request)
    if not keyed.differing:
        messages.success(request, _("C'est noté. La feuille attend une deuxième saisie."))
        return redirect("surveys:sheets")
    return _page(request, found, form, boxes, differing=keyed.differing)


def _settle(request: StaffRequest, found: Sheet, boxes: AnswerBoxes, form: SheetForm) -> Receipt:
    return settle_sheet(
        sheet=found,
        answers=boxes.answers,
        answered_on=form.cleaned_data["answered_on"],
        actor=request.user,
        now=now(),
    )


def _kept(request: StaffRequest) -> HttpResponse:
    messages.success(request, _("La feuille est saisie. Vous pouvez en prendre une autre."))
    return redirect("surveys:sheets")


def _set_aside(request: StaffRequest, found: Sheet, *, needs_help: bool) -> HttpResponse:
    """The parent answered on a screen too: read all the same, since an answer may call for help."""
    if needs_help:
        _call_for_help(request, found)
    messages.success(
        request,
        _(
            "Ce parent a aussi répondu sur un écran : ces premières réponses restent, et celles de la feuille sont "
            "gardées à part. Vous pouvez détruire la feuille."
        ),
    )
    return redirect("surveys:sheets")


def _call_for_help(request: StaffRequest, found: Sheet) -> None:
    messages.warning(
        request,
        _(
            "Une réponse de cette feuille appelle l'attention. Prévenez sans attendre le contact de sécurité de la "
            "maison, en lui donnant le code %(code)s : le groupe sait à qui cette feuille a été remise."
        )
        % {"code": found.code},
    )


def _page(
    request: StaffRequest,
    found: Sheet,
    form: SheetForm,
    boxes: AnswerBoxes,
    *,
    differing: tuple[tuple[str, str], ...] = (),
    is_answered: bool = False,
) -> HttpResponse:
    first = found.keyings.exclude(keyed_by=request.user).order_by("keyed_at").first()
    context = {
        "sheet": found,
        "form": form,
        "boxes": boxes,
        "disputed": boxes.only(differing, first.answers) if differing and first else [],
        "is_second": first is not None or is_answered,
        "is_answered": is_answered,
        "right_to_left": get_language_info(found.language)["bidi"],
    }
    status = 422 if form.errors or boxes.wrong else 200
    return render(request, "surveys/sheet.html", context, status=status)
