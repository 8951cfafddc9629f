"""What every page of a parent's phone is made of: the language it speaks, the questions, the few words in their place."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from village.library.installed import languages_spoken
from village.surveys.forms import AnswerForm
from village.surveys.served import PLAIN, ServedPage
from village.ui.language import remember_language
from village.ui.pages import parents_page

SEE_OTHER = 303


@parents_page
def closed(request: HttpRequest) -> HttpResponse:
    """Unknown, malformed, expired, revoked: the same friendly page, byte for byte.

    In the language kept on this browser, and a little in every other: whose link it was says nothing here.
    """
    with translation.override(request.LANGUAGE_CODE):
        return render(request, "surveys/closed.html", {"spoken": languages_spoken()}, status=404)


def ask(
    request: HttpRequest,
    form: AnswerForm,
    languages: tuple[str, ...],
    *,
    notice: str | Promise = "",
    status: int = 200,
) -> HttpResponse:
    """The questions, in the words of the form, and the other languages they may be read in."""
    context = {"form": form, "notice": notice, "languages": languages}
    response = render(request, "surveys/questions.html", context, status=status)
    remember_language(response, form.page.language)  # for the pages it leads to: help, thanks, stop
    return response


def say(
    request: HttpRequest, title: str, message: str, *, status: int = 200, help_first: bool = False
) -> HttpResponse:
    """A title and a sentence, where questions would have been."""
    return render(
        request,
        "surveys/said.html",
        {"title": title, "message": message, "help_first": help_first},
        status=status,
    )


def thanked(language: str) -> HttpResponse:
    """The way to the thanks, which have an address of their own and no other way to know the language."""
    response = HttpResponseRedirect(reverse("surveys:thanks"), status=SEE_OTHER)
    remember_language(response, language)
    return response


def as_wished(
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


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the phone, in the language of the moment."""
    response = render_template(request, template, context, status=status)
    response.headers["Content-Language"] = translation.get_language()
    return response
