"""Numbers that name a person for life, and must never slip into a field that asks for something else."""

import re

SEPARATORS = re.compile(r"[\s.\-/()_]+")  # \s knows the no-break spaces that French typing puts in
# Thirteen characters, or fifteen with the key; Corsica writes 2A or 2B. A leading + is a telephone.
SOCIAL_SECURITY_NUMBER = re.compile(
    r"(?<![\d+])[1-9]\d{4}(?:\d\d|2[AB])\d{6}(?:\d\d)?(?!\d)", re.IGNORECASE
)


def looks_like_a_social_security_number(text: str) -> bool:
    """Whether thirteen or fifteen digits in a row hide here, spaces and dots set aside.

    >>> looks_like_a_social_security_number("Nadia 2 85 12 62 041 023 17")
    True
    >>> looks_like_a_social_security_number("+33 6 39 98 00 01")
    False
    """
    return SOCIAL_SECURITY_NUMBER.search(SEPARATORS.sub("", text)) is not None
