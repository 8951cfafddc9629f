"""What became of a file brought from elsewhere: understood, refused, lost. Nobody should have to guess."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One thing to say of one place in a file."""

    place: str
    says: str

    def __str__(self) -> str:
        return f"{self.place}: {self.says}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """One import, told to the person who asked for it.

    `understood` was taken; `refused` stops everything; `lost` is in the file and has no place here.
    """

    file: str
    kind: str  # such as "FHIR R4 Questionnaire"
    instrument: str | None  # key@version; None when the file matched none
    language: str | None
    understood: tuple[ReportLine, ...] = ()
    refused: tuple[ReportLine, ...] = ()
    lost: tuple[ReportLine, ...] = ()
    before_use: str = ""  # what the holder of the rights asks of whoever uses these words

    @property
    def is_accepted(self) -> bool:
        """Whether something may be written."""
        return not self.refused and self.instrument is not None

    @property
    def refusal(self) -> str:
        """Why not, in one sentence that names the place."""
        return one_sentence(self.refused)

    @property
    def sentence(self) -> str:
        """The same, with the name of the file before it, once."""
        return (
            self.refusal if self.refusal.startswith(self.file) else f"{self.file}: {self.refusal}"
        )

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {**asdict(self), "accepted": self.is_accepted}


def one_sentence(lines: Iterable[ReportLine]) -> str:
    """The first line, and how many others there are."""
    first, *others = lines
    more = f" (and {len(others)} more)" if others else ""
    return f"{first}{more}."
