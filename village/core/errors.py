"""Everything the programme can refuse, in one tree, so that one place can answer for all of it.

DomainError
├── InvalidInstrument    an instrument folder contradicts itself (names file and line)
├── UnknownInstrument    no such instrument or version here
├── InvalidAnswers       an answer that the instrument does not allow
├── InvitationClosed     too early, too late, or taken back
├── AlreadyAnswered      other answers were received first
├── NotAllowed           a right, a rule or a date says no
├── InvalidPlan          an analysis plan contradicts itself, or what it is run on (names the place)
├── InvalidSnapshot      a snapshot folder that is incomplete or was changed
├── UnknownTerritory     a code that no official territory bears
└── InvalidDocument      a file brought from elsewhere that cannot be read
"""


class DomainError(Exception):
    """A rule says no. `str(error)` is the sentence for the person who asked."""


class InvalidInstrument(DomainError):
    """An instrument folder contradicts itself; the sentence names file, line and reason."""


class UnknownInstrument(DomainError):
    """No instrument or version of that name is installed here."""


class InvalidAnswers(DomainError):
    """Answers that the instrument does not allow; `by_item` says which item and why."""

    def __init__(self, message: str, *, by_item: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.by_item = by_item or {}


class InvitationClosed(DomainError):
    """The invitation is not open at this moment, or was taken back."""


class AlreadyAnswered(DomainError):
    """Other answers to this invitation were received before these; whether these call for help is said all the same."""

    def __init__(self, message: str, *, needs_help: bool = False) -> None:
        super().__init__(message)
        self.needs_help = needs_help


class NotAllowed(DomainError):
    """A right, a rule or a date says no."""


class InvalidPlan(DomainError):
    """An analysis plan contradicts itself, or the snapshot it is run on; the sentence names the place."""


class InvalidSnapshot(DomainError):
    """A snapshot folder is missing something, or is not what was written."""


class UnknownTerritory(DomainError):
    """A code that no official territory bears; the sentence says what else it is, when it is something."""


class InvalidDocument(DomainError):
    """A file brought from elsewhere that cannot be read; the sentence names the place and the reason."""
