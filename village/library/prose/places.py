"""Places and sections of words as the team says them."""

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from village.core.errors import UnknownInstrument
from village.core.instruments import find_instrument
from village.core.scales import Instrument
from village.core.waves import Battery
from village.formats.pack import VARIANTS
from village.formats.unfinished import source_wording
from village.library.languages.parity import SITE
from village.library.prose.sentences import in_this_language
from village.library.reading import library

SECTIONS = {
    SITE: gettext_lazy("Les mots du site"),
    "page": gettext_lazy("La page du questionnaire"),
    "refusals": gettext_lazy("Quand quelque chose ne va pas"),
    "messages": gettext_lazy("Les messages envoyés"),
    "paper": gettext_lazy("Les questionnaires sur papier"),
    "consent": gettext_lazy("L'information et l'accord"),
    "help": gettext_lazy("Trouver de l'aide tout de suite"),
}
ANSWERS = {
    "na": gettext_lazy("« ne me concerne pas »"),
    "declined": gettext_lazy("« je préfère ne pas le dire »"),
}


def section_name(section: str) -> str:
    """A section of the site's words, or the full name of an instrument."""
    if section in SECTIONS:
        return str(SECTIONS[section])
    try:
        one = find_instrument(library(), section)
    except UnknownInstrument:
        return section
    if one.full_name != one.key:
        return one.full_name
    words = one.wordings.get(get_language() or "fr") or source_wording(one)
    return words.title if words else one.key


def place_of_the_site(place: str) -> str:
    """Where a sentence of the site stands: its section, and for which numbers it is said (see `parity.words_of`)."""
    section, _slash, numbers = place.partition("/")
    name = section_name(section) if section else ""
    return f"{name} · {how_many(numbers)}" if numbers else name


def how_many(numbers: str) -> str:
    """For which numbers a form of a sentence is said."""
    return _("quand le nombre est %(numbers)s") % {"numbers": numbers}


def place_name(place: str, instrument: Instrument) -> str:
    """Where a text of an instrument stands (see `formats.translations.cells_of`): a question by its number on the page."""
    named = {"title": _("titre"), "introduction": _("introduction")}
    if place in named:
        return named[place]
    item, _slash, rest = place.partition("/")
    if item in VARIANTS:
        variant = _("mots faciles") if item == "plain" else _("lu à voix haute")
        return f"{variant} · {place_name(rest, instrument)}"
    answer = ANSWERS.get(rest) or _("réponse codée %(value)s") % {"value": rest}
    if item == "answers":
        return str(answer)
    keys = [one.key for one in instrument.items]
    number = keys.index(item) + 1 if item in keys else item
    if not rest:
        return _("question %(number)s") % {"number": number}
    return _("%(answer)s à la question %(number)s") % {"answer": answer, "number": number}


def question_beside(place: str, instrument: Instrument) -> str:
    """The question that an answer follows, or that a variant says otherwise, as it was first written; else nothing."""
    first, slash, rest = place.partition("/")
    source = source_wording(instrument)
    key = rest if first in VARIANTS else first
    return source.questions.get(key, "") if slash and source else ""


def battery_name(battery: Battery) -> str:
    """A battery for someone who chooses among several; its key, when nobody gave it a title."""
    title = in_this_language(battery.titles) if battery.titles else battery.key
    return _("%(title)s, version %(version)s") % {"title": title, "version": battery.version}
