"""The information read before deciding: dated, and never edited once read. A new text is a new version.

Each consent keeps the version it was given on; old texts stay here, so that one can read them again.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from village.library.installed import languages_spoken
from village.network.models import House, Organisation
from village.people.models import Purpose

TEXTS = {"2026-11": "people/notices/2026-11.html"}
NOTICE_VERSION = "2026-11"  # the one in force

PUBLIC_BODIES = {
    Organisation.Kind.COMMUNE,
    Organisation.Kind.CCAS,
    Organisation.Kind.EPCI,
    Organisation.Kind.DEPARTEMENT,
    Organisation.Kind.REGION,
    Organisation.Kind.PMI,
    Organisation.Kind.HOSPITAL,
    Organisation.Kind.MATERNITY,
    Organisation.Kind.MENTAL_HEALTH,
    Organisation.Kind.ARS,
    Organisation.Kind.STATE_SERVICE,
    Organisation.Kind.SCHOOL,
}


@dataclass(frozen=True)
class Notice:
    """What fills the blanks of the text for one house."""

    version: str
    holder: str  # answers for the life of the group
    controller: str  # answers for the evaluation
    contact: str  # the data protection officer: an address or a page
    basis: str  # why the house may keep what the group needs, in a sentence

    @property
    def template(self) -> str:
        """The piece of page that holds the text."""
        return TEXTS[self.version]


def notice_for(house: House) -> Notice:
    """The information in force, as the parents of one house read it."""
    return Notice(
        version=NOTICE_VERSION,
        holder=house.holder.name,
        controller=settings.CONTROLLER,
        contact=settings.DPO_CONTACT,
        basis=_group_basis(house.holder),
    )


@dataclass(frozen=True)
class NoticeReading:
    """The information and the choices in another language, to read together before ticking a box."""

    language: str
    name: str  # as its speakers call it
    is_right_to_left: bool
    notice: Notice
    sentences: list[str]  # one for each purpose


def readings_for(house: House) -> list[NoticeReading]:
    """The information in the other languages open to parents: one decides on what one has understood."""
    others = [code for code in languages_spoken() if code != translation.get_language()]
    return [_reading(house, code) for code in others]


def _reading(house: House, language: str) -> NoticeReading:
    names = translation.get_language_info(language)
    with translation.override(language):
        return NoticeReading(
            language=language,
            name=names["name_local"],
            is_right_to_left=names["bidi"],
            notice=notice_for(house),
            sentences=[sentence_for(purpose) for purpose in Purpose],
        )


def _group_basis(holder: Organisation) -> str:
    """The legal basis of group life (GDPR art. 6.1.e or 6.1.f): it depends on who carries the house."""
    if holder.kind in PUBLIC_BODIES:
        return _(
            "Pour la vie du groupe : accueillir les parents fait partie du service public de la maison."
        )
    return _(
        "Pour la vie du groupe : l'organisme qui tient la maison en a besoin pour vous accueillir."
    )


def sentence_for(purpose: Purpose) -> str:
    """What a parent agrees to, said to the parent."""
    return {
        Purpose.MESSAGES: _(
            "J'accepte de recevoir des messages : rappels de séances et questionnaires."
        ),
        Purpose.EVALUATION: _(
            "J'accepte que mes réponses, sans mon nom, servent à l'évaluation de la maison."
        ),
        Purpose.NATIONAL: _(
            "J'accepte que mes réponses, sans mon nom, soient partagées avec l'évaluation nationale."
        ),
        Purpose.RECONTACT: _("J'accepte qu'on me propose un jour de participer à une recherche."),
        Purpose.QUOTES: _(
            "J'accepte que mes mots soient cités, sans que l'on puisse me reconnaître."
        ),
    }[purpose]
