"""The information read before deciding: dated, and never edited once read. A new text is a new version.

Each consent keeps the version it was given on; old texts stay here, so that one can read them again.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from village.network.models import Holder, House
from village.people.models import Purpose

TEXTS = {"2026-11": "people/notices/2026-11.html"}
NOTICE_VERSION = "2026-11"  # the one in force

PUBLIC_BODIES = {
    Holder.Kind.COMMUNE,
    Holder.Kind.INTERCOMMUNALITY,
    Holder.Kind.DEPARTEMENT,
    Holder.Kind.HEALTH,
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


def _group_basis(holder: Holder) -> str:
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
