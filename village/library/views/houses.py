"""What one house asks, what it may not, and what to do about it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from village.library.forms import ChoiceForm
from village.library.gate import asking
from village.library.installed import wanted_batteries
from village.library.languages.names import language_name
from village.library.prose.places import battery_name, section_name
from village.library.services.choices import choose_battery as choose
from village.network import access
from village.network.access import Right
from village.network.requests import StaffRequest
from village.readiness.lacks import lacks
from village.ui.clock import now
from village.ui.forms import accepts


@require_safe
def house(request: StaffRequest, code: str) -> HttpResponse:
    """The battery of a house today, instrument by instrument, and the obstacles in sentences."""
    house = access.get_house_or_404(request.user, Right.SEE_HOUSE_QUESTIONNAIRES, code)
    today = house.date_at(now())
    wanted, asked = asking.wanted_by(house, on=today), asking.battery_for(house, on=today)
    context = {
        "house": house,
        "wanted": wanted,
        "battery": battery_name(wanted),
        "choice": asking.choice_of(house, on=today),
        "next_choices": house.battery_choices.filter(starts_on__gt=today).order_by("starts_on"),
        "asked": [(one, section_name(one.name)) for one in asked.instruments],
        "languages": [language_name(one) for one in asking.languages_in(asked, house, on=today)],
        "obstacles": asking.obstacles(wanted, house, on=today),
        "lacks": lacks(house, on=today),
        "history": house.battery_choices.select_related("chosen_by"),
        "may_manage": access.has_right(request.user, Right.MANAGE_QUESTIONNAIRES),
    }
    return render(request, "library/house.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def choose_battery(request: StaffRequest, code: str) -> HttpResponse:
    """Choose what is asked of whoever enrols in a house from a day on."""
    house = access.get_house_or_404(request.user, Right.MANAGE_QUESTIONNAIRES, code)
    today = house.date_at(now())
    initial = {"battery": asking.wanted_by(house, on=today).name, "starts_on": today}
    form = ChoiceForm(request.POST or None, initial=initial)
    if accepts(
        form, lambda: choose(house=house, **form.cleaned_data, actor=request.user, now=now())
    ):
        messages.success(request, _("Le choix est noté."))
        return redirect("library:house", code=house.code)
    choices = [(one, battery_name(one)) for one in wanted_batteries().values()]
    context = {"form": form, "house": house, "choices": choices}
    return render(request, "library/choose_battery.html", context)
