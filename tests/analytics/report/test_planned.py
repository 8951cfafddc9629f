"""The report of a plan: what it concludes, what it does not say, and what was really done."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.analytics.federation.sites import joined
from tests.analytics.planned.conftest import calm, national, opened, planned, shipped
from tests.analytics.plans.test_registration import MARCH, receipts
from tests.analytics.test_report import Outline
from village.analytics.manifest import Manifest, read_manifest
from village.analytics.planned.evaluation import evaluate_plan
from village.analytics.planned.findings import Finding, PlannedEvaluation
from village.analytics.plans import Plan
from village.analytics.report import CannotWriteReport
from village.analytics.report.planned import render_planned, write_planned_report
from village.analytics.report.planned.naming import Names
from village.analytics.report.planned.sentences import conclusion
from village.analytics.words import Words

__all__ = ["calm", "national", "planned", "shipped"]  # fixtures of the neighbours

Planned = Callable[..., Plan]
Found = tuple[PlannedEvaluation, Manifest]


@pytest.fixture(scope="module")
def found(network: Path, national: PlannedEvaluation) -> Found:
    return national, read_manifest(network)


@pytest.fixture(scope="module")
def folder(found: Found, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planned") / "report"
    write_planned_report(*found, folder)
    return folder


def text_of(page: str) -> str:
    """What a reader reads, without tags nor style."""
    page = re.sub(r"<style.*?</style>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\u202f", " ")


def in_english(found: Found) -> str:
    return render_planned(replace(found[0], language="en"), found[1])


def test_an_uncontrolled_change_is_never_called_more_than_a_change(found: Found):
    for page in (render_planned(*found), in_english(found)):
        words = text_of(page)
        assert not re.search(r"\b(effects?|effets?|impacts?|efficac\w+)\b", words, re.IGNORECASE)
    assert "personne, ici, n'est comparé à des parents qui ne viennent pas" in " ".join(
        render_planned(*found).replace("&#39;", "'").split()
    )


def test_the_first_line_says_whether_it_was_planned(found: Found):
    page = render_planned(*found)

    assert '<p class="stamp">Analyse exploratoire\u00a0: aucun enregistrement du plan' in page


def test_a_registered_plan_says_since_when_and_who_vouches_for_it(calm: Path, planned: Planned):
    plan = planned()
    with opened(calm) as snapshot:
        evaluation = evaluate_plan(snapshot, plan, register=receipts(plan), language="en")
        page = render_planned(evaluation, snapshot.manifest)

    assert re.search(r"Planned analysis: the plan was registered on (2 March|March 2,) 2026", page)
    assert "The author gives this date; whoever received the seal" in page
    assert evaluation.as_of > MARCH


def test_a_plan_changed_since_lists_what_changed(calm: Path, planned: Planned):
    register = receipts(planned())
    with opened(calm) as snapshot:
        changed = planned(model="mixed")
        page = render_planned(
            evaluate_plan(snapshot, changed, register=register, language="en"), snapshot.manifest
        )

    assert "Exploratory analysis: the plan is no longer the one that was registered" in page
    assert "outcomes.calm.model: &#34;mixed&#34;, registered as &#34;paired&#34;" in page


def test_the_headline_counts_all_enrolled_who_consented(found: Found):
    words = text_of(render_planned(*found))
    enrolled = found[0].populations[0].reach.enrolled

    assert f"{enrolled:,}".replace(",", " ") + " parents inscrits ont donné leur accord." in words


def test_below_the_share_the_headline_says_what_would_be_enough(calm: Path, planned: Planned):
    outcomes = """
        [[outcomes]]
        key = "calm"
        instrument = "calm@1"
        scale = "calm"
        family = "primary"
        model = "mixed"
        endpoint = "t2"
    """
    plan = planned(outcomes=outcomes, more="[thresholds]\nminimum_paired_share = 0.7\n")
    with opened(calm) as snapshot:
        page = render_planned(evaluate_plan(snapshot, plan, language="en"), snapshot.manifest)

    assert "Calm: not enough answers to conclude at 8 months. 2 more parents compared" in page
    assert "parents are better at" not in page


def test_the_methods_are_those_that_were_run(found: Found, calm: Path, planned: Planned):
    said = {}
    for model in ("paired", "mixed", "mmrm", "growth"):
        with opened(calm) as snapshot:
            evaluation = evaluate_plan(snapshot, planned(model=model), language="en")
            said[model] = text_of(render_planned(evaluation, snapshot.manifest))
    openings = {
        "paired": "Paired differences:",
        "mixed": "Mixed model:",
        "mmrm": "Repeated measures (MMRM):",
        "growth": "Linear growth:",
    }

    for model, words in said.items():
        assert [name for name, start in openings.items() if start in words] == [model]


def test_nothing_is_said_of_what_the_plan_did_not_ask(calm: Path, planned: Planned):
    with opened(calm) as snapshot:
        page = render_planned(evaluate_plan(snapshot, planned()), snapshot.manifest)
    outline = Outline(page)

    assert "subgroups" not in outline.ids
    assert "measurement" not in outline.ids


def test_the_page_is_whole_fetches_nothing_and_names_its_pictures(folder: Path):
    page = (folder / "report.html").read_text()
    outline = Outline(page)

    assert not re.search(r"<script|<link|<img|@import|url\((?!#)|src=", page)
    assert outline.tags.count("h1") == outline.tags.count("main") == 1
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.pointers <= set(outline.ids)
    assert outline.tags.count("table") == outline.tags.count("caption")


def test_every_finding_is_a_row_for_a_program(folder: Path, found: Found):
    table = pq.read_table(folder / "results.parquet")
    content = json.loads((folder / "results.json").read_bytes())

    assert table.num_rows == len(content["findings"]) == 18
    assert table.schema.metadata[b"plan_hash"].decode() == found[0].plan.hash
    assert table.schema.metadata[b"standing"] == b"exploratory"
    [row] = [
        row
        for row in table.to_pylist()
        if (row["outcome"], row["is_endpoint"]) == ("confidence", True)
    ]
    assert row["low"] < row["change"] < row["high"]
    assert row["p_adjusted"] >= row["p"]
    assert content["plan"]["hash"] == found[0].plan.hash


def test_the_same_findings_give_the_same_bytes(folder: Path, found: Found, tmp_path: Path):
    write_planned_report(*found, tmp_path / "again")

    for name in ("results.json", "results.parquet", "report.html"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()


def test_a_report_is_never_written_over_another(folder: Path, found: Found):
    with pytest.raises(CannotWriteReport, match="already exists"):
        write_planned_report(*found, folder)


def test_the_result_of_several_sites_says_who_stayed_home(planned: Planned, tmp_path: Path):
    of_all = replace(joined(planned(model="mixed"), tmp_path), language="en")
    words = text_of(render_planned(of_all, None))

    assert "Result of 3 sites that sent sums only, never rows." in words
    assert "save for 0 parents of 216 (0%) who stayed in their site" in words


def as_if(found: Found, gain: tuple[float, float, float], *, rejected: bool) -> str:
    """The sentence of the first primary outcome, had it been so."""
    evaluation = found[0]
    finding: Finding = evaluation.at_endpoint("primary")[0]
    assert finding.modelled is not None
    assert finding.tested is not None
    value, low, high = (end / finding.unit for end in gain)
    change = replace(finding.modelled.change, value=value, low=low, high=high)
    moved = replace(
        finding,
        modelled=replace(finding.modelled, change=change),
        tested=replace(finding.tested, rejected=rejected),
    )
    return conclusion(moved, Names(evaluation), evaluation, Words("fr"))


@pytest.mark.parametrize(
    ("gain", "rejected", "sentence"),
    [
        ((6, 4, 8), True, "les parents vont mieux à 8 mois qu'à l'entrée, de 6,0 points sur 100"),
        ((-6, -8, -4), True, "vont moins bien à 8 mois qu'à l'entrée, de 6,0 points sur 100"),
        ((-6, -8, -4), True, "4,0 à 8,0)"),
        ((1, -1, 3), False, "l'évolution ne se distingue pas du hasard (+1,0 points sur 100"),
        ((6, 4, 8), False, "l'évolution ne se distingue pas du hasard"),
    ],
)
def test_a_conclusion_follows_its_test_and_its_sign(
    found: Found, gain: tuple[float, float, float], rejected: bool, sentence: str
):
    assert sentence in as_if(found, gain, rejected=rejected)
