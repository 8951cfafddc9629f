"""Snapshots written by hand: drawn tables, or an invented network scored by SQL that shares nothing with ours."""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tests.tables import drawn
from village.analytics.manifest import file_hash, seal
from village.analytics.scale_notes import describe_instrument
from village.analytics.tables import LATER, TABLES, arrow_schema, file_name
from village.core.scales import Instrument

AS_OF = dt.datetime(2026, 11, 15, 3, 0, tzinfo=dt.UTC)

CALM: dict[str, Any] = {
    "calm@1": {
        "key": "calm",
        "version": "1",
        "hash": "0" * 64,
        "validated": True,
        "scales": {
            "calm": {
                "title": {"fr": "Calme", "en": "Calm"},
                "higher_is": "better",
                "lowest": 0,
                "highest": 16,
                "change_threshold": 2,
                "threshold_basis": "convention",
                "unverified": [],
                "unverified_figures": [],
            }
        },
    }
}
WAVES = {"t0": 0, "t1": 3, "t2": 8, "t3": 12}


def write_snapshot(
    folder: Path,
    *,
    instruments: Mapping[str, Any] = CALM,
    waves: Mapping[str, int] = WAVES,
    anchors: Mapping[str, str] | None = None,
    as_of: dt.datetime = AS_OF,
    purpose: str = "national",
    tables: Mapping[str, pa.Table | str],
) -> Path:
    """Write a snapshot; a table is an Arrow table, a drawing of all its columns, or empty when it is not given."""
    folder.mkdir(parents=True)
    notes = {}
    for name in TABLES:
        table = tables.get(name, arrow_schema(name).empty_table())
        if isinstance(table, str):
            table = drawn(TABLES[name], table)
        for later in sorted(LATER.get(name, set()) - set(table.column_names)):
            table = table.append_column(later, pa.nulls(table.num_rows))
        path = folder / file_name(name)
        pq.write_table(table.select(arrow_schema(name).names).cast(arrow_schema(name)), path)
        notes[name] = {"rows": table.num_rows, "sha256": file_hash(path)}
    manifest = {
        "purpose": purpose,
        "as_of": as_of.isoformat(),
        "code_version": "1.2.3",
        "tables": notes,
        "instruments": dict(instruments),
        "batteries": {
            "core@1": {
                "version": "1",
                "hash": "1" * 64,
                "waves": [
                    {
                        "key": key,
                        "months": months,
                        "anchor": (anchors or {}).get(key, "entry"),
                        "titles": {"fr": f"à {months} mois", "en": f"at {months} months"},
                    }
                    for key, months in waves.items()
                ],
            }
        },
    }
    (folder / "manifest.json").write_text(json.dumps(seal(manifest)))
    return folder


def describe(*instruments: Instrument) -> dict[str, Any]:
    """Instruments as a manifest carries them."""
    return {instrument.name: describe_instrument(instrument) for instrument in instruments}


def snapshot_of(records: Mapping[str, pa.Table], instrument: Instrument, folder: Path) -> Path:
    """Turn the records of an invented network into a snapshot, scoring with SQL of our own."""
    connection = duckdb.connect()
    for name, table in records.items():
        connection.register(name, table)
    keyed = [
        {
            "scale": scale.key,
            "item": item.key,
            "turned": item.key in scale.reversed,
            "ends": item.lowest + item.highest,
            "items": len(scale.items),
            "allowed": scale.max_missing,
        }
        for scale in instrument.scales
        for item in scale.items
    ]
    connection.register("keys", pa.Table.from_pylist(keyed))
    connection.register(
        "instrument", pa.table({"instrument": [instrument.key], "version": [instrument.version]})
    )
    connection.execute(f"create macro today() as date '{AS_OF.date()}'")
    tables = {name: connection.sql(query).to_arrow_table() for name, query in QUERIES.items()}
    connection.close()
    return write_snapshot(folder, instruments=describe(instrument), tables=tables)


QUERIES = {
    "houses": "select house, zone, departement, opened_on, null::date as closed_on from houses order by house",
    "participants": """
        select participant, p.house, kind as entry, language, date_trunc('month', entered_on)::date as entered_in
        from participants p join enrolments using (participant) join groups using ("group")
        where agrees_national order by participant""",
    "enrolments": """
        select participant, p.house, "group", kind, (left_on - joined_on)::int as left_after_days
        from participants p join enrolments using (participant) join groups using ("group")
        where agrees_national order by participant""",
    "attendance": """
        select participant, e."group", meeting, (held_on - joined_on)::int as days_since_entry, present
        from attendance join meetings m using (meeting) join enrolments e using (participant)
        join participants using (participant) where agrees_national order by participant, meeting""",
    "invitations": """
        select participant, house, "group", 'core' as battery, wave,
               (opens_on - joined_on)::int as opens_after_days, (closes_on - joined_on)::int as closes_after_days,
               case when answered_on is not null then 'answered' when closes_on >= today() then 'open'
                    else 'lapsed' end as status,
               (answered_on - joined_on)::int as answered_after_days
        from waves join participants using (participant) join enrolments using (participant)
        where agrees_national order by participant, wave""",
    "answers": """
        select participant, wave, instrument, version, item, value, w.language, mode, false as validated,
               case when w.language = 'fr' then 'original' else 'not-validated' end as wording,
               null::varchar as words, false as plain
        from answers join waves w using (participant, wave) join participants using (participant), instrument
        where agrees_national order by participant, wave, item""",
    "scores": """
        with points as (
            select participant, wave, scale, items, allowed,
                   case when turned then ends - value else value end as point
            from answers join keys using (item) join participants using (participant) where agrees_national)
        select participant, house, "group", wave, instrument, version, scale,
               case when count(*) - count(point) <= allowed
                    then sum(point)::double * items / count(point) end as value,
               (count(*) - count(point))::smallint as missing
        from points join participants using (participant) join enrolments using (participant), instrument
        group by participant, house, "group", wave, instrument, version, scale, items, allowed
        order by participant, wave, scale""",
}
