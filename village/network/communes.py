"""What people are told about the commune of a house."""

from django.utils.translation import gettext as _

from village.territories.choosing import Doubt, Meant, contradiction
from village.territories.register import departement_name
from village.territories.search import Found
from village.territories.territory import Territory


def label(found: Found) -> str:
    """A commune as one chooses it: its name, where it is, its code, and the former name that led to it."""
    one = found.commune
    words = _("%(name)s, %(where)s (code %(code)s)") % {
        "name": one.name,
        "where": _where(one),
        "code": one.code,
    }
    if not found.called:
        return words
    return _("%(commune)s ; avec %(former)s") % {"commune": words, "former": found.called}


def sentence(doubt: Meant) -> str:
    """Why no commune was taken, and what to do."""
    known = {"code": doubt.code, "words": doubt.words}
    if doubt.commune is not None:
        known |= {"name": doubt.commune.name, "where": _where(doubt.commune)}
        known |= {"today": doubt.commune.code}
    match doubt.doubt:
        case Doubt.UNKNOWN_CODE:
            return _("Le code %(code)s n'existe pas : aucune commune ne le porte.") % known
        case Doubt.OTHER_NAME:
            return (
                _("Le code %(code)s est celui de %(name)s (%(where)s), et non de « %(words)s ».")
                % known
            )
        case Doubt.ABSORBED:
            return (
                _(
                    "Le code %(code)s n'est plus celui d'une commune : c'est aujourd'hui %(name)s, code %(today)s."
                )
                % known
            )
        case Doubt.SEVERAL:
            return _(
                "Choisissez la commune dans la liste, même s'il n'y en a qu'une. "
                "Si elle n'y est pas, ajoutez son département ou son code postal."
            )
    return _(
        "Aucune commune ne correspond. Essayez moins de lettres, le code postal ou le code officiel."
    )


def what_to_correct(*, code: str, name: str) -> str:
    """What is wrong in the commune that a house was given in the past; `""` when nothing is."""
    wrong = contradiction(code=code, name=name)
    return sentence(wrong) if wrong else ""


def _where(one: Territory) -> str:
    return departement_name(one.departement or "")
