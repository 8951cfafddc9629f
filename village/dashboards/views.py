"""What is published, page by page. Drawn from snapshots: these pages cannot reach a record."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from village.core.privacy import Audience
from village.dashboards import figures
from village.network.access import Right, get_house_or_404, require
from village.network.models import House
from village.network.requests import StaffRequest
from village.snapshots.releases import current

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


def _page(request: StaffRequest, *, audience: Audience, house: House | None) -> HttpResponse:
    context: dict[str, object] = {"house": house}
    published = current()
    if published is None:
        return render(request, "dashboards/waiting.html", context)
    language = get_language() or "fr"
    code = house.code if house else None
    evaluation = figures.shown(published, audience, language, code)
    if evaluation is None:  # opened since the snapshot was taken
        return render(request, "dashboards/waiting.html", context)
    return render(
        request,
        "dashboards/figures.html",
        {
            **context,
            "evaluation": evaluation,
            "pictures": figures.pictures(published, audience, language, code),
            **_words(evaluation),
        },
    )


def _words(evaluation: "Evaluation") -> dict[str, object]:
    """The sentences and tables around the pictures."""
    from village.analytics import display, prose

    return {
        "headline": prose.headline(evaluation),
        "cautions": prose.cautions(evaluation),
        "silences": prose.silence_notes(evaluation),
        "provenance": prose.provenance(evaluation),
        "response_table": display.response_table(evaluation),
        "reach_table": display.reach_table(evaluation),
        "change_table": display.change_table(evaluation),
        "share_table": display.share_table(evaluation),
        "translation_table": display.translation_table(evaluation),
        "precision_table": display.precision_table(evaluation),
    }
