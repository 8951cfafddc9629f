"""A fact recalled from memory makes no published figure: real instruments, through `village.analytics` only."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.snapshot_folder import describe, write_snapshot
from village.analytics import display, prose
from village.analytics.engine import open_snapshot
from village.analytics.evaluation import evaluate, network_of
from village.analytics.manifest import read_manifest
from village.analytics.measurement import measurement_report
from village.analytics.planned.evaluation import evaluate_plan
from village.analytics.plans import load_plan
from village.analytics.releases import LocalLedger, kept
from village.analytics.report import write_report
from village.analytics.results import Evaluation, results_json
from village.analytics.tables import arrow_schema
from village.core.errors import InvalidPlan
from village.core.instruments import find_instrument, load_library
from village.core.privacy import Audience
from village.core.scales import Instrument

LIBRARY = load_library([Path(__file__).parents[2] / "instruments"])
FROM_MEMORY = ("pai21", "whooley", "phq4", "ucla3")
HOUSES = """
    house  zone       departement  opened_on
    lille  metropole  59           2024-01-15
    lyon   metropole  69           2024-03-01
"""


def instrument(name: str) -> Instrument:
    return find_instrument(LIBRARY, name)


def lay(folder: Path, *instruments: Instrument, described: Any = None) -> Path:
    """Eighty parents of two houses, whose every score went from its lowest to its highest for half of them."""
    invitations, scores = [], []
    for number in range(80):
        place = {
            "participant": f"p{number:03d}",
            "house": ("lille", "lyon")[number % 2],
            "group": f"g{number % 8}",
        }
        for wave in ("t0", "t1"):
            asked = {"battery": "core", "opens_after_days": 0, "closes_after_days": 28}
            invitations.append({**place, **asked, "wave": wave, "status": "answered"})
            for one in instruments:
                named = {"instrument": one.key, "version": one.version, "missing": 0, "wave": wave}
                for scale in one.scales:
                    rose = wave == "t1" and number % 4 < 2
                    value = float(scale.highest if rose else scale.lowest)
                    scores.append({**place, **named, "scale": scale.key, "value": value})
    found = {"invitations": invitations, "scores": scores}
    tables = {
        name: pa.Table.from_pylist(rows, schema=arrow_schema(name)) for name, rows in found.items()
    }
    return write_snapshot(
        folder,
        instruments=described or describe(*instruments),
        waves={"t0": 0, "t1": 3},
        tables={"houses": HOUSES, **tables},
    )


def told(
    folder: Path, *, audience: Audience = Audience.PUBLIC, house: str | None = None
) -> Evaluation:
    with open_snapshot(folder) as snapshot:
        return evaluate(snapshot, audience=audience, house=house, language="en")


@pytest.mark.parametrize(
    ("audience", "house"), [(Audience.PUBLIC, None), (Audience.HOUSE, "lille")]
)
@pytest.mark.parametrize("name", FROM_MEMORY)
def test_no_figure_of_a_scale_from_memory_is_published(
    tmp_path: Path, name: str, audience: Audience, house: str | None
):
    found = told(lay(tmp_path / "s", instrument(name)), audience=audience, house=house)

    change = found.changes[0]
    assert (change.paired, change.paired_rate, change.estimate, change.improved) == (None,) * 4
    assert set(change.silences.values()) == {"unchecked"}
    assert prose.headline(found) == [
        "Nothing of what parents answered is published: these scores rest on facts that nobody has checked."
    ]


def test_the_sentence_names_the_fact_and_the_instrument(tmp_path: Path):
    found = told(lay(tmp_path / "s", instrument("phq4"), instrument("village-16")))

    assert prose.cautions(found)[0] == (
        "phq4 (Worry, Mood, Distress): no figure is published, because these scores rest on a fact recalled from "
        "memory, which nobody has checked: “two items of anxiety, then two of depression, added up: from memory”."
    )


def test_what_is_checked_beside_it_is_published(tmp_path: Path):
    found = told(lay(tmp_path / "s", instrument("whooley"), instrument("village-16")))

    assert {change.instrument: change.paired for change in found.changes} == {
        "whooley": None,
        "village-16": 80,
    }


def test_of_one_instrument_only_the_disputed_scales_are_silent(tmp_path: Path):
    found = told(lay(tmp_path / "s", instrument("psoc17")))

    assert {change.scale: change.suppressed for change in found.changes} == {
        "total": False,
        "habilete_Terrisse": True,
        "valeur_Terrisse": True,
    }
    assert (
        "rest on a fact that its sources tell in different ways: “Terrisse"
        in prose.cautions(found)[0]
    )


def test_not_one_of_its_numbers_is_in_the_results_or_on_the_page(tmp_path: Path):
    folder = lay(tmp_path / "s", instrument("pai21"))
    found = told(folder)

    write_report(found, read_manifest(folder), tmp_path / "report")

    [change] = json.loads(results_json(found))["changes"]
    assert change["unverified"] == [
        {"status": "memory", "source": "21 items keyed 1 to 4, added up: from memory"}
    ]
    page = (tmp_path / "report/report.html").read_text()
    assert "21 items keyed 1 to 4, added up: from memory" in page
    assert "80 of 80" not in page and "+31.5" not in page  # half went from 21 to 84
    assert {str(cell) for cell in display.change_table(found).rows[0][1:]} == {"not published"}


def test_no_release_of_it_enters_a_ledger_nor_stays_shown(tmp_path: Path):
    with open_snapshot(lay(tmp_path / "s", instrument("pai21"))) as snapshot:
        network = network_of(snapshot, audience=Audience.PUBLIC)
        ledger = LocalLedger.of(snapshot.manifest, Audience.PUBLIC)
        found = ledger.evaluation(snapshot)

    assert not [figure for figure in network.figures if figure.startswith("change|")]
    assert not [figure for figure in kept(found) if figure.startswith("change|")]
    assert not [release for release in ledger.ledger.releases if "pai21" in release.topic]
    assert set(found.changes[0].silences.values()) == {"unchecked"}


def test_how_it_measured_is_not_said_either(tmp_path: Path):
    with open_snapshot(lay(tmp_path / "s", instrument("pai21"))) as snapshot:
        found = measurement_report(snapshot, audience=Audience.HOUSE)

    assert {one.wave: one.alpha for one in found} == {"t0": None, "t1": None}
    assert {one.refused for one in found} == {
        "Its score rests on a fact that nobody has checked: 21 items keyed 1 to 4, added up: from memory."
    }


def test_an_older_snapshot_is_read_and_says_that_it_does_not_know(tmp_path: Path):
    described = describe(instrument("pai21"))
    for key in ("unverified", "unverified_figures"):
        del described["pai21@1"]["scales"]["total"][key]

    found = told(lay(tmp_path / "s", instrument("pai21"), described=described))

    assert found.changes[0].estimate is not None
    assert prose.cautions(found)[0] == (
        "This snapshot is from before: it does not say whether the scores of pai21 rest on checked facts."
    )


PLAN = """
format = 1
key = "planned"
version = "1"
audience = "public"
title = {{ fr = "Prévu", en = "Planned" }}

[waves]
baseline = "t0"
followups = ["t1"]
endpoint = "t1"

[[outcomes]]
key = "main"
instrument = "{name}"
scale = "{scale}"
family = "primary"
model = "paired"
"""


def planned(tmp_path: Path, name: str, *, scale: str = "total", more: str = "") -> None:
    folder = lay(tmp_path / "s", instrument(name.partition("@")[0]))
    path = tmp_path / "plan.toml"
    path.write_text(PLAN.format(name=name, scale=scale) + more)
    with open_snapshot(folder) as snapshot:
        evaluate_plan(snapshot, load_plan(path))


def test_a_plan_whose_outcome_rests_on_memory_is_refused(tmp_path: Path):
    with pytest.raises(InvalidPlan) as refusal:
        planned(tmp_path, "phq4@1", scale="GAD-2")

    assert str(refusal.value) == (
        "The outcome 'main' of the plan planned@1 is the scale 'GAD-2' of phq4@1. Its score rests on what nobody has "
        "checked: two items of anxiety, then two of depression, added up: from memory (memory). Check it in its source "
        "and write so in scale.toml, or plan another outcome."
    )


RELIABLE = """
[[reliable_change]]
outcome = "main"
sd = {sd}
sd_source = "an article"
reliability = {reliability}
reliability_source = "an article"
"""


@pytest.mark.parametrize(
    ("sd", "reliability", "named"),
    [
        (
            5.1,
            0.98,
            "takes 0.98 as its `reliability`. epds@1 gives that retest of the scale 'total'",
        ),
        (
            5.1,
            0.76,
            "takes 0.76 as its `reliability`. epds@1 gives that alpha of the scale 'total'",
        ),
    ],
)
def test_a_reliable_change_made_of_a_number_from_memory_is_refused(
    tmp_path: Path, sd: float, reliability: float, named: str
):
    with pytest.raises(InvalidPlan) as refusal:
        planned(tmp_path, "epds@1", more=RELIABLE.format(sd=sd, reliability=reliability))

    assert named in str(refusal.value)
    assert "from Guedeney & Fermanian 1998, and nobody has checked it (memory)" in str(
        refusal.value
    )


def test_one_made_of_other_numbers_is_not(tmp_path: Path):
    planned(tmp_path, "epds@1", more=RELIABLE.format(sd=5.1, reliability=0.83))


def test_where_a_threshold_comes_from_is_said(tmp_path: Path):
    found = told(lay(tmp_path / "s", instrument("epds"), instrument("village-16")))

    said = prose.thresholds(found)
    assert (
        "Stress: from 0 to 12, threshold 2 (a convention of its authors, decided beforehand)."
        in said
    )
    assert said[1].endswith(
        "threshold 4 (more than error of measurement; source: Matthey 2004, Journal of Affective Disorders 78:269)."
    )
