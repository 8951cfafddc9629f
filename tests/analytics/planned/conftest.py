"""A plan for the invented network, and small snapshots whose every number can be followed by eye."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest

from tests.snapshot_folder import write_snapshot
from village.analytics.engine import Snapshot, open_snapshot
from village.analytics.planned.evaluation import evaluate_plan
from village.analytics.planned.findings import PlannedEvaluation
from village.analytics.plans import Plan, load_plan

SHIPPED = Path(__file__).parents[3] / "plans/village-core/1/plan.toml"
HEAD = """
format = 1
key = "{key}"
version = "1"
audience = "{audience}"
title = {{ fr = "Le calme des parents", en = "How calm parents are" }}
[waves]
baseline = "t0"
followups = ["t1", "t2"]
endpoint = "t1"
"""
CALM = """
[[outcomes]]
key = "calm"
instrument = "calm@1"
scale = "calm"
family = "primary"
model = "{model}"
"""


@pytest.fixture(scope="session")
def shipped() -> Plan:
    return load_plan(SHIPPED)


@pytest.fixture(scope="session")
def national(network: Path, shipped: Plan) -> PlannedEvaluation:
    """The plan we ship, on the invented network: once for all who look at it."""
    with opened(network) as snapshot:
        return evaluate_plan(snapshot, shipped)


@pytest.fixture
def planned(tmp_path: Path) -> Callable[..., Plan]:
    """A plan about calm, with one outcome unless others are given."""

    def planned(
        *, model: str = "paired", audience: str = "house", outcomes: str = "", more: str = ""
    ) -> Plan:
        path = tmp_path / "plan.toml"
        body = outcomes or CALM.format(model=model)
        path.write_text(HEAD.format(key="calm", audience=audience) + body + more)
        return load_plan(path)

    return planned


@contextmanager
def opened(folder: Path) -> Iterator[Snapshot]:
    with open_snapshot(folder, threads=1) as snapshot:
        yield snapshot


def snapshot_of_scores(folder: Path, scores: dict[str, list[object]]) -> Path:
    """A snapshot in which each of these parents joined one group and was asked at every wave.

    `scores` names for each parent: house, group, entry, then their score at t0, t1, t2 (None: no answer).
    """
    houses = sorted({str(row[0]) for row in scores.values()})
    people = [(name, *row) for name, row in scores.items()]
    waves = ("t0", "t1", "t2")
    asked = [
        {
            "participant": name,
            "house": house,
            "group": group,
            "battery": "core",
            "wave": wave,
            "opens_after_days": 30 * place,
            "closes_after_days": 30 * place + 20,
            "status": "lapsed" if values[place] is None else "answered",
            "answered_after_days": None if values[place] is None else 30 * place,
        }
        for name, house, group, _entry, *values in people
        for place, wave in enumerate(waves)
    ]
    answered = [
        {
            "participant": name,
            "house": house,
            "group": group,
            "wave": wave,
            "instrument": "calm",
            "version": "1",
            "scale": "calm",
            "value": float(value),
            "missing": 0,
        }
        for name, house, group, _entry, *values in people
        for wave, value in zip(waves, values, strict=True)
        if value is not None
    ]
    rows = {
        "houses": [
            {"house": h, "zone": "metropole", "departement": "62", "opened_on": "2025-01-01"}
            for h in houses
        ],
        "participants": [
            {
                "participant": name,
                "house": house,
                "entry": entry,
                "language": "fr",
                "entered_in": "2025-06-01",
            }
            for name, house, _group, entry, *_values in people
        ],
        "enrolments": [
            {
                "participant": name,
                "house": house,
                "group": group,
                "kind": entry,
                "left_after_days": None,
            }
            for name, house, group, entry, *_values in people
        ],
        "invitations": asked,
        "scores": answered,
    }
    return write_snapshot(folder, tables={name: _table(name, part) for name, part in rows.items()})


def _table(name: str, rows: list[dict[str, object]]) -> pa.Table:
    from village.analytics.tables import arrow_schema

    schema = arrow_schema(name)
    days = {field.name for field in schema if pa.types.is_date(field.type)}
    loose = pa.schema([(f.name, pa.string() if f.name in days else f.type) for f in schema])
    return pa.Table.from_pylist(rows, schema=loose).cast(schema)


def sixty_parents() -> dict[str, list[object]]:
    """Five houses of two groups of six: calmer by 2 to 4 at t1, two of the six silent at t2."""
    return {
        f"p{house}{group}{parent}": [
            f"house{house}",
            f"g{house}{group}",
            "antenatal" if parent % 2 else "postnatal",
            base := 5 + parent % 4 + house % 2,
            base + 2 + (parent + group) % 2 + (house == 0),
            base + 4 + (parent * house) % 3 if parent < 4 else None,
        ]
        for house in range(5)
        for group in range(2)
        for parent in range(6)
    }


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot_of_scores(tmp_path_factory.mktemp("calm") / "snapshot", sixty_parents())


def as_dict(content: bytes) -> dict[str, object]:
    found = json.loads(content)
    assert isinstance(found, dict)
    return found
