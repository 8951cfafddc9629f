"""The pages a parent sees, on a phone, without an account: open the link, answer, done."""

from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from village.core.waves import what_is_asked
from village.surveys import cookies
from village.surveys.asked import asked_today
from village.surveys.forms import AnswerForm
from village.surveys.models import Link, Submission
from village.surveys.served import ServedPage
from village.surveys.services import links
from village.surveys.views.answers import receive
from village.surveys.views.phone import SEE_OTHER, as_wished, ask, closed, render, say, thanked
from village.ui.clock import now
from village.ui.pages import parents_page, public_page


@parents_page
@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the link for a cookie and leave its address at once. Opening it uses nothing up."""
    link = links.find_link(token, now=now())
    if link is None:
        return closed(request)
    response = HttpResponseRedirect(reverse("surveys:questions"), status=SEE_OTHER)
    cookies.remember_link(request, response, link_id=str(link.pk))
    return response


@parents_page
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """The one page a parent sees: read, tap, send. Closed too when nothing of it may be asked any more.

    What was on a page when it was opened is taken when it comes back, whatever has ended meanwhile.
    """
    link = _link(request)
    if link is None:
        return closed(request)
    invitation, participant = link.invitation, link.invitation.enrolment.participant
    today = asked_today(invitation, on=participant.house.date_at(now()))
    page = ServedPage(
        invitation_id=invitation.pk,
        planned=today.planned,
        delivery_id=uuid4(),
        language=participant.language,
        shown=what_is_asked(today.parts, baby=today.baby),
    )
    if request.method == "POST":
        return receive(request, invitation, page, today)
    if not today.languages:
        return closed(request)
    page, notice = as_wished(page, request.GET, today.languages)
    with translation.override(page.language):
        if Submission.objects.filter(invitation=invitation).exists():
            return thanked(page.language)
        if not page.shown:
            return closed(request)
        return ask(request, AnswerForm(page), today.languages, notice=notice)


@parents_page
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Received. Nothing of what was answered; when it called for help, first of all where to find some.

    The address is the same for everybody, and so is what stays in the history of the browser.
    """
    return render(request, "surveys/thanks.html", {"help_first": cookies.help_comes_first(request)})


@parents_page
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """ "Not me", or "no more messages": one button, and every link of this person closes."""
    link = _link(request)
    if link is None:
        return closed(request)
    if request.method != "POST":
        return render(request, "surveys/stop.html")
    links.stop_messages(link=link, now=now())
    response = say(
        request,
        _("C'est noté"),
        _("Vous ne recevrez plus de message. Vous pouvez fermer cette page."),
    )
    cookies.forget_link(request, response)
    return response


@public_page
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Away, fast: to the one ordinary site of the settings, and this browser forgets the link on the way.

    Whoever goes back finds a closed link. Nothing is revoked: the link itself opens the questions again.
    """
    response = HttpResponseRedirect(settings.QUICK_EXIT_URL, status=SEE_OTHER)
    response.headers["Referrer-Policy"] = "no-referrer"  # the other site is not told where from
    cookies.forget_link(request, response)
    cookies.forget_help(response)
    return response


def _link(request: HttpRequest) -> Link | None:
    link_id = cookies.remembered_link(request)
    return None if link_id is None else links.link_of(link_id, now=now())
