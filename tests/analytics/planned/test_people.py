"""Everybody who enrolled is counted once, where they were first."""

from pathlib import Path

import pytest

from tests.analytics.planned.conftest import opened
from tests.snapshot_folder import write_snapshot
from village.analytics.engine import Snapshot
from village.analytics.planned.people import members, people
from village.analytics.plans.plan import Population

TABLES = {
    "houses": """
        house  zone       departement  opened_on
        lens   metropole  62           2025-01-01
        cayenne drom      973          2025-01-01""",
    "participants": """
        participant  house    entry      language  entered_in
        anna         lens     antenatal  fr        2025-06-01
        bilal        lens     postnatal  ar        2025-06-01
        chloe        cayenne  postnatal  fr        2025-06-01""",
    "enrolments": """
        participant  house    group  kind       left_after_days
        anna         lens     g1     antenatal  90
        anna         lens     g2     postnatal  .
        bilal        lens     g2     postnatal  .
        chloe        cayenne  g3     postnatal  .""",
    "invitations": """
        participant house group battery wave opens_after_days closes_after_days status   answered_after_days
        anna        lens  g1    core    t0   0                20                lapsed   .
        anna        lens  g2    core    t0   100              120               answered 101
        anna        lens  g1    core    t1   90               110               lapsed   .
        bilal       lens  g2    core    t0   0                20                lapsed   .""",
}


@pytest.fixture
def found(tmp_path: Path) -> dict[str, dict[str, object]]:
    folder = write_snapshot(tmp_path / "snapshot", tables=TABLES)
    with opened(folder) as snapshot:
        rows = snapshot.collect(people(snapshot)).to_pylist()
    return {row.pop("participant"): row for row in rows}


def test_everybody_is_there_whether_they_answered_or_not(found: dict[str, dict[str, object]]):
    assert set(found) == {"anna", "bilal", "chloe"}


def test_anna_is_followed_in_the_group_where_she_first_answered(
    found: dict[str, dict[str, object]],
):
    assert (found["anna"]["group"], found["anna"]["kind"]) == ("g2", "postnatal")
    assert found["anna"]["entry"] == "antenatal"


def test_who_never_answered_is_in_the_group_that_asked_or_that_they_joined(
    found: dict[str, dict[str, object]],
):
    assert found["bilal"]["group"] == "g2"
    assert (found["chloe"]["group"], found["chloe"]["zone"]) == ("g3", "drom")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"entry": ("postnatal",)}, {"bilal", "chloe"}),
        ({"language": ("fr",), "zone": ("metropole",)}, {"anna"}),
        ({"kind": ("antenatal",)}, set()),
    ],
)
def test_a_population_is_made_of_what_was_known_at_entry(
    tmp_path: Path, where: dict[str, tuple[str, ...]], expected: set[str]
):
    population = Population(key="some", titles={}, where=where)  # type: ignore[arg-type]
    with opened(write_snapshot(tmp_path / "snapshot", tables=TABLES)) as snapshot:
        chosen = snapshot.collect(members(people(snapshot), population))

    assert set(chosen.column("participant").to_pylist()) == expected


def test_a_snapshot_of_some_people_speaks_of_them_only(tmp_path: Path):
    def invited(snapshot: Snapshot) -> set[str]:
        return set(snapshot.collect(snapshot.table("invitations")).column(0).to_pylist())

    with opened(write_snapshot(tmp_path / "snapshot", tables=TABLES)) as snapshot:
        everyone = snapshot.keep(people(snapshot))
        only = snapshot.of(everyone.filter(everyone.language == "ar"))

        assert invited(snapshot) == {"anna", "bilal"}
        assert invited(only) == {"bilal"}
        assert len(only.collect(only.table("houses"))) == 2
