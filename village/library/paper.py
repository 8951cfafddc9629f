"""What is printed of questionnaires: sheets for a pen, and the bilingual document of an ethics committee."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from village.core.waves import Asked, Battery
from village.formats.paper.bilingual import bilingual_docx, bilingual_pdf
from village.formats.paper.form import paper_form
from village.formats.paper.pairing import SiteSection
from village.formats.paper.sheets import PrintedSheet
from village.library.languages.words import Form, forms_of, parent_words
from village.library.prose.places import how_many, section_name


def printed(
    asked: Asked, *, language: str, code: str | None = None, url: str | None = None
) -> bytes:
    """A PDF of these questions, with everything around them in the same language."""
    with translation.override(language):
        around = surroundings(language, code=code, url=url)
    return paper_form(asked, language=language, sheet=around, mark=settings.MARK)


def bilingual(battery: Battery, *, source: str, target: str, kind: str) -> bytes:
    """Every text of a battery and of the site that a parent may read, in two languages; `kind` is pdf or docx."""
    sections: dict[str, list[tuple[str, str | None]]] = {}
    for word in parent_words(target):
        rows = sections.setdefault(word.section, [])
        rows += [(_counted(form), form.target) for form in forms_of(word, target)]
    told = [SiteSection(section_name(name), rows) for name, rows in sections.items()]
    if kind == "docx":
        return bilingual_docx(battery.instruments, source=source, target=target, sections=told)
    return bilingual_pdf(
        battery.instruments, source=source, target=target, sections=told, mark=settings.MARK
    )


def _counted(form: Form) -> str:
    """A sentence, and for which numbers when it counts something."""
    return f"{form.source} ({how_many(form.numbers)})" if form.numbers else form.source


def surroundings(language: str, *, code: str | None = None, url: str | None = None) -> PrintedSheet:
    """What stands around the questions, in the language that is active."""
    return PrintedSheet(
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
