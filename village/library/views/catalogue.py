"""The public catalogue: anybody may read what is asked here, where it comes from, and when. No account, nothing kept."""

from collections.abc import Mapping
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from village.core.errors import UnknownInstrument
from village.core.instruments import find_instrument
from village.library.catalogue import battery_page, entries, instrument_page
from village.library.catalogue.forms import CatalogueSearchForm, PreviewForm
from village.library.catalogue.sources import source_of
from village.library.installed import batteries, languages_offered, library, wanted_batteries
from village.library.prose.places import battery_name
from village.library.prose.sentences import language_name
from village.ui.pages import public_page

Named = TypeVar("Named")


@public_page
@require_safe
def questionnaires(request: HttpRequest) -> HttpResponse:
    """Every instrument, or those one looks for; and the batteries they are asked in."""
    form = CatalogueSearchForm(request.GET)
    search = form.search
    every = entries.all_entries()
    found = [entry for entry in every if search.finds(entry)]
    return render(
        request,
        "library/questionnaires.html",
        {
            "search": form,
            "found": found,
            "everything": len(every),
            "batteries": [
                {
                    "battery": one,
                    "name": battery_name(one),
                    "languages": _names(languages_offered(batteries()[name])),
                }
                for name, one in wanted_batteries().items()
            ],
        },
    )


@public_page
@require_safe
def questionnaire(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """One instrument: all that is known of it, and how sure anyone is."""
    one = _get_or_404(library(), key, version)
    entry = entries.entry_of(one, wanted_batteries().values(), batteries().values())
    shown = instrument_page.shown_words(entry, request.GET.get("mots", ""))
    return render(
        request,
        "library/questionnaire.html",
        {
            "entry": entry,
            "instrument": one,
            "evidence": one.evidence,
            "recall": instrument_page.recall(one),
            "window_status": instrument_page.window_status(one),
            "words": instrument_page.words(entry),
            "shown": shown,
            "shown_name": language_name(shown.language) if shown else "",
            "shown_from_right": instrument_page.is_from_right(shown),
            "options": instrument_page.shared_options(shown),
            "questions": instrument_page.questions(one, shown),
            "scales": instrument_page.scales(one),
            "safety": instrument_page.safety(one),
            "cut_offs": instrument_page.cut_offs(one),
            "figures": instrument_page.figures(one),
            "facts": instrument_page.facts(one),
            "codes": instrument_page.codes(one),
            "versions": instrument_page.versions(one),
            "used_by": instrument_page.used_by(entry),
            "source": source_of(one),
        },
    )


@public_page
@require_safe
def latest(request: HttpRequest, key: str) -> HttpResponse:
    """The way to the latest version, for an address read aloud or cut short."""
    try:
        one = find_instrument(library(), key)
    except UnknownInstrument:
        raise Http404 from None
    return redirect("library:questionnaire", key=one.key, version=one.version)


@public_page
@require_safe
def battery(request: HttpRequest, key: str, version: str) -> HttpResponse:
    """One battery: its waves as they are asked here, and the calendar of a parent one imagines."""
    wanted = _get_or_404(wanted_batteries(), key, version)
    here = batteries()[wanted.name]
    form = PreviewForm(request.GET if "entered" in request.GET else None)
    preview = None
    if form.is_valid():
        preview = battery_page.calendar(here, entered_on=form.entered_on, birth=form.birth)
    return render(
        request,
        "library/battery.html",
        {
            "battery": wanted,
            "name": battery_name(wanted),
            "moments": battery_page.moments(wanted, here, languages_offered(here)),
            "languages": _names(languages_offered(here)),
            "form": form,
            "preview": preview,
        },
    )


def _get_or_404(installed: Mapping[str, Named], key: str, version: str) -> Named:
    if (found := installed.get(f"{key}@{version}")) is None:
        raise Http404
    return found


def _names(tags: tuple[str, ...]) -> list[str]:
    return [language_name(tag) for tag in tags]
