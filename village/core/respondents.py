"""Who answered what, as a snapshot tells it: a pseudonym, waves and keyed answers. No name, no day of a person's life."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from village.core.months import add_months


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One instrument as it came back once: the answers to what was asked (None: left empty), and in which words."""

    wave: str
    turn: int  # 1; 2 for the second sheet of whoever is in two groups that ask the same wave
    instrument: str  # key@version
    answers: Mapping[str, int | None]
    language: str
    mode: str
    is_plain: bool | None
    wording: str | None  # original, validated or not-validated
    words: str | None  # the hash of the words that were read
    answered_after_days: (
        int | None
    )  # since the entry; None: which of two sheets it was is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """A participant of a snapshot, and all that came back from them."""

    pseudonym: str
    house: str
    entry: str  # antenatal or postnatal
    language: str
    entered_in: dt.date  # the first day of the month of entry
    returned: tuple[Returned, ...]

    def answered_in(self, returned: Returned) -> str | None:
        """When it came back, no finer than is known: a month, or a year; None when it may be of two years.

        >>> anna = Respondent(pseudonym="a", house="h", entry="postnatal", language="fr", entered_in=dt.date(2026, 3, 1), returned=())
        >>> sheet = Returned(wave="t0", turn=1, instrument="calm@1", answers={}, language="fr", mode="phone", is_plain=None,
        ...                  wording=None, words=None, answered_after_days=0)
        >>> anna.answered_in(sheet)
        '2026-03'
        """
        if returned.answered_after_days is None:
            return None
        since = dt.timedelta(days=returned.answered_after_days)
        first = self.entered_in + since
        last = add_months(self.entered_in, 1) - dt.timedelta(days=1) + since
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%Y-%m}"
        return f"{first:%Y}" if first.year == last.year else None
