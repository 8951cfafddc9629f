"""What may keep a house from asking something, each with its sentence and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from village.core.scales import Instrument
from village.library.languages.names import language_name
from village.readiness.lacks import Lack


class ObstacleKind(StrEnum):
    """Why something may not be asked."""

    WORDS = "words"
    REVIEW = "review"
    PERMISSION = "permission"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One reason why one instrument may not be asked in one language, here and today."""

    kind: ObstacleKind
    instrument: Instrument
    language: str
    lacks: tuple[Lack, ...] = ()

    @property
    def sentence(self) -> str:
        """What is in the way, for someone who has never seen the code."""
        sentences = {
            ObstacleKind.WORDS: _("%(name)s : ses mots ne sont pas sur ce site (%(language)s)."),
            ObstacleKind.REVIEW: _("%(name)s : personne n'a encore relu ses mots (%(language)s)."),
            ObstacleKind.PERMISSION: _(
                "%(name)s : aucune autorisation en cours ne couvre cette maison (%(language)s)."
            ),
            ObstacleKind.SAFETY: _(
                "%(name)s : une question porte sur l'idée de se faire du mal, et la maison n'est pas encore prête à "
                "répondre à un parent en danger."
            ),
        }
        return sentences[self.kind] % {
            "name": self.instrument.full_name or self.instrument.key,
            "language": language_name(self.language),
        }

    @property
    def remedy(self) -> str:
        """What to do."""
        permission = self.instrument.evidence.permission
        if self.kind is ObstacleKind.SAFETY:
            missing = " ; ".join(str(lack.label) for lack in self.lacks)
            return _("Il manque : %(missing)s.") % {"missing": missing}
        remedies = {
            ObstacleKind.WORDS: _(
                "Demandez ces mots à qui les détient (%(holder)s), puis importez-les."
            ),
            ObstacleKind.REVIEW: _(
                "Faites-les relire par une personne dont c'est la langue, puis approuvez-les."
            ),
            ObstacleKind.PERMISSION: _(
                "Écrivez à qui détient ces mots (%(holder)s), puis notez sa réponse dans le registre des autorisations."
            ),
        }
        return remedies[self.kind] % {"holder": permission.holder if permission else "…"}
