"""Two evaluations of one snapshot, a few parents apart: the second says nothing of those few."""

import stat
from pathlib import Path

import ibis
import pytest

from village.analytics.disclosure import Silence
from village.analytics.engine import Snapshot
from village.analytics.evaluation import evaluate
from village.analytics.releases import LocalLedger
from village.analytics.releases.local import OtherSnapshot
from village.analytics.results import Evaluation, results_json
from village.core.errors import InvalidDocument
from village.core.privacy import Audience


@pytest.fixture
def ledger(snapshot: Snapshot) -> LocalLedger:
    return LocalLedger.of(snapshot.manifest, Audience.PUBLIC)


def without(snapshot: Snapshot, few: int) -> Snapshot:
    """The snapshot without so many of the parents scored at entry and at three months."""
    scores = snapshot.table("scores").filter(ibis._.value.notnull(), ibis._.scale == "stress")
    both = scores.filter(ibis._.wave == "t0").semi_join(
        scores.filter(ibis._.wave == "t1"), "participant"
    )
    left_out = both.select("participant").distinct().order_by("participant").limit(few)
    everyone = snapshot.table("participants").select("participant")
    return snapshot.of(snapshot.keep(everyone.anti_join(left_out, "participant")))


def stress(evaluation: Evaluation):
    (change,) = (c for c in evaluation.changes if c.scale == "stress" and c.response.wave == "t1")
    return change


def test_what_is_new_is_said_as_without_a_ledger(snapshot: Snapshot, ledger: LocalLedger):
    first, again = (ledger.evaluation(snapshot) for _ in range(2))

    plain = results_json(evaluate(snapshot, audience=Audience.PUBLIC))
    assert results_json(first) == results_json(again) == plain


def test_all_but_three_is_not_said_after_all(snapshot: Snapshot, ledger: LocalLedger):
    ledger.evaluation(snapshot)

    change = stress(ledger.evaluation(without(snapshot, 3)))

    assert (change.paired, change.estimate, change.improved) == (None, None, None)
    assert change.silences["change"] is Silence.WAITING
    assert stress(evaluate(without(snapshot, 3), audience=Audience.PUBLIC)).paired


def test_all_is_not_said_after_all_but_three_either(snapshot: Snapshot, ledger: LocalLedger):
    ledger.evaluation(without(snapshot, 3))

    assert stress(ledger.evaluation(snapshot)).silences["change"] is Silence.WAITING


def test_two_halves_and_the_whole_but_two_are_not_said_together(
    snapshot: Snapshot, ledger: LocalLedger
):
    """The whole minus one half minus the other: two parents who are in neither."""
    participants = snapshot.table("participants")
    rest = without(snapshot, 2)
    half = participants.filter(ibis._.entered_in < ibis.date("2025-06-01"))
    first = snapshot.of(snapshot.keep(rest.table("participants").semi_join(half, "participant")))
    second = snapshot.of(snapshot.keep(rest.table("participants").anti_join(half, "participant")))
    said = [stress(ledger.evaluation(part)).paired for part in (first, second)]

    assert all(said)
    assert stress(ledger.evaluation(snapshot)).silences["change"] is Silence.WAITING


def test_it_is_kept_in_a_file_that_its_owner_alone_reads(snapshot: Snapshot, tmp_path: Path):
    path = tmp_path / "ledger.json"
    of = {"manifest": snapshot.manifest, "audience": Audience.PUBLIC}
    noted = LocalLedger.read(path, **of)
    noted.evaluation(snapshot)
    noted.write(path)

    again = LocalLedger.read(path, **of)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stress(again.evaluation(without(snapshot, 3))).silences["change"] is Silence.WAITING
    assert not [p for p in pseudonyms(snapshot) if p in path.read_text()]


def pseudonyms(snapshot: Snapshot) -> list[str]:
    return snapshot.collect(snapshot.table("participants")).column("participant").to_pylist()


def test_the_ledger_of_another_audience_is_refused(snapshot: Snapshot, tmp_path: Path):
    path = tmp_path / "ledger.json"
    LocalLedger.of(snapshot.manifest, Audience.PUBLIC).write(path)

    with pytest.raises(OtherSnapshot, match="Name another file"):
        LocalLedger.read(path, manifest=snapshot.manifest, audience=Audience.HOUSE)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"audience": "nobody"}', "\x00"])
def test_what_is_not_a_ledger_is_refused(text: str, snapshot: Snapshot, tmp_path: Path):
    path = tmp_path / "ledger.json"
    path.write_text(text)

    with pytest.raises(InvalidDocument, match="not a ledger"):
        LocalLedger.read(path, manifest=snapshot.manifest, audience=Audience.PUBLIC)
