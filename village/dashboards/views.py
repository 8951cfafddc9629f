"""What is published, page by page. Drawn from snapshots: these pages cannot reach a record."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from village.core.privacy import Audience
from village.dashboards import figures
from village.dashboards.printed import printed_figures
from village.dashboards.said import said_of
from village.network.access import Right, get_house_or_404, require
from village.network.models import House
from village.network.requests import StaffRequest
from village.snapshots.releases import current
from village.ui.downloads import attachment

if TYPE_CHECKING:
    from village.analytics.results import Evaluation


@require_safe
def nation(request: StaffRequest) -> HttpResponse:
    """Participation and change in the whole network, as anybody may read them."""
    require(request.user, Right.SEE_NATIONAL_FIGURES)
    return _page(request, audience=Audience.PUBLIC, house=None)


@require_safe
def house(request: StaffRequest, code: str) -> HttpResponse:
    """Participation and change in one house, for its team, the national team and evaluators.

    All of them read the same parents: two readings of one house, by two consents, would tell by subtraction what
    those who gave only one of them answered (docs/adr/0008).
    """
    place = get_house_or_404(request.user, Right.SEE_HOUSE_FIGURES, code)
    return _page(request, audience=Audience.HOUSE, house=place)


@require_safe
def nation_printed(request: StaffRequest) -> HttpResponse:
    """The same on paper."""
    require(request.user, Right.SEE_NATIONAL_FIGURES)
    return _document(audience=Audience.PUBLIC, house=None)


@require_safe
def house_printed(request: StaffRequest, code: str) -> HttpResponse:
    """The same on paper, for the same readers."""
    place = get_house_or_404(request.user, Right.SEE_HOUSE_FIGURES, code)
    return _document(audience=Audience.HOUSE, house=place)


def _page(request: StaffRequest, *, audience: Audience, house: House | None) -> HttpResponse:
    context: dict[str, object] = {"house": house, "title": _title(house)}
    found = _figures(audience, house)
    if found is None:
        return render(request, "dashboards/waiting.html", context)
    evaluation, pictures = found
    context |= {"evaluation": evaluation, "pictures": pictures, **said_of(evaluation)}
    return render(request, "dashboards/figures.html", context)


def _document(*, audience: Audience, house: House | None) -> HttpResponse:
    found = _figures(audience, house)
    if found is None:  # the page says why
        return redirect("dashboards:house", house.code) if house else redirect("dashboards:nation")
    evaluation, pictures = found
    content = printed_figures(evaluation, pictures, title=_title(house))
    name = f"chiffres-{house.code if house else 'national'}-{evaluation.as_of:%Y-%m-%d}.pdf"
    return attachment(content, name=name, media_type="application/pdf")


def _figures(
    audience: Audience, house: House | None
) -> "tuple[Evaluation, figures.Pictures] | None":
    """What may be shown now, in the language of the screen; None before the first snapshot that knows the house."""
    published = current()
    if published is None:
        return None
    language = get_language() or "fr"
    code = house.code if house else None
    evaluation = figures.shown(published, audience, language, code)
    if evaluation is None:
        return None
    return evaluation, figures.pictures(published, audience, language, code)


def _title(house: House | None) -> str:
    if house is None:
        return _("Chiffres nationaux")
    return _("Chiffres de %(name)s") % {"name": house.name}
