"""Numbers that identify: those of organisations, checked; that of a person for life, refused wherever it slips in."""

import re

SEPARATORS = re.compile(r"[\s.\-/()_]+")  # \s knows the no-break spaces that French typing puts in
# Thirteen characters, or fifteen with the key; Corsica writes 2A or 2B. A leading + is a telephone.
SOCIAL_SECURITY_NUMBER = re.compile(
    r"(?<![\d+])[1-9]\d{4}(?:\d\d|2[AB])\d{6}(?:\d\d)?(?!\d)", re.IGNORECASE
)
SIREN_DIGITS, SIRET_DIGITS = 9, 14
LA_POSTE = "356000000"  # more establishments than its check digits could number
# The register of associations: W, the prefecture's office in three signs (W2A1…, W9R1… overseas), six digits.
ASSOCIATION = re.compile(r"W\d[\dA-Z]\d{7}", re.ASCII)


def looks_like_a_social_security_number(text: str) -> bool:
    """Whether thirteen or fifteen digits in a row hide here, spaces and dots set aside.

    >>> looks_like_a_social_security_number("Nadia 2 85 12 62 041 023 17")
    True
    >>> looks_like_a_social_security_number("+33 6 39 98 00 01")
    False
    """
    return SOCIAL_SECURITY_NUMBER.search(SEPARATORS.sub("", text)) is not None


def compact(typed: str) -> str:
    """A number as registers keep it: capitals, nothing between the signs.

    >>> compact("w9r 1011072"), compact("732 829 320 00074")
    ('W9R1011072', '73282932000074')
    """
    return SEPARATORS.sub("", typed).upper()


def is_siren(number: str) -> bool:
    """Whether nine digits can be the number of a company, a commune, an association (Luhn's check).

    >>> is_siren("732829320"), is_siren("732829321")
    (True, False)
    """
    return _is_digits(number, SIREN_DIGITS) and _luhn(number) % 10 == 0


def is_siret(number: str) -> bool:
    """Whether fourteen digits can be one establishment of a SIREN: Luhn's check, on the SIREN and on the whole.

    The post office has a rule of its own: its digits add up to a multiple of five, except at its head office.

    >>> is_siret("73282932000074"), is_siret("73282932000075")
    (True, False)
    >>> is_siret("35600000049837"), is_siret("35600000000048")
    (True, True)
    """
    if not _is_digits(number, SIRET_DIGITS) or not is_siren(siren_of(number)):
        return False
    if siren_of(number) == LA_POSTE and sum(map(int, number)) % 5 == 0:
        return True
    return _luhn(number) % 10 == 0


def siren_of(siret: str) -> str:
    """The organisation behind an establishment: the first nine digits."""
    return siret[:SIREN_DIGITS]


def is_rna(number: str) -> bool:
    """Whether this can be a number of the register of associations; those of Alsace and Moselle often have none.

    >>> is_rna("W751000001"), is_rna("W9R1011072"), is_rna("W75100001")
    (True, True, False)
    """
    return ASSOCIATION.fullmatch(number) is not None


def _is_digits(number: str, length: int) -> bool:
    return len(number) == length and number.isascii() and number.isdigit() and int(number) > 0


def _luhn(number: str) -> int:
    """Luhn's sum: from the right, every second digit counts double, and 14 as 1 + 4."""
    doubled = "0246813579"
    return sum(
        int(doubled[int(digit)] if place % 2 else digit)
        for place, digit in enumerate(reversed(number))
    )
