"""A parent's questionnaire on paper: the words around the questions, in the parent's language, and the file to print."""

from collections.abc import Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from village.core.scales import Instrument, Item
from village.formats.paper.form import paper_form
from village.formats.paper.sheets import Sheet as Surroundings
from village.library.installed import library
from village.surveys.models import Sheet


def printed(sheet: Sheet, *, url: str) -> bytes:
    """The PDF of a sheet: its questions, its code, and a square that opens the same questions on a phone."""
    with translation.override(sheet.language):
        around = surroundings(sheet.language, code=sheet.code, url=url)
    return paper_form(printed_parts(sheet.asked), language=sheet.language, sheet=around)


def printed_parts(asked: Mapping[str, Sequence[str]]) -> list[tuple[Instrument, tuple[Item, ...]]]:
    """The instruments and items of a sheet, from their names."""
    return [
        (library()[name], tuple(item for item in library()[name].items if item.key in items))
        for name, items in asked.items()
    ]


def surroundings(language: str, *, code: str | None = None, url: str | None = None) -> Surroundings:
    """What stands around the questions, in the language that is active."""
    return Surroundings(
        language=language,
        title=_("Questionnaire"),
        instructions=_(
            "Cochez une case par question. Vous pouvez laisser une question sans réponse. Si vous vous trompez, "
            "noircissez la case et cochez la bonne. N'écrivez pas votre nom."
        ),
        small_numbers=_(
            "Les petits chiffres gris aident l'équipe à recopier vos réponses. Ce ne sont pas des notes."
        ),
        filled_on=_("Date du jour où vous répondez"),
        page=_("Page {page} sur {pages}"),
        thanks=_("Merci. Remettez cette feuille à la personne qui vous l'a donnée."),
        team=_("Pour l'équipe"),
        keyed=_("saisie une fois"),
        keyed_again=_("saisie une deuxième fois"),
        statuses={
            "original": _("Texte d'origine"),
            "validated": _("Traduction validée"),
            "not-validated": _("Traduction non validée"),
        },
        help_title=_("Besoin de parler à quelqu'un maintenant ?"),
        help_lines=(
            ("3114", _("Souffrance, idées suicidaires : quelqu'un vous écoute")),
            ("15", _("Urgence médicale (SAMU)")),
            ("112", _("Toutes les urgences, partout en Europe")),
            ("114", _("Urgences par SMS, si vous ne pouvez pas parler ou entendre")),
            ("3919", _("Violences dans le couple ou la famille")),
            ("119", _("Un enfant est en danger")),
        ),
        help_footer=_("Le 3114, le 15, le 112 et le 114 répondent jour et nuit."),
        code_label=_("Feuille"),
        code=code,
        url=url,
        phone=_("Pour répondre sur un téléphone à la place, visez ce carré avec l'appareil photo."),
        phone_picture=_("Code à scanner pour répondre sur un téléphone : {url}"),
    )
