"""What the rules know of an instrument, said in the language of the screen."""

from collections.abc import Mapping
from math import ceil

from babel import Locale
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from village.core.calendars import Span
from village.core.evidence import Window
from village.core.scales import SafetyRule, Scale
from village.library.prose.labels import OTHER_LANGUAGES


def screen_language() -> str:
    """The language of the screen, without its country."""
    return (get_language() or "fr").partition("-")[0]


def in_this_language(texts: Mapping[str, str]) -> str:
    """A text of the data in the language of the screen; failing that in French, failing that in any."""
    return texts.get(screen_language()) or texts.get("fr") or next(iter(texts.values()), "")


def language_name(tag: str) -> str:
    """The name of a language, in that of the screen; its tag when nobody named it."""
    if tag in OTHER_LANGUAGES:
        return str(OTHER_LANGUAGES[tag])
    known: str | None = Locale(screen_language()).languages.get(tag.partition("-")[0])
    return known or tag


def duration(minutes: float) -> str:
    """A number of minutes, rounded up: nobody was ever late for having been told more."""
    if minutes < 1:
        return _("moins d'une minute")
    count = ceil(minutes)
    return ngettext("environ %(count)d minute", "environ %(count)d minutes", count) % {
        "count": count
    }


def when(window: Window | None) -> str:
    """When an instrument may be asked."""
    if window is None or (window.before_birth and window.after_birth):
        return _("pendant la grossesse et après la naissance") + _until(window)
    if window.before_birth:
        return _("pendant la grossesse")
    return _("après la naissance") + _until(window)


def _until(window: Window | None) -> str:
    if window is None or window.until_months is None:
        return ""
    return ngettext(
        ", jusqu'au premier mois du bébé",
        ", jusqu'aux %(count)d mois du bébé",
        window.until_months,
    ) % {"count": window.until_months}


def recall(days: int | None) -> str:
    """The period the questions are about."""
    if days is None:
        return _("en général, ou non précisée")
    return ngettext("le dernier jour", "les %(count)d derniers jours", days) % {"count": days}


def span_sentence(span: Span) -> str:
    """A window counted from an entry or from a birth."""
    anchor = {"entry": _("l'arrivée dans un groupe"), "birth": _("la naissance")}[span.anchor]
    said = {
        "anchor": anchor,
        "months": span.months,
        "first": _amount(abs(span.first), span.unit),
        "last": _amount(span.last, span.unit),
        "first_number": span.first,
    }
    if span.months:
        return _("%(months)d mois après %(anchor)s, de %(first)s avant à %(last)s après") % said
    if span.first < 0:
        return _("de %(first)s avant %(anchor)s à %(last)s après") % said
    return _("de %(first_number)d à %(last)s après %(anchor)s") % said


def _amount(count: int, unit: str) -> str:
    if unit == "weeks":
        return ngettext("%(count)d semaine", "%(count)d semaines", count) % {"count": count}
    return ngettext("%(count)d jour", "%(count)d jours", count) % {"count": count}


def rest(days: int) -> str:
    """How long a wave leaves in peace whoever has just arrived."""
    if not days:
        return ""
    unit, size = ("weeks", 7) if days % 7 == 0 else ("days", 1)
    return _("pour qui vient d'arriver, pas avant %(time)s") % {"time": _amount(days // size, unit)}


def method(scale: Scale) -> str:
    """How answers become a score."""
    if scale.method == "any":
        return _("1 dès qu'une réponse dépasse la plus basse, 0 sinon")
    said = _("moyenne des réponses") if scale.method == "mean" else _("somme des réponses")
    if scale.multiply != 1:
        said = _("%(said)s, multipliée par %(by)d") % {"said": said, "by": scale.multiply}
    if scale.conversion:
        said = _("%(said)s, convertie par une table publiée") % {"said": said}
    return said


def gaps(scale: Scale) -> str:
    """What becomes of a score when answers are missing."""
    if not scale.max_missing:
        return _("aucune : une seule réponse manque, et il n'y a pas de score")
    return ngettext(
        "une : elle compte comme la moyenne des autres réponses du parent ; au-delà, pas de score",
        "%(count)d : elles comptent comme la moyenne des autres réponses du parent ; au-delà, pas de score",
        scale.max_missing,
    ) % {"count": scale.max_missing}


def safety(rule: SafetyRule, what: str) -> str:
    """After which answer the page with numbers to call is shown. A number is a keyed value, never a place on the page.

    `what` is the name of the question, or of the scale, that the rule watches.
    """
    bound = rule.at_least if rule.at_least is not None else rule.at_most
    said = {"what": what, "value": bound}
    if rule.item is not None and rule.at_least is not None:
        return _("question %(what)s : réponse codée %(value)s ou plus") % said
    if rule.item is not None:
        return _("question %(what)s : réponse codée %(value)s ou moins") % said
    if rule.at_least is not None:
        return _("échelle « %(what)s » : score de %(value)s ou plus") % said
    return _("échelle « %(what)s » : score de %(value)s ou moins") % said
