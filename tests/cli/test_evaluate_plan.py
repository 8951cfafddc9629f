"""A plan, from its file to a national result, as typed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.analytics.federation.sites import parents
from tests.analytics.planned.conftest import snapshot_of_scores

PLAN = """
format = 1
key = "calm"
version = "1"
audience = "house"
title = { fr = "Le calme", en = "Calm" }
[waves]
baseline = "t0"
followups = ["t1", "t2"]
endpoint = "t1"
[[outcomes]]
key = "calm"
instrument = "calm@1"
scale = "calm"
family = "primary"
model = "mixed"
nesting = ["house", "parent"]
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN)
    return path


@pytest.fixture
def site(tmp_path: Path) -> Callable[[str, range], Path]:
    def site(name: str, houses: range) -> Path:
        return snapshot_of_scores(tmp_path / name, parents(houses=houses))

    return site


def test_a_registered_plan_is_run_and_reported(village, plan, site, tmp_path):
    register, out = tmp_path / "register", tmp_path / "out"
    village("plan", "register", str(plan), "--author", "Anna", "--register", str(register))
    done = village(
        "evaluate",
        str(site("one", range(4))),
        *("--plan", str(plan), "--registration", str(register)),
        *("--language", "en", "--out", str(out)),
    )

    assert done.returncode == 0, done.stderr
    # Registered a moment ago, months after the snapshot.
    assert "Exploratory analysis: the plan was registered on" in done.stdout
    assert "Calm: parents are better at 3 months than at entry" in " ".join(done.stdout.split())
    assert sorted(path.name for path in out.iterdir()) == [
        "report.html",
        "results.json",
        "results.parquet",
    ]


def test_two_sites_make_one_national_result(village, plan, site, tmp_path):
    files = []
    for name, houses in (("one", range(3)), ("two", range(3, 6))):
        files.append(str(tmp_path / f"{name}.moments"))
        sent = village("moments", str(site(name, houses)), "--plan", str(plan), "-o", files[-1])
        assert json.loads(sent.stdout)["parents"] == 72, sent.stderr
    national = json.loads(village("combine", *files, "--plan", str(plan), "--json").stdout)
    pooled = json.loads(
        village("evaluate", str(site("all", range(6))), "--plan", str(plan), "--json").stdout
    )

    assert [
        finding["modelled"]["change"]["value"] for finding in national["findings"]
    ] == pytest.approx([finding["modelled"]["change"]["value"] for finding in pooled["findings"]])
    assert len(national["sites"]) == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--registration", "x"), "A registration is that of a plan: name the plan with --plan."),
        (
            ("--plan", "plans/village-core/1/plan.toml", "--house", "lens"),
            "A plan is run on the whole network, for the audience it names.",
        ),
        (
            ("--plan", "plans/village-core/1/plan.toml"),
            "The outcome 'confidence' of the plan village-core@1 is the scale 'confidence' of village-16@1, which "
            "this snapshot does not have.",
        ),
    ],
)
def test_what_a_plan_cannot_do_is_one_sentence(village, site, words, sentence):
    done = village("evaluate", str(site("one", range(3))), *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"village: {sentence}\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("combine", "nowhere.moments", "--plan"), "nowhere.moments: there is no such file."),
        (("combine", "README.md", "--plan"), "README.md: this is not a file of sums"),
        (("moments", "/nowhere", "-o", "x", "--plan"), "/nowhere: there is no such folder."),
    ],
)
def test_sums_that_cannot_be_made_or_read_are_one_sentence(village, plan, words, sentence):
    done = village(*words, str(plan))

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"village: {sentence}")
