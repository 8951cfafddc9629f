"""Meetings count as before an endpoint up to one day for all, or, where waves count from a birth, up to each parent's own."""

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.analytics.planned.conftest import opened, snapshot_of_scores
from village.analytics.manifest import file_hash, seal
from village.analytics.planned.courses import courses_of
from village.analytics.planned.endpoints import endpoint_of
from village.analytics.plans import Plan
from village.analytics.tables import arrow_schema

CAME_ON = (10, 60, 110)  # days after entry
ASKED = {"anna": (20, 40), "bilal": (90, 110)}  # the window of t1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Anna and Bilal, asked at the same age of their babies: a month, and three months, after they entered."""
    scores: dict[str, list[object]] = {
        name: ["lens", "g1", "postnatal", 8, 10, None] for name in ASKED
    }
    folder = snapshot_of_scores(tmp_path / "snapshot", scores)
    came = [
        {
            "participant": name,
            "group": "g1",
            "meeting": f"m{day}",
            "days_since_entry": day,
            "present": True,
        }
        for name in ASKED
        for day in CAME_ON
    ]
    pq.write_table(
        pa.Table.from_pylist(came, schema=arrow_schema("attendance")), folder / "attendance.parquet"
    )
    asked = pq.read_table(folder / "invitations.parquet").to_pylist()
    for row in asked:
        if row["wave"] == "t1":
            row["opens_after_days"], row["closes_after_days"] = ASKED[row["participant"]]
    pq.write_table(
        pa.Table.from_pylist(asked, schema=arrow_schema("invitations")),
        folder / "invitations.parquet",
    )
    return folder


def anchored(folder: Path, anchor: str) -> Path:
    """The same, with the wave t1 counted from there."""
    path = folder / "manifest.json"
    written = json.loads(path.read_text())
    written["batteries"]["core@1"]["waves"][1]["anchor"] = anchor
    for name in ("attendance", "invitations"):
        table = folder / f"{name}.parquet"
        written["tables"][name] = {
            "rows": pq.read_metadata(table).num_rows,
            "sha256": file_hash(table),
        }
    path.write_text(json.dumps(seal(written)))
    return folder


@pytest.mark.parametrize(
    ("anchor", "meetings"), [("entry", {"anna": 2, "bilal": 2}), ("birth", {"anna": 1, "bilal": 2})]
)
def test_meetings_are_counted_until_each_parent_is_asked(
    folder: Path, planned: Callable[..., Plan], anchor: str, meetings: dict[str, int]
):
    with opened(anchored(folder, anchor)) as snapshot:
        plan = planned()
        (course,) = courses_of(snapshot, plan).values()
        found = endpoint_of(course, plan.outcomes[0])
        counted = dict(
            zip(found.rows.column("parent").to_pylist(), found.meetings.tolist(), strict=True)
        )

    assert counted == meetings
