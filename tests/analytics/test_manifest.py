"""A snapshot that is incomplete, changed or from another time is refused with one clear sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.snapshot_folder import write_snapshot
from village.analytics.engine import open_snapshot
from village.analytics.manifest import file_hash, hash_of, read_manifest, seal
from village.analytics.tables import TABLES, arrow_schema
from village.core.errors import InvalidSnapshot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_snapshot(tmp_path / "snapshot", tables={})


def reseal(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change a manifest and give it the hash of its new content: an honest but wrong manifest."""
    path = folder / "manifest.json"
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(seal(content)))


def test_a_snapshot_says_what_it_is(folder: Path):
    manifest = read_manifest(folder)

    assert manifest.purpose == "national"
    assert manifest.as_of.isoformat() == "2026-11-15T03:00:00+00:00"
    assert [wave.key for wave in manifest.waves] == ["t0", "t1", "t2", "t3"]
    assert [scale.key for scale in manifest.scales] == [("calm", "1", "calm")]


def test_a_snapshot_of_before_houses_closed_is_still_read(folder: Path):
    """Format 1: `houses` had no `closed_on`, and nobody knew a house before it opened."""
    path, manifest = folder / "houses.parquet", folder / "manifest.json"
    known = {"house": "lens", "zone": "metropole", "departement": "62", "opened_on": "2025-11-01"}
    old = pa.schema([arrow_schema("houses").field(name) for name in known])
    columns = {name: pa.array([value]).cast(old.field(name).type) for name, value in known.items()}
    pq.write_table(pa.table(columns, schema=old), path)
    content = {**json.loads(manifest.read_text()), "format": 1}
    content["tables"]["houses"] = {"rows": 1, "sha256": file_hash(path)}
    manifest.write_text(json.dumps({**content, "hash": hash_of(content)}))

    with open_snapshot(folder, check=True) as snapshot:
        houses = snapshot.collect(snapshot.table("houses")).to_pylist()
        assert list(snapshot.rows("houses")) == houses
    assert houses[0]["opened_on"].isoformat() == "2025-11-01"
    assert houses[0]["closed_on"] is None


def test_the_total_of_an_instrument_comes_after_its_parts(tmp_path: Path):
    scale = {
        "title": {"fr": "x"},
        "higher_is": "better",
        "lowest": 0,
        "highest": 4,
        "change_threshold": None,
    }
    parts = {"zeal": scale, "total": scale, "calm": scale}
    note = {"key": "k", "version": "1", "hash": "0", "validated": False, "scales": parts}
    folder = write_snapshot(tmp_path / "snapshot", instruments={"k@1": note}, tables={})

    assert [scale.scale for scale in read_manifest(folder).scales] == ["calm", "zeal", "total"]


def test_a_scale_says_its_items_and_which_it_turns_round(folder: Path):
    def describe(content: dict[str, Any]) -> None:
        content["instruments"]["calm@1"]["scales"]["calm"]["items"] = [
            {"key": "calm", "lowest": 0, "highest": 4, "reversed": False},
            {"key": "alone", "lowest": 0, "highest": 4, "reversed": True, "not_applicable": 2},
        ]

    assert read_manifest(folder).scales[0].items == ()  # taken before items were written
    reseal(folder, describe)
    calm, alone = read_manifest(folder).scales[0].items

    assert (calm.key, calm.reversed, calm.not_applicable) == ("calm", False, None)
    assert (alone.key, alone.reversed, alone.not_applicable) == ("alone", True, 2)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            lambda folder: (folder / "manifest.json").unlink(),
            "this is not a snapshot: it holds no manifest.json",
        ),
        (lambda folder: (folder / "manifest.json").write_text("{"), "this is not JSON"),
        (lambda folder: (folder / "manifest.json").write_text("[]"), "a manifest is a JSON object"),
        (
            lambda folder: (folder / "manifest.json").write_text('{"format": 9}'),
            "it is of format 9, and this version of village reads formats 1, 2: a later version wrote it",
        ),
        (
            lambda folder: (folder / "scores.parquet").unlink(),
            "scores.parquet: this table is missing",
        ),
        (lambda folder: (folder / "scores.parquet").write_text("no"), "this is not a Parquet file"),
    ],
)
def test_a_folder_that_is_not_a_snapshot_is_refused(
    folder: Path, spoil: Callable[[Path], object], sentence: str
):
    spoil(folder)

    with pytest.raises(InvalidSnapshot, match=sentence), open_snapshot(folder):
        pass


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path):
    with pytest.raises(InvalidSnapshot, match="there is no such folder"):
        read_manifest(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c: c.update(purpose=3), "purpose: expected a text, found 3"),
        (lambda c: c.update(as_of="2026-11-15"), "as_of: expected a date and time with its zone"),
        (lambda c: c.update(as_of="yesterday"), "as_of: expected a date and time with its zone"),
        (lambda c: c["tables"].pop("scores"), "the table 'scores' is not listed"),
        (
            lambda c: c["tables"]["scores"].update(rows=True),
            "tables: scores: rows: expected a whole number, found True",
        ),
        (
            lambda c: c["instruments"]["calm@1"].update(validated="yes"),
            "validated: expected true or false",
        ),
        (
            lambda c: c["instruments"]["calm@1"]["scales"]["calm"].update(higher_is="fine"),
            "higher_is: expected one of better, worse, found 'fine'",
        ),
        (
            lambda c: c["instruments"]["calm@1"]["scales"]["calm"].pop("lowest"),
            "lowest: expected a number, found None",
        ),
        (
            lambda c: c["instruments"]["calm@1"]["scales"]["calm"].update(
                items=[{"key": "calm", "lowest": 0, "highest": 4}]
            ),
            "items: 0: reversed: expected true or false, found None",
        ),
        (lambda c: c["batteries"]["core@1"].update(waves={}), "waves: expected a list"),
        (
            lambda c: c["batteries"].update(
                late={
                    "version": "1",
                    "hash": "",
                    "waves": [{"key": "t1", "months": 6, "titles": {}}],
                }
            ),
            "the wave 't1' comes at two different moments",
        ),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(
    folder: Path, change: Callable[[dict[str, Any]], object], sentence: str
):
    reseal(folder, change)

    with pytest.raises(InvalidSnapshot) as refusal:
        read_manifest(folder)

    assert sentence in str(refusal.value)


def test_a_manifest_changed_after_it_was_written_is_refused(folder: Path):
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"1.2.3"', '"1.2.4"'))

    with pytest.raises(InvalidSnapshot, match="changed after it was written"):
        read_manifest(folder)


def test_a_table_changed_afterwards_is_found_when_one_looks(folder: Path):
    pq.write_table(
        arrow_schema("scores").empty_table(), folder / "scores.parquet", compression="gzip"
    )

    with open_snapshot(folder) as snapshot:  # nobody looks: it opens
        assert "value" in snapshot.table("scores").columns
    with (
        pytest.raises(InvalidSnapshot, match=r"scores\.parquet: this file was changed"),
        open_snapshot(folder, check=True),
    ):
        pass


def test_a_table_with_other_columns_is_refused(folder: Path):
    wrong = arrow_schema("scores").remove(0).append(pa.field("note", pa.string()))
    pq.write_table(wrong.empty_table(), folder / "scores.parquet")

    with (
        pytest.raises(InvalidSnapshot, match="not the columns expected; look at note, participant"),
        open_snapshot(folder),
    ):
        pass


def test_no_table_has_a_place_for_a_name_or_a_birthday():
    columns = {column for schema in TABLES.values() for column in schema.names}

    assert not columns & {
        "name",
        "email",
        "phone",
        "birth_month",
        "joined_on",
        "answered_on",
        "held_on",
    }
