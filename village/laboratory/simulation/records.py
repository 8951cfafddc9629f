"""The tables of an invented network: fictitious records, with their dates, as a site would hold them.

This is not a snapshot: nobody is hidden, since nobody exists. `village demo` loads these tables; to evaluate them one
takes a snapshot of the site.
"""

import pyarrow as pa


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(
        [
            pa.field(name.removesuffix("_"), kind, nullable=name.endswith("_"))
            for name, kind in columns.items()
        ]
    )


TEXT, DAY, YES = pa.string(), pa.date32(), pa.bool_()

# A name that ends with `_` may be empty; its column is called without it.
RECORDS: dict[str, pa.Schema] = {
    "houses": _schema(
        house=TEXT,  # the code, as in addresses: `vire-normandie`
        name=TEXT,
        commune_code=TEXT,
        commune_name=TEXT,
        departement=TEXT,
        zone=TEXT,  # metropole | drom | com
        time_zone=TEXT,
        opened_on=DAY,
    ),
    "groups": _schema(
        group=TEXT,
        house=TEXT,
        kind=TEXT,  # antenatal | postnatal
        nominal_size=pa.int16(),
        started_on=DAY,
        ended_on_=DAY,  # empty: still meeting
    ),
    "participants": _schema(
        participant=TEXT,
        house=TEXT,
        language=TEXT,
        entered_on=DAY,
        expected_month_=DAY,
        birth_month_=DAY,
        agrees_evaluation=YES,
        agrees_national=YES,
    ),
    "enrolments": _schema(participant=TEXT, group=TEXT, joined_on=DAY, left_on_=DAY),
    "meetings": _schema(meeting=TEXT, group=TEXT, held_on=DAY, minutes=pa.int16()),
    "attendance": _schema(meeting=TEXT, participant=TEXT, present=YES),
    "waves": _schema(  # one row per parent asked at a wave
        participant=TEXT,
        wave=TEXT,
        opens_on=DAY,
        closes_on=DAY,
        answered_on_=DAY,  # empty: no answer, or not yet
        language=TEXT,
        mode=TEXT,  # phone | helped | paper
    ),
    "answers": _schema(  # as given, keyed, before any reversal
        participant=TEXT,
        wave=TEXT,
        item=TEXT,
        value_=pa.int16(),
    ),
}


def fill(name: str, /, **columns: object) -> pa.Table:
    """Put columns (arrays, lists) into the table of that name, in the order and types of its schema."""
    schema = RECORDS[name]
    return pa.table([pa.array(columns[field.name], field.type) for field in schema], schema=schema)
