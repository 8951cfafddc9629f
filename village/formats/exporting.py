"""Instruments, or a battery of them, as a file for somebody else's tool."""

import json
from collections.abc import Callable, Mapping, Sequence

from village.core.errors import InvalidDocument
from village.core.scales import Instrument
from village.core.waves import Battery
from village.formats.draft import form_name
from village.formats.fhir.writing import write_questionnaire
from village.formats.pack import wording_text
from village.formats.redcap.dictionary import write_dictionary
from village.formats.redcap.drafts import dictionary_of
from village.formats.redcap.events import events_of, write_events, write_forms_by_event
from village.formats.translations import translator_sheet
from village.formats.workbooks import write_csv, write_workbook
from village.formats.xlsform.writing import xlsform_sheets

Languages = Sequence[str]


def export(
    instruments: Sequence[Instrument], *, form: str, languages: Languages, name: str = ""
) -> bytes:
    """The bytes of the file; `form` is one of `FORMS`, and `name` what several instruments are called together.

    Raises `InvalidDocument` for what a format cannot hold: several instruments, several languages, one of them twice.
    """
    if form not in FORMS:
        raise InvalidDocument(f"{form!r} is no format of ours: {', '.join(FORMS)}.")
    if not languages:
        raise InvalidDocument("Say in which language with --language.")
    several, written = FORMS[form]
    if len(instruments) > 1 and not several:
        raise InvalidDocument(f"{form} holds one instrument a file.")
    for listed in ([one.name for one in instruments], list(languages)):
        if twice := next((one for one in listed if listed.count(one) > 1), None):
            raise InvalidDocument(f"{twice}: is named twice.")
    content = written(instruments, languages, name or form_name(instruments[0]))
    return content if isinstance(content, bytes) else content.encode("utf-8")


def export_battery(battery: Battery, *, form: str, languages: Languages) -> bytes:
    """All the instruments of a battery as one form, or its waves as REDCap's events (`BATTERY_FORMS`).

    What has no words in these languages is written as what stands in for it.
    """
    battery = battery.resolved(lambda one: set(languages) <= set(one.wordings))
    if form not in BATTERY_FORMS:
        return export(
            battery.instruments, form=form, languages=languages, name=battery.key.replace("-", "_")
        )
    events = events_of(battery, language=_only(languages, "REDCap"))
    if form == "redcap-events":
        return write_events(events).encode("utf-8")
    return write_forms_by_event(battery, events).encode("utf-8")


def _fhir(release: str) -> Callable[[Sequence[Instrument], Languages, str], str]:
    def written(instruments: Sequence[Instrument], languages: Languages, name: str) -> str:
        resource = write_questionnaire(
            instruments[0], language=_only(languages, "FHIR"), release=release
        )
        return json.dumps(resource, ensure_ascii=False, indent=2) + "\n"

    return written


def _workbook(instruments: Sequence[Instrument], languages: Languages, name: str) -> bytes:
    return write_workbook(
        xlsform_sheets(
            instruments,
            form_id=name,
            title=_title(instruments, name, languages),
            languages=languages,
        )
    )


def _flat_form(instruments: Sequence[Instrument], languages: Languages, name: str) -> str:
    return write_csv(
        xlsform_sheets(
            instruments,
            form_id=name,
            title=_title(instruments, name, languages),
            languages=languages,
        )
    )


def _redcap(instruments: Sequence[Instrument], languages: Languages, name: str) -> str:
    return write_dictionary(dictionary_of(instruments, language=_only(languages, "REDCap")))


def _pack(instruments: Sequence[Instrument], languages: Languages, name: str) -> str:
    (instrument,), language = instruments, _only(languages, "a wording pack")
    if language not in instrument.wordings:
        raise InvalidDocument(f"{instrument.name} has no words in {language!r}.")
    return wording_text(instrument.wordings[language])


def _translation(instruments: Sequence[Instrument], languages: Languages, name: str) -> str:
    if len(languages) != 2:
        raise InvalidDocument("A translation goes from one --language to another: name both.")
    return translator_sheet(instruments[0], source=languages[0], target=languages[1])


def _only(languages: Languages, format_: str) -> str:
    if len(languages) > 1:
        raise InvalidDocument(f"{format_} holds one language a file.")
    return languages[0]


def _title(instruments: Sequence[Instrument], name: str, languages: Languages) -> str:
    words = instruments[0].wordings.get(languages[0])
    return words.title if len(instruments) == 1 and words else name


# What REDCap needs beside a dictionary for a longitudinal project.
BATTERY_FORMS = ("redcap-events", "redcap-forms-by-event")
# By name: whether a file holds several instruments, and what writes it.
FORMS: Mapping[str, tuple[bool, Callable[[Sequence[Instrument], Languages, str], str | bytes]]] = {
    "fhir-r4": (False, _fhir("R4")),
    "fhir-r5": (False, _fhir("R5")),
    "xlsform": (True, _workbook),
    "xlsform-csv": (True, _flat_form),
    "redcap": (True, _redcap),
    "pack": (False, _pack),
    "translation": (False, _translation),
}
