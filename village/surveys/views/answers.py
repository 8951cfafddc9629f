"""What a page brings back: kept, shown again in other words, or refused in a sentence."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from village.core.errors import AlreadyAnswered, InvitationClosed
from village.surveys import cookies
from village.surveys.asked import Today
from village.surveys.forms import AnswerForm
from village.surveys.models import Invitation
from village.surveys.served import PLAIN, PageOfAnother, ServedPage, read_page
from village.surveys.services.answers import submit_answers
from village.surveys.views.phone import SEE_OTHER, as_wished, ask, closed, say, thanked
from village.ui.clock import now

ANOTHER_LINK = gettext_noop(
    "Un autre lien a été ouvert depuis dans ce navigateur. Pour que vos réponses restent les vôtres, "
    "rien n'a été gardé : ouvrez de nouveau votre lien, puis répondez."
)


def receive(
    request: HttpRequest, invitation: Invitation, fresh: ServedPage, today: Today
) -> HttpResponse:
    """What came back: to be kept, or to be shown again in other words. `fresh` is the page as it would be served now."""
    try:
        served = read_page(
            request.POST.get("delivery", ""), invitation_id=invitation.pk, planned=fresh.planned
        )
    except PageOfAnother:
        return say(request, _("Un autre lien a été ouvert"), _(ANOTHER_LINK), status=409)
    languages = today.languages if served is None else _languages(served, today)
    if not languages:
        return closed(request)
    wish = QueryDict(request.POST.get("again", ""))
    page, notice = as_wished(served or fresh, wish, languages)
    with translation.override(page.language):
        form = AnswerForm(page, data=request.POST, is_damaged=served is None)
        if form.is_asked_again:
            return _in_other_words(request, form, languages, notice=notice)
        if not form.is_valid:
            return ask(request, form, languages, status=422)
        return _submit(request, invitation, form)


def _languages(served: ServedPage, today: Today) -> tuple[str, ...]:
    """Those a page may be shown in again: its own, and those of today when all of it may still be asked."""
    still = {part.instrument.name for part in today.parts}
    if any(one.name not in still for one, _items in served.shown):
        return (served.language,)
    return (*today.languages, *({served.language} - set(today.languages)))


def _in_other_words(
    request: HttpRequest,
    form: AnswerForm,
    languages: tuple[str, ...],
    *,
    notice: str | Promise,
) -> HttpResponse:
    """The page again, with what was ticked; nothing is kept. With nothing ticked, at an address one can come back to."""
    if notice or any(question.chosen is not None for question in form.questions):
        return ask(request, form, languages, notice=notice)
    wish = {"langue": form.page.language, **({"words": PLAIN} if form.page.is_plain else {})}
    return HttpResponseRedirect(
        f"{reverse('surveys:questions')}?{urlencode(wish)}", status=SEE_OTHER
    )


def _submit(request: HttpRequest, invitation: Invitation, form: AnswerForm) -> HttpResponse:
    try:
        receipt = submit_answers(invitation=invitation, delivery=form.delivery, now=now())
    except AlreadyAnswered as refusal:
        return say(
            request,
            _("Déjà reçu"),
            str(refusal),
            status=409,
            help_first=refusal.needs_help,
        )
    except InvitationClosed:
        return closed(request)
    return _received(request, form.page.language, needs_help=receipt.needs_help)


def _received(request: HttpRequest, language: str, *, needs_help: bool) -> HttpResponse:
    response = thanked(language)
    if needs_help:
        cookies.ask_for_help_first(request, response)
    return response
