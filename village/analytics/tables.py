"""The contract between the records and the statistics: what each table of a snapshot holds.

Nothing here identifies anyone. A participant is a pseudonym of one snapshot; the dates of persons are days
since their own entry (day 0), never calendar dates. What is missing is NULL, never NaN, never zero.

A pseudonym is not anonymity: house, month of entry, language and kind of group together single out about one
participant in six of the demo. Rows are for those who signed for them; what is published are figures.
"""

import ibis
import pyarrow as pa
from ibis.expr.schema import Schema

HOUSES = ibis.schema(
    {
        "house": "!string",
        "zone": "!string",  # metropole | drom | com
        "departement": "!string",
        "opened_on": "date",  # NULL: nobody knows yet when it will open
        "closed_on": "date",  # NULL: no closing is known; both days may be to come when the snapshot is taken
    }
)

PARTICIPANTS = ibis.schema(
    {
        "participant": "!string",
        "house": "!string",
        "entry": "!string",  # antenatal | postnatal
        "language": "!string",
        "entered_in": "!date",  # the first day of the month of entry
    }
)

ENROLMENTS = ibis.schema(
    {
        "participant": "!string",
        "house": "!string",
        "group": "!string",
        "kind": "!string",  # antenatal | postnatal
        "left_after_days": "int32",  # NULL: still there
    }
)

ATTENDANCE = ibis.schema(
    {
        "participant": "!string",
        "group": "!string",
        "meeting": "!string",
        "days_since_entry": "!int32",
        "present": "!boolean",
    }
)

INVITATIONS = ibis.schema(
    {
        "participant": "!string",
        "house": "!string",
        "group": "string",
        "battery": "!string",
        "wave": "!string",
        "opens_after_days": "!int32",
        "closes_after_days": "!int32",
        "status": "!string",  # open | answered | lapsed | revoked
        "answered_after_days": "int32",
    }
)

ANSWERS = ibis.schema(
    {
        "participant": "!string",
        "wave": "!string",
        "instrument": "!string",
        "version": "!string",
        "item": "!string",
        "value": "int16",  # keyed as the instrument says, before any reversal
        "language": "!string",
        "mode": "!string",
        "validated": "!boolean",  # whether these words were shown to measure what the original does
        "wording": "string",  # original | validated | not-validated; NULL: words no longer here
        "words": "string",  # SHA-256 of the words, as they stood when they were read; NULL: not noted
        "plain": "boolean",  # whether they were read in easy words
    }
)

SCORES = ibis.schema(
    {
        "participant": "!string",
        "house": "!string",
        "group": "string",
        "wave": "!string",
        "instrument": "!string",
        "version": "!string",
        "scale": "!string",
        "value": "float64",  # NULL: too many answers are missing
        "missing": "!int16",
    }
)

TABLES: dict[str, Schema] = {
    "houses": HOUSES,
    "participants": PARTICIPANTS,
    "enrolments": ENROLMENTS,
    "attendance": ATTENDANCE,
    "invitations": INVITATIONS,
    "answers": ANSWERS,
    "scores": SCORES,
}

# Columns that older snapshots do not have: there, they are NULL.
LATER = {"houses": {"closed_on"}, "answers": {"wording", "words", "plain"}}

BASELINE = "t0"


def arrow_schema(name: str) -> pa.Schema:
    """The columns of one table as whoever writes its Parquet file needs them.

    >>> arrow_schema("houses").names
    ['house', 'zone', 'departement', 'opened_on', 'closed_on']
    """
    return TABLES[name].to_pyarrow()


def file_name(name: str) -> str:
    """Where a table lives in the folder of a snapshot."""
    return f"{name}.parquet"
