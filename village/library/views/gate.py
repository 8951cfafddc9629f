"""Languages: which are open for which questionnaires, what they lack, and who read them again."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from village.core.waves import Battery
from village.formats.unfinished import TextBeside
from village.library.forms import ApprovalForm
from village.library.installed import batteries
from village.library.languages.names import is_right_to_left, language_name, languages_begun
from village.library.languages.parity import (
    SITE,
    LanguageOpening,
    SubjectWords,
    opening,
    openings,
    source_language_of,
    words_of,
)
from village.library.models import Approval
from village.library.prose.places import (
    battery_name,
    place_name,
    place_of_the_site,
    question_beside,
    section_name,
)
from village.library.reading import library
from village.library.services.approvals import approve_words
from village.library.services.approvals import take_back_approval as take_back
from village.network import access
from village.network.access import Right
from village.network.requests import StaffRequest
from village.ui.clock import now
from village.ui.forms import accepts


@require_safe
def languages(request: StaffRequest) -> HttpResponse:
    """Every battery, in every language somebody began."""
    access.require(request.user, Right.MANAGE_QUESTIONNAIRES)
    asked = [(one, code) for one in batteries().values() for code in languages_begun(one)]
    states: dict[str, list[dict[str, Any]]] = {}
    for (battery, code), state in zip(asked, openings(asked), strict=True):
        line = {"code": code, "name": language_name(code), "opening": state}
        states.setdefault(battery.name, []).append(line)
    listed = [
        {
            "battery": battery,
            "name": battery_name(battery),
            "instruments": [section_name(one.name) for one in battery.instruments],
            "languages": states[battery.name],
        }
        for battery in batteries().values()
    ]
    return render(request, "library/languages.html", {"batteries": listed})


@require_http_methods(["GET", "HEAD", "POST"])
def language(request: StaffRequest, battery: str, language: str) -> HttpResponse:
    """One battery in one language: what is missing, every word beside its source, and whoever read it again."""
    access.require(request.user, Right.MANAGE_QUESTIONNAIRES)
    found = batteries().get(battery)
    if found is None or language not in languages_begun(found):
        raise Http404
    form = ApprovalForm(request.POST or None)

    def approve() -> None:
        approve_words(language=language, **form.cleaned_data, actor=request.user, now=now())

    if request.method == "POST" and accepts(form, approve):
        messages.success(request, _("La relecture est notée."))
        return redirect("library:language", battery=battery, language=language)
    state = opening(found, language)
    context = {
        "battery": found,
        "battery_name": battery_name(found),
        "language": language,
        "language_name": language_name(language),
        "direction": "rtl" if is_right_to_left(language) else "ltr",
        "opening": state,
        "missing": _by_section(state),
        "subjects": [_subject(name, language, state, form) for name in _subjects(found)],
        "form": form if form.is_bound else None,
    }
    return render(request, "library/language.html", context)


@require_POST
def take_back_approval(request: StaffRequest, approval_id: int) -> HttpResponse:
    """Close a language at once."""
    access.require(request.user, Right.MANAGE_QUESTIONNAIRES)
    approval = get_object_or_404(Approval, pk=approval_id)
    take_back(approval=approval, actor=request.user, now=now())
    messages.success(request, _("La relecture est reprise : ces mots ne sont plus proposés."))
    return redirect(reverse("library:languages"))


def _subjects(battery: Battery) -> list[str]:
    return [*(one.name for one in battery.instruments), SITE]


def _by_section(state: LanguageOpening) -> list[dict[str, Any]]:
    """What is missing, section by section, in the order of the page."""
    sections: dict[str, list[TextBeside]] = {}
    for one in state.missing:
        sections.setdefault(one.section, []).append(TextBeside(one.place, one.text, None))
    return [
        {
            "name": section_name(name),
            "rows": _rows(name, cells),
            "source_language": source_language_of(name),
        }
        for name, cells in sections.items()
    ]


def _subject(
    name: str, language: str, state: LanguageOpening, form: ApprovalForm
) -> dict[str, Any]:
    """One questionnaire, or the site's own words: its texts, its form when it waits for one, and who approved it."""
    words = words_of(name, language)
    own = form if form.is_bound and form.data.get("subject") == name else None
    waits = name in state.to_approve
    return {
        "key": name.replace("@", "-"),
        "name": section_name(name),
        "words": words,
        "rows": _rows(name, words.cells),
        "waits": waits,
        "form": (own or _blank(words)) if waits and words.is_whole else None,
        "approvals": _approvals(words),
    }


def _blank(words: SubjectWords) -> ApprovalForm:
    initial = {"subject": words.subject, "words_hash": words.hash}
    return ApprovalForm(initial=initial, auto_id=f"id_{words.subject.replace('@', '-')}_%s")


def _rows(subject: str, cells: Iterable[TextBeside]) -> list[dict[str, Any]]:
    """Each text with its place, in words; an answer, or another way to say a question, with the question."""
    one = library().get(subject)
    return [
        {
            "place": place_name(cell.place, one) if one else place_of_the_site(cell.place),
            "question": question_beside(cell.place, one) if one else "",
            "source": cell.source,
            "target": cell.target,
        }
        for cell in cells
    ]


def _approvals(words: SubjectWords) -> list[dict[str, Any]]:
    given = Approval.objects.filter(subject=words.subject, language=words.language)
    return [
        {
            "approval": one,
            "counts": one.taken_back_at is None and one.words_hash == words.hash,
            "is_lapsed": one.taken_back_at is None and one.words_hash != words.hash,
        }
        for one in given.select_related("approved_by", "taken_back_by")
    ]
