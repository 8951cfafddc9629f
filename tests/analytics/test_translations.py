"""Answers given in a translation nobody has validated are counted beside every figure they stand behind."""

import datetime as dt
import json
import re
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.snapshot_folder import write_snapshot
from village.analytics import display, prose
from village.analytics.disclosure import Silence
from village.analytics.engine import open_snapshot
from village.analytics.evaluation import evaluate
from village.analytics.manifest import file_hash, read_manifest, seal
from village.analytics.releases import LocalLedger
from village.analytics.report import write_report
from village.analytics.results import Evaluation, ScaleChange, results_json
from village.analytics.tables import arrow_schema
from village.core.privacy import Audience

HOUSES = """
    house  zone       departement  opened_on
    lille  metropole  59           2024-01-15
    lyon   metropole  69           2024-03-01
"""
JANUARY = dt.date(2026, 1, 1)
FRENCH = ("fr", "original")
ARABIC, TURKISH = ("ar", "not-validated"), ("tr", "not-validated")
Sheet = tuple[str, str | None]


class Told:
    """Parents and the words they answered in, at entry and three months later."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, object]]] = {
            name: [] for name in ("participants", "invitations", "answers", "scores")
        }

    def add(self, count: int, *sheets: Sheet, house: str = "lille") -> "Told":
        for _ in range(count):
            number = len(self.rows["participants"])
            who = {"participant": f"p{number:03d}", "house": house}
            place = {**who, "group": f"{house}{number % 4}"}
            known = {"entry": "postnatal", "language": "fr", "entered_in": JANUARY}
            self.rows["participants"].append({**who, **known})
            for wave, (language, wording) in zip(("t0", "t1"), sheets, strict=True):
                named = {"instrument": "calm", "version": "1", "wave": wave}
                self.rows["invitations"].append(
                    {**place, "battery": "core", "wave": wave, "status": "answered"}
                    | {"opens_after_days": 0, "closes_after_days": 28}
                )
                self.rows["answers"] += [
                    {"participant": who["participant"], **named, "item": item, "value": 1}
                    | {"language": language, "mode": "phone", "validated": wording == "validated"}
                    | {"wording": wording, "words": None, "plain": None}
                    for item in ("a", "b")
                ]
                value = float(number % 5 + (wave == "t1"))
                self.rows["scores"].append(
                    {**place, **named, "scale": "calm", "value": value, "missing": 0}
                )
        return self

    def write(self, folder: Path) -> Path:
        tables = {
            name: pa.Table.from_pylist(rows, schema=arrow_schema(name))
            for name, rows in self.rows.items()
        }
        return write_snapshot(folder, waves={"t0": 0, "t1": 3}, tables={"houses": HOUSES, **tables})


def evaluated(
    folder: Path, *, audience: Audience = Audience.PUBLIC, house: str | None = None
) -> Evaluation:
    with open_snapshot(folder) as snapshot:
        return evaluate(snapshot, audience=audience, house=house, language="en")


def change_of(evaluation: Evaluation) -> ScaleChange:
    [change] = evaluation.changes
    return change


def notes(evaluation: Evaluation) -> list[str]:
    return [sentence for sentence in prose.cautions(evaluation) if "translation" in sentence]


def test_parents_who_answered_in_such_words_at_either_moment_are_counted(tmp_path: Path):
    told = Told().add(40, FRENCH, FRENCH, house="lyon").add(20, FRENCH, FRENCH)
    told.add(12, ARABIC, ARABIC).add(3, FRENCH, ARABIC).add(2, ARABIC, FRENCH, house="lyon")

    found = evaluated(told.write(tmp_path / "s"))

    change = change_of(found)
    assert change.translated is not None
    assert (change.translated.count, change.translated.total) == (17, 77)
    assert notes(found) == [
        "calm: parents answered in a translation that nobody has shown to measure the same thing yet (Arabic). A table "
        "says how many, where they are enough."
    ]
    [row] = display.translation_table(found).rows
    assert [str(cell) for cell in row] == ["at 3 months", "Arabic", "17 of 77"]


def test_words_of_the_original_and_validated_ones_are_not(tmp_path: Path):
    told = Told().add(40, FRENCH, FRENCH).add(30, ("en", "validated"), ("en", "validated"))

    found = evaluated(told.add(20, ("ht", None), FRENCH).write(tmp_path / "s"))

    assert not change_of(found).has_translations
    assert notes(found) == []
    assert not display.translation_table(found).rows


def test_a_few_are_said_to_be_some_without_any_number(tmp_path: Path):
    folder = Told().add(60, FRENCH, FRENCH).add(7, ARABIC, ARABIC).write(tmp_path / "s")
    found = evaluated(folder)

    change = change_of(found)
    assert change.paired == 67
    assert (change.translated, change.translations) == (None, ())
    assert change.silences["translated"] is Silence.TOO_FEW
    [sentence] = notes(found)
    assert sentence.startswith("calm: parents may have answered in a translation")
    assert not re.search(r"\d|Arab", sentence)
    write_report(found, read_manifest(folder), tmp_path / "report")
    page = (tmp_path / "report/report.html").read_text()
    [table] = re.findall(r"<section[^>]*translations.*?</section>", page, re.DOTALL)
    assert "not published" in table and "Arab" not in table
    assert not re.search(r"\b7\b|of 67", re.sub(r"<[^>]*>", " ", table))
    assert b'"ar"' not in results_json(found)


def test_the_language_of_a_few_is_not_named_beside_that_of_many(tmp_path: Path):
    told = Told().add(60, FRENCH, FRENCH).add(20, ARABIC, ARABIC).add(3, TURKISH, TURKISH)

    change = change_of(evaluated(told.write(tmp_path / "s")))

    assert change.translations == ("ar",)
    assert change.translated is not None
    assert change.translated.count == 23  # and nothing says how many of them in which


@pytest.mark.parametrize("few", [0, 1, 4])
def test_a_house_with_none_says_what_a_house_with_a_few_does(tmp_path: Path, few: int):
    told = Told().add(30, FRENCH, FRENCH).add(20, ARABIC, ARABIC)
    told.add(20 - few, FRENCH, FRENCH, house="lyon").add(few, ARABIC, FRENCH, house="lyon")

    found = evaluated(told.write(tmp_path / "s"), audience=Audience.HOUSE, house="lyon")

    change = change_of(found)
    assert change.paired == 20
    assert (change.translated, change.translations, change.has_translations) == (None, (), True)
    assert notes(found)[0].endswith("How many, and in which one, is not published.")


def test_what_a_silent_change_was_made_of_is_not_said(tmp_path: Path):
    found = evaluated(Told().add(5, ARABIC, ARABIC).write(tmp_path / "s"))

    assert change_of(found).suppressed
    assert change_of(found).translated is None
    assert notes(found) == []


def test_two_evaluations_do_not_tell_how_the_few_between_them_answered(tmp_path: Path):
    told = Told().add(40, FRENCH, FRENCH).add(14, ARABIC, ARABIC).add(20, FRENCH, FRENCH)
    folder = told.add(2, ARABIC, ARABIC).write(tmp_path / "s")
    with open_snapshot(folder) as snapshot:
        ledger = LocalLedger.of(snapshot.manifest, Audience.PUBLIC)
        everyone = ledger.evaluation(snapshot, language="en")
        first = snapshot.table("participants").filter(ibis._.participant < "p054")
        others = ledger.evaluation(snapshot.of(first), language="en")
        alone = evaluate(snapshot.of(first), audience=Audience.PUBLIC, language="en")

    assert change_of(everyone).translated.count == 16  # type: ignore[union-attr]
    assert change_of(alone).translated.count == 14  # type: ignore[union-attr]
    assert change_of(others).paired == 54  # twenty-two fewer: enough to be told
    assert change_of(others).translated is None  # two fewer: they are not
    assert change_of(others).translations == ()
    assert change_of(others).silences["translated"] is Silence.WAITING


def test_a_snapshot_from_before_that_column_is_read(tmp_path: Path):
    folder = Told().add(40, ARABIC, ARABIC).write(tmp_path / "s")
    path, manifest = folder / "answers.parquet", folder / "manifest.json"
    pq.write_table(pq.read_table(path).drop_columns("wording"), path)
    content = json.loads(manifest.read_text())
    content["tables"]["answers"]["sha256"] = file_hash(path)
    manifest.write_text(json.dumps(seal(content)))

    with open_snapshot(folder, check=True) as snapshot:
        rows = snapshot.collect(snapshot.table("answers").limit(1)).to_pylist()
        found = evaluate(snapshot, audience=Audience.PUBLIC)

    assert rows[0]["wording"] is None
    assert change_of(found).paired == 40
    assert not change_of(found).has_translations
