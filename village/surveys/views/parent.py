"""The pages a parent sees, on a phone, without an account: open the link, answer, done."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from village.core.errors import AlreadyAnswered, InvitationClosed
from village.core.waves import what_is_asked
from village.library.installed import languages_spoken
from village.surveys import cookies
from village.surveys.asked import Today, asked_today
from village.surveys.forms import AnswerForm
from village.surveys.models import Invitation, Link, Submission
from village.surveys.served import PLAIN, PageOfAnother, ServedPage, read_page
from village.surveys.services import links
from village.surveys.services.answers import submit_answers
from village.ui.clock import now
from village.ui.language import remember_language
from village.ui.pages import parents_page, public_page

SEE_OTHER = 303
ANOTHER_LINK = gettext_noop(
    "Un autre lien a été ouvert depuis dans ce navigateur. Pour que vos réponses restent les vôtres, "
    "rien n'a été gardé : ouvrez de nouveau votre lien, puis répondez."
)


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
        return _receive(request, invitation, page, today)
    if not today.languages:
        return closed(request)
    page, notice = _as_wished(page, request.GET, today.languages)
    with translation.override(page.language):
        if Submission.objects.filter(invitation=invitation).exists():
            return _thanked(page.language)
        if not page.shown:
            return closed(request)
        return _page(request, AnswerForm(page), today.languages, notice=notice)


def _receive(
    request: HttpRequest, invitation: Invitation, fresh: ServedPage, today: Today
) -> HttpResponse:
    """What came back: to be kept, or to be shown again in other words. `fresh` is the page as it would be served now."""
    try:
        served = read_page(
            request.POST.get("delivery", ""), invitation_id=invitation.pk, planned=fresh.planned
        )
    except PageOfAnother:
        return _said(request, _("Un autre lien a été ouvert"), _(ANOTHER_LINK), status=409)
    languages = today.languages if served is None else _languages(served, today)
    if not languages:
        return closed(request)
    wish = QueryDict(request.POST.get("again", ""))
    page, notice = _as_wished(served or fresh, wish, languages)
    with translation.override(page.language):
        form = AnswerForm(page, data=request.POST, is_damaged=served is None)
        if form.is_asked_again:
            return _in_other_words(request, form, languages, notice=notice)
        if not form.is_valid:
            return _page(request, form, languages, status=422)
        return _submit(request, invitation, form)


def _languages(served: ServedPage, today: Today) -> tuple[str, ...]:
    """Those a page may be shown in again: its own, and those of today when all of it may still be asked."""
    still = {part.instrument.name for part in today.parts}
    if any(one.name not in still for one, _items in served.shown):
        return (served.language,)
    return (*today.languages, *({served.language} - set(today.languages)))


def _submit(request: HttpRequest, invitation: Invitation, form: AnswerForm) -> HttpResponse:
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
    return _received(request, form.page.language, needs_help=receipt.needs_help)


def _in_other_words(
    request: HttpRequest,
    form: AnswerForm,
    languages: tuple[str, ...],
    *,
    notice: str | Promise,
) -> HttpResponse:
    """The page again, with what was ticked; nothing is kept. With nothing ticked, at an address one can come back to."""
    if notice or any(question.chosen is not None for question in form.questions):
        return _page(request, form, languages, notice=notice)
    wish = {"langue": form.page.language, **({"words": PLAIN} if form.page.is_plain else {})}
    return HttpResponseRedirect(
        f"{reverse('surveys:questions')}?{urlencode(wish)}", status=SEE_OTHER
    )


def _received(request: HttpRequest, language: str, *, needs_help: bool) -> HttpResponse:
    response = _thanked(language)
    if needs_help:
        cookies.ask_for_help_first(request, response)
    return response


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
    response = _said(
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


@parents_page
def closed(request: HttpRequest) -> HttpResponse:
    """Unknown, malformed, expired, revoked: the same friendly page, byte for byte.

    In the language kept on this browser, and a little in every other: whose link it was says nothing here.
    """
    with translation.override(request.LANGUAGE_CODE):
        return render(request, "surveys/closed.html", {"spoken": languages_spoken()}, status=404)


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the phone, in the language of the moment."""
    response = render_template(request, template, context, status=status)
    response.headers["Content-Language"] = translation.get_language()
    return response


def _link(request: HttpRequest) -> Link | None:
    link_id = cookies.remembered_link(request)
    return None if link_id is None else links.link_of(link_id, now=now())


def _as_wished(
    page: ServedPage, wish: QueryDict, offered: tuple[str, ...]
) -> tuple[ServedPage, str | Promise]:
    """The page in the language and the words that are wished for, and a sentence when that language is not here.

    Without a wish, it stays in its own.
    """
    fallback = page.language if page.language in offered else offered[0]
    if not wish:
        return replace(page, language=fallback), ""
    asked = wish.get("langue", fallback)
    found = asked if asked in offered else fallback
    page = replace(page, language=found, is_plain=wish.get("words") == PLAIN)
    if found == asked:
        return page, ""
    return page, gettext_lazy("Ces questions n'existent pas encore dans la langue demandée.")


def _thanked(language: str) -> HttpResponse:
    """The way to the thanks, which have an address of their own and no other way to know the language."""
    response = HttpResponseRedirect(reverse("surveys:thanks"), status=SEE_OTHER)
    remember_language(response, language)
    return response


def _page(
    request: HttpRequest,
    form: AnswerForm,
    languages: tuple[str, ...],
    *,
    notice: str | Promise = "",
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "notice": notice, "languages": languages}
    response = render(request, "surveys/questions.html", context, status=status)
    remember_language(response, form.page.language)  # for the pages it leads to: help, thanks, stop
    return response


def _said(
    request: HttpRequest, title: str, message: str, *, status: int = 200, help_first: bool = False
) -> HttpResponse:
    return render(
        request,
        "surveys/said.html",
        {"title": title, "message": message, "help_first": help_first},
        status=status,
    )
