"""What may be written as a name, an e-mail address or a telephone number. Plain text in, plain text out.

A social security number is never wanted here, and is refused wherever it could slip in.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from village.core.errors import NotAllowed
from village.core.identifiers import SEPARATORS, looks_like_a_social_security_number

LONGEST_NAME = 100
ILLEGIBLE = {"Cc", "Cs", "Co", "Cn"}  # Unicode categories: controls, and what means nothing
LONGEST_EMAIL = 254  # RFC 5321
INTERNATIONAL = re.compile(r"\+[1-9]\d{7,14}")  # E.164: fifteen digits at most
FRENCH = re.compile(r"0([1-9]\d{8})")

# Overseas départements share the ten-digit plan of France under codes of their own (ARCEP).
OVERSEAS = (
    (re.compile(r"590|69[01]"), "590"),  # Guadeloupe, Saint-Martin, Saint-Barthélemy
    (re.compile(r"594|694"), "594"),  # Guyane
    (re.compile(r"596|69[67]"), "596"),  # Martinique
    (re.compile(r"26[239]|639(?!98)|69[23]"), "262"),  # La Réunion, Mayotte (063998 is for films)
)
# Collectivities with short numbers of their own: what a neighbour dials, by territory of the house.
SHORT = {"975": ("508", 6), "986": ("681", 6), "987": ("689", 8), "988": ("687", 6)}


def refuse_social_security_number(text: str) -> None:
    """Raise `NotAllowed` when someone typed one, with the sentence that says why."""
    if looks_like_a_social_security_number(text):
        raise NotAllowed(
            _("Ceci ressemble à un numéro de sécurité sociale : il n'a pas sa place ici.")
        )


def usual_name(text: str) -> str:
    """The name someone wants to be called, on one line; `NotAllowed` when empty or impossible."""
    name = " ".join(text.split())
    if not name:
        raise NotAllowed(_("Indiquez un prénom ou un nom d'usage."))
    if len(name) > LONGEST_NAME or any(unicodedata.category(sign) in ILLEGIBLE for sign in name):
        raise NotAllowed(_("Ce nom est trop long, ou contient des signes illisibles."))
    refuse_social_security_number(name)
    return name


def email_address(text: str) -> str:
    """An e-mail address as typed, without the spaces around it; empty stays empty."""
    address = text.strip()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        raise NotAllowed(
            _("Cette adresse e-mail n'est pas complète, par exemple prenom@exemple.fr.")
        ) from None
    if len(address) > LONGEST_EMAIL:
        raise NotAllowed(_("Cette adresse e-mail est trop longue."))
    return address


def phone_number(text: str, *, departement: str) -> str:
    """A telephone number in E.164 (ITU-T); empty stays empty.

    `departement` is where it was typed: a number of eight digits means something in Papeete only.

    >>> phone_number("06 39 98 00 01", departement="62")
    '+33639980001'
    >>> phone_number("0692 12 34 56", departement="62")
    '+262692123456'
    >>> phone_number("87 12 34 56", departement="987")
    '+68987123456'
    """
    refuse_social_security_number(text)
    digits = SEPARATORS.sub("", text)
    if not digits:
        return ""
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("+33") and digits[3:4] == "0":  # the frequent +33 (0)6…
        digits = digits[3:]
    if INTERNATIONAL.fullmatch(digits):
        return digits
    code, length = SHORT.get(departement, ("", 0))
    if digits.isascii() and digits.isdigit() and len(digits) == length:
        return f"+{code}{digits}"
    if national := FRENCH.fullmatch(digits):
        return f"+{_country_code(national[1])}{national[1]}"
    raise NotAllowed(
        _("Ce numéro n'est pas complet : dix chiffres, ou l'indicatif du pays après un +.")
    )


def _country_code(national: str) -> str:
    """The country code of nine national digits: 33, or that of an overseas département."""
    return next((code for prefix, code in OVERSEAS if prefix.match(national)), "33")
