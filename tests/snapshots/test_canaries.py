"""Nothing identifying can be in a snapshot: every identifying field of a whole demo is marked, and no mark comes through."""

import datetime as dt
import uuid

import pyarrow.parquet as pq
import pytest
from django.apps import apps
from django.db import models

from tests.factories import NOW
from tests.snapshots.conftest import take
from village.analytics.tables import TABLES
from village.demo.loader import load_demo
from village.groups.models import Enrolment, PeerGroup
from village.network.models import House, Organisation
from village.people.models import Participant
from village.surveys.models import Invitation, Link, Submission

MARK = "CNRY"


@pytest.fixture
def demo(db, settings, tmp_path):
    """Six houses of the demo, loaded as `village demo` loads sixty-two."""
    settings.DEMO = True
    settings.STATE = tmp_path / "state"
    settings.SNAPSHOTS_DIR = settings.STATE / "snapshots"
    settings.STATE.mkdir()
    load_demo(seed=7, now=NOW, end=NOW.date(), houses=6)


def plant() -> int:
    """Write a mark of its own in every field classified as identifying, on every row; returns how many."""
    planted = 0
    for model in apps.get_models():
        for name in getattr(getattr(model, "Privacy", None), "identifying", ()):
            field = model._meta.get_field(name)
            for row in model.objects.all():
                mark = f"{MARK}-{planted}"
                setattr(
                    row,
                    name,
                    f"{mark}@example.org" if isinstance(field, models.EmailField) else mark,
                )
                row.save()
                planted += 1
    return planted


def plant_names_of_things() -> None:
    """Names of houses, holders and groups identify nobody, and have no business there either."""
    for model in (House, Organisation, PeerGroup):
        for number, row in enumerate(model.objects.all()):
            row.name = f"{MARK}-{model.__name__}-{number}"
            row.save()


def everything_in(folder) -> str:
    """Every cell of every table, and the manifest, as text."""
    cells = [(folder / "manifest.json").read_text()]
    for name in TABLES:
        for column in pq.read_table(folder / f"{name}.parquet").to_pydict().values():
            cells.extend({str(value) for value in column})
    return "\n".join(cells)


def test_no_mark_comes_through(demo, tmp_path):
    assert plant() > 500
    plant_names_of_things()

    for purpose in ("national", "house"):
        take(tmp_path / purpose, purpose=purpose, as_of=NOW + dt.timedelta(minutes=1))
        content = everything_in(tmp_path / purpose)
        assert len(content) > 10_000
        assert MARK not in content
        for path in (tmp_path / purpose).iterdir():
            assert MARK.encode() not in path.read_bytes()


def test_no_id_of_the_records_comes_through(demo, tmp_path):
    take(tmp_path / "s", as_of=NOW)
    content = everything_in(tmp_path / "s")

    ids = [
        str(key)
        for model in (Participant, PeerGroup, Enrolment, Invitation, Submission, Link, House)
        for key in model.objects.values_list("pk", flat=True)
    ]
    assert len(ids) > 1_000
    assert not [key for key in ids if key in content or uuid.UUID(key).hex[:12] in content]


def test_no_date_of_a_person_comes_through(demo, tmp_path):
    take(tmp_path / "s", as_of=NOW)

    dates = {
        (table, field.name)
        for table in TABLES
        for field in pq.read_schema(tmp_path / "s" / f"{table}.parquet")
        if str(field.type).startswith(("date", "timestamp"))
    }
    of_houses = {("houses", "opened_on"), ("houses", "closed_on")}
    assert dates == of_houses | {("participants", "entered_in")}
    months = pq.read_table(tmp_path / "s/participants.parquet")["entered_in"].to_pylist()
    assert {month.day for month in months} == {1}
