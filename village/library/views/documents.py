"""Files to print: a sheet for a pen of what a battery asks, and the bilingual document of an ethics committee."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from village.core.calendars import occasions
from village.library import paper
from village.library.catalogue.battery_page import may_be_shown
from village.library.installed import batteries, languages_offered, wanted_batteries
from village.library.languages.names import languages_begun
from village.network import access
from village.network.access import Right
from village.network.requests import StaffRequest
from village.ui.addresses import site_address
from village.ui.downloads import attachment
from village.ui.pages import public_page

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@public_page
@require_safe
def sheet(request: HttpRequest, key: str, version: str, number: int, language: str) -> HttpResponse:
    """What a battery asks at one of its moments, for a pen. Only words that are ours to show, in a language that is open."""
    name = f"{key}@{version}"
    if (here := batteries().get(name)) is None or language not in languages_offered(here):
        raise Http404
    asked = [one.asked for one in occasions(wanted_batteries()[name], here)]
    if not 1 <= number <= len(asked):
        raise Http404
    parts = asked[number - 1]
    if not may_be_shown(parts, language):
        raise Http404
    url = site_address(request) + reverse("library:battery", args=(key, version))
    content = paper.printed(parts, language=language, url=url)
    return attachment(content, name=f"{key}-{number}-{language}.pdf", media_type=TYPES["pdf"])


@require_safe
def bilingual(request: StaffRequest, battery: str, language: str, kind: str) -> HttpResponse:
    """Every text of a battery beside its source, to print or to write upon."""
    access.require(request.user, Right.MANAGE_QUESTIONNAIRES)
    found = batteries().get(battery)
    if found is None or kind not in TYPES or language not in languages_begun(found):
        raise Http404
    content = paper.bilingual(found, source=settings.LANGUAGE_CODE, target=language, kind=kind)
    name = f"{found.key}-{settings.LANGUAGE_CODE}-{language}.{kind}"
    return attachment(content, name=name, media_type=TYPES[kind])
