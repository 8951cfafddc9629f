"""A site of the version before is brought up to date: nothing it held is lost, and every page opens."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from tests.versions.conftest import BEFORE, ROOT, Site
from tests.versions.dump import Dump, Row, read

pytestmark = pytest.mark.django_db  # asked on both databases

KINDS = {"intercommunality": "epci", "health": "hospital"}
# What a migration writes anew, on purpose: a column of a table, and what became of each of its values.
REWRITTEN: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("network_holder", "kind"): lambda kind: KINDS.get(kind, kind),
}


def by_key(rows: list[Row]) -> dict[object, Row]:
    """Rows by their first column, which is the key of all of our tables."""
    return {next(iter(row.values())): row for row in rows}


def lost(old: Dump, new: Dump) -> list[str]:
    """Each value of the old rows that is not in the new ones, in a table of the same name."""
    found = []
    for table, rows in old.rows.items():
        now = by_key(new.rows.get(table, []))
        for key, row in by_key(rows).items():
            for column, value in row.items():
                rewritten = REWRITTEN.get((table, column), lambda kept: kept)
                if now.get(key, {}).get(column, "nothing") != rewritten(value):
                    found.append(f"{table} {key} {column}: {value!r}")
    return found


def test_every_row_is_still_there_and_says_the_same(old_site: Site):
    old_site.run("migrate")

    old, new = read(BEFORE / "records.jsonl.xz"), old_site.records()
    assert sum(map(len, old.rows.values())) > 10_000
    assert lost(old, new) == []


def test_a_lost_row_and_a_changed_value_are_noticed():
    old = Dump([], {"house": [{"id": 1, "name": "Lens"}, {"id": 2, "name": "Arras"}]})
    new = Dump([], {"house": [{"id": 1, "name": "Liévin"}]})

    assert len(lost(old, new)) == 1 + 2


def test_each_role_finds_its_pages_again_and_names_open(old_site: Site):
    old_site.run("migrate")

    seen = old_site.run(module="tests.versions.visit").stdout.splitlines()
    assert [line for line in seen if not line.startswith("200 ")] == []
    assert len(seen) > 30


def test_it_takes_its_snapshot_and_its_figures_from_what_it_held(old_site: Site):
    old_site.run("migrate")
    folder = old_site.state / "after"

    old_site.run("snapshot", str(folder), "--demo")
    old_site.run("tidy", "--demo")
    assert '"paired"' in old_site.run("evaluate", str(folder), "--json").stdout


def test_migrations_that_landed_are_never_edited():
    landed = (line.split() for line in (BEFORE / "migrations.sha256").read_text().splitlines())
    edited = [
        name for seal, name in landed if sha256((ROOT / name).read_bytes()).hexdigest() != seal
    ]

    assert edited == []
