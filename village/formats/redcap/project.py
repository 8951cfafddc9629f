"""A snapshot as a longitudinal project: dictionary, events, forms by event, and records that fit them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from village.core.catalogue import is_open
from village.core.errors import InvalidDocument
from village.core.respondents import Respondent, Returned
from village.core.scales import DECLINED, NOT_APPLICABLE, Instrument, Item, Option, Wording
from village.core.wording import NOT_VALIDATED, STATUSES
from village.formats.draft import field_name, form_name, stored_name
from village.formats.redcap.dictionary import Field, write_dictionary
from village.formats.redcap.drafts import RECORD, dictionary_of
from village.formats.redcap.events import RedcapEvent, events_named, forms_text, write_events
from village.formats.redcap.records import EVENT, RedcapRecord, Value, rows_of
from village.formats.texts import write_csv_rows

PARTICIPANT = "participant"  # the form of what is known once: where, and how one entered
SHEET = "sheet"  # the form of what is known of each answer sheet
COMPLETE = "2"


@dataclass(slots=True)
class WrittenRows:
    """What became of the rows: written, or left out because an event has room for one sheet."""

    persons: int = 0
    rows: int = 0
    sheets: int = 0
    second_sheets: int = 0


class Project:
    """The fields and events of a snapshot in one language, and the rows of each of its people."""

    def __init__(
        self, instruments: Sequence[Instrument], waves: Mapping[str, str], *, language: str
    ) -> None:
        """`waves` are titles by key. Raises `InvalidDocument` for two versions of an instrument: they share a form."""
        self.instruments = {instrument.name: instrument for instrument in instruments}
        self.fields = _fields(instruments, language)
        if not waves:
            raise InvalidDocument(
                "A longitudinal project has events, and this snapshot has no wave."
            )
        self.events = dict(zip(waves, events_named(waves), strict=True))
        self.columns = _columns(self.fields)
        self.first = next(iter(self.events))
        self.forms: set[tuple[str, str]] = {(self.first, PARTICIPANT)}
        self.written = WrittenRows()

    def write(self, folder: Path, people: Iterable[Respondent]) -> WrittenRows:
        """Write the four files into an empty folder, one person in memory at a time."""
        rows = (row for person in people for row in self._rows(person))
        with (folder / "records.csv").open("w", encoding="utf-8", newline="") as file:
            write_csv_rows(file, rows_of(self.columns, rows, self.fields))
        texts = {
            "dictionary.csv": write_dictionary(self.fields),
            "events.csv": write_events(self.events.values()),
            "forms-by-event.csv": forms_text(self._forms()),
        }
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        return self.written

    def _forms(self) -> Iterator[tuple[RedcapEvent, str]]:
        for key, event in self.events.items():
            for form in dict.fromkeys(field.form for field in self.fields):
                if (key, form) in self.forms:
                    yield event, form

    def _rows(self, person: Respondent) -> Iterator[RedcapRecord]:
        self.written.persons += 1
        by_wave: dict[str, list[Returned]] = {self.first: []}
        for returned in person.returned:
            if returned.turn > 1:
                self.written.second_sheets += 1
            else:
                by_wave.setdefault(returned.wave, []).append(returned)
        for wave in (key for key in self.events if key in by_wave):
            self.written.rows += 1
            yield self._row(person, wave, by_wave.pop(wave))
        if by_wave:
            raise InvalidDocument(f"The wave {next(iter(by_wave))!r} is of no battery listed here.")

    def _row(self, person: Respondent, wave: str, sheets: Sequence[Returned]) -> RedcapRecord:
        values: dict[str, Value] = dict.fromkeys(field.name for field in self.fields)
        values[RECORD.name] = person.pseudonym
        forms = []
        if wave == self.first:
            forms.append(PARTICIPANT)
            values |= {
                "participant_house": person.house,
                "participant_entry": person.entry,
                "participant_language": person.language,
                "participant_entered_in": person.entered_in,
            }
        if sheets:
            forms.append(SHEET)
            values |= _of_sheet(sheets[0])
        for returned in sheets:
            instrument = self.instruments[returned.instrument]
            forms.append(form_name(instrument))
            values[_words(instrument)] = returned.wording
            for item, value in returned.answers.items():
                if value is not None:
                    values[field_name(instrument, item)] = stored_name(value)
        self.forms |= {(wave, form) for form in forms}
        self.written.sheets += len(sheets)
        complete = {f"{form}_complete": COMPLETE for form in forms}
        ends = (column for column in self.columns if column not in values)
        event = self.events[wave].unique_name
        beside = {column: complete.get(column, "") for column in ends} | {EVENT: event}
        return RedcapRecord(record=person.pseudonym, event=event, values=values, beside=beside)


def _columns(fields: Sequence[Field]) -> list[str]:
    """The columns of the records: fields that hold something, form by form, each form with its end."""
    found = [RECORD.name, EVENT]
    for form in dict.fromkeys(field.form for field in fields):
        own = [f.name for f in fields if f.form == form and f.type != "descriptive"]
        found += [name for name in own if name != RECORD.name] + [f"{form}_complete"]
    return found


def _of_sheet(returned: Returned) -> dict[str, Value]:
    plain = returned.is_plain
    return {
        "sheet_days_since_entry": returned.answered_after_days,
        "sheet_language": returned.language,
        "sheet_mode": returned.mode,
        "sheet_plain": None if plain is None else str(int(plain)),
    }


def _words(instrument: Instrument) -> str:
    return f"words_of_{form_name(instrument)}"


def _fields(instruments: Sequence[Instrument], language: str) -> list[Field]:
    entries = "antenatal, antenatal | postnatal, postnatal"
    found = [
        replace(RECORD, form=PARTICIPANT, label="Pseudonym in this snapshot"),
        _text("participant_house", PARTICIPANT, "House"),
        _text("participant_entry", PARTICIPANT, "Entry", type="radio", choices=entries),
        _text("participant_language", PARTICIPANT, "Language"),
        _text("participant_entered_in", PARTICIPANT, "Month of entry", validation="date_ymd"),
        _text("sheet_days_since_entry", SHEET, "Days since the entry", validation="integer"),
        _text("sheet_language", SHEET, "Language it was read in"),
        _text("sheet_mode", SHEET, "How it was answered"),
        _text("sheet_plain", SHEET, "Read in easy words", type="yesno"),
    ]
    statuses = " | ".join(f"{status}, {status}" for status in STATUSES)
    for instrument in instruments:
        _, *own = dictionary_of([_spoken(instrument, language)], language=language)
        form = form_name(instrument)
        words = _text(_words(instrument), form, "Words", type="radio", choices=statuses)
        found += [*own, words]
    names = [field.name for field in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise InvalidDocument(
            f"{twice[0]}: two fields of the project have this name. Two versions of one instrument share a form: "
            "say which to write with --only."
        )
    return found


def _text(name: str, form: str, label: str, **more: str) -> Field:
    return Field(**{"name": name, "form": form, "type": "text", "label": label, **more})


def _spoken(instrument: Instrument, language: str) -> Instrument:
    """The instrument with words anyone may be given; of others, with the names of items and the values only."""
    wording = instrument.wordings.get(language)
    if wording is None or not is_open(instrument, wording):
        wording = _without_words(instrument, language)
    return replace(instrument, wordings={language: wording})


def _without_words(instrument: Instrument, language: str) -> Wording:
    return Wording(
        language=language,
        status=NOT_VALIDATED,
        title=instrument.full_name or instrument.name,
        introduction="",
        questions={item.key: f"{instrument.name}, {item.key}" for item in instrument.items},
        options={item.key: tuple(_values(item)) for item in instrument.items},
        hash="",
    )


def _values(item: Item) -> Iterator[Option]:
    for value in (*range(item.lowest, item.highest + 1), NOT_APPLICABLE, DECLINED):
        if item.allows(value):
            yield Option(value=value, label=stored_name(value))
