"""The pages a parent sees, on a phone, without an account: open the link, answer, done."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from village.core.errors import AlreadyAnswered, InvitationClosed
from village.core.waves import Battery
from village.library.installed import languages_offered
from village.surveys import cookies
from village.surveys.asked import baby_of, battery_of
from village.surveys.forms import AnswerForm, PageOfAnother
from village.surveys.models import Link, Submission
from village.surveys.services import links
from village.surveys.services.answers import submit_answers
from village.ui.clock import now
from village.ui.language import remember_language
from village.ui.pages import public_page

SEE_OTHER = 303
ANOTHER_LINK = gettext_noop(
    "Un autre lien a été ouvert depuis dans ce navigateur. Pour que vos réponses restent les vôtres, "
    "rien n'a été gardé : ouvrez de nouveau votre lien, puis répondez."
)


@public_page  # parents have no account
@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the link for a cookie and leave its address at once. Opening it uses nothing up."""
    link = links.find_link(token, now=now())
    if link is None:
        return closed(request)
    response = HttpResponseRedirect(reverse("surveys:questions"), status=SEE_OTHER)
    cookies.remember_link(request, response, link_id=str(link.pk))
    return response


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """The one page a parent sees: read, tap, send. Closed too when its words were closed since it was planned."""
    link = _link(request)
    if link is None or not languages_offered(battery_of(link.invitation)):
        return closed(request)
    invitation = link.invitation
    battery, participant = battery_of(invitation), invitation.enrolment.participant
    baby = baby_of(participant, on=participant.house.date_at(now()))
    language, notice = _language(request, battery, participant.language)
    with translation.override(_page_language(language)):
        if request.method != "POST":
            if Submission.objects.filter(invitation=invitation).exists():
                return HttpResponseRedirect(reverse("surveys:thanks"), status=SEE_OTHER)
            form = AnswerForm(
                battery=battery, baby=baby, language=language, invitation_id=invitation.pk
            )
            return _page(request, form, notice=notice)
        try:
            form = AnswerForm(
                battery=battery,
                baby=baby,
                language=language,
                invitation_id=invitation.pk,
                data=request.POST,
            )
        except PageOfAnother:
            return _said(request, _("Un autre lien a été ouvert"), _(ANOTHER_LINK), status=409)
        if notice:
            form.errors.append(notice)
        if not form.is_valid:
            return _page(request, form, status=422)
        try:
            receipt = submit_answers(invitation=invitation, delivery=form.delivery, now=now())
        except AlreadyAnswered as refusal:
            return _said(
                request,
                _("Déjà reçu"),
                str(refusal),
                status=409,
                help_first=refusal.needs_help,
            )
        except InvitationClosed:
            return closed(request)
    response = HttpResponseRedirect(reverse("surveys:thanks"), status=SEE_OTHER)
    if receipt.needs_help:
        cookies.ask_for_help_first(request, response)
    remember_language(response, _page_language(language))
    return response


@public_page
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Received. Nothing of what was answered; when it called for help, first of all where to find some.

    The address is the same for everybody, and so is what stays in the history of the browser.
    """
    return render(request, "surveys/thanks.html", {"help_first": cookies.help_comes_first(request)})


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """ "Not me", or "no more messages": one button, and every link of this person closes."""
    link = _link(request)
    if link is None:
        return closed(request)
    if request.method != "POST":
        return render(request, "surveys/stop.html")
    links.stop_messages(link=link, now=now())
    response = _said(
        request,
        _("C'est noté"),
        _("Vous ne recevrez plus de message. Vous pouvez fermer cette page."),
    )
    cookies.forget_link(request, response)
    return response


@public_page
def closed(request: HttpRequest) -> HttpResponse:
    """Unknown, malformed, expired, revoked: the same friendly page, byte for byte."""
    with translation.override(settings.LANGUAGE_CODE):
        return render(request, "surveys/closed.html", status=404)


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the phone, with its way out."""
    context = {"quick_exit_url": settings.QUICK_EXIT_URL, **(context or {})}
    return render_template(request, template, context, status=status)


def _link(request: HttpRequest) -> Link | None:
    link_id = cookies.remembered_link(request)
    return None if link_id is None else links.link_of(link_id, now=now())


def _language(request: HttpRequest, battery: Battery, preferred: str) -> tuple[str, str]:
    """The language of the questions, and a sentence when the one asked for does not exist here."""
    offered = languages_offered(battery)
    fallback = preferred if preferred in offered else offered[0]
    asked = (
        request.POST.get("language", "")
        if request.method == "POST"
        else request.GET.get("langue", fallback)
    )
    if asked in offered:
        return asked, ""
    return fallback, _("Ces questions n'existent pas encore dans la langue demandée.")


def _page_language(language: str) -> str:
    """The site's own words in the language of the questions, as far as the site speaks it."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _page(
    request: HttpRequest, form: AnswerForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    names = translation.get_language_info
    context = {
        "form": form,
        "notice": notice,
        "languages": [
            (code, names(code)["name_local"]) for code in languages_offered(form.battery)
        ],
        "right_to_left": names(form.language)["bidi"],
    }
    return render(request, "surveys/questions.html", context, status=status)


def _said(
    request: HttpRequest, title: str, message: str, *, status: int = 200, help_first: bool = False
) -> HttpResponse:
    return render(
        request,
        "surveys/said.html",
        {"title": title, "message": message, "help_first": help_first},
        status=status,
    )
