"""A folder a reader can keep."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from village.analytics.engine import Snapshot, open_snapshot
from village.analytics.evaluation import evaluate
from village.analytics.report import CannotWriteReport, write_report
from village.analytics.results import results_json
from village.core.privacy import Audience


@pytest.fixture(scope="module")
def folder(network: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public") / "report"
    with open_snapshot(network) as opened:
        write_report(evaluate(opened, audience=Audience.PUBLIC), opened.manifest, folder)
    return folder


class Outline(HTMLParser):
    """The elements of a page, and the ids that others point to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.pointers: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("aria-labelledby", "aria-describedby"):
                self.pointers.update((value or "").split())


def test_the_results_are_the_evaluation_with_every_digit(folder: Path, snapshot: Snapshot):
    evaluation = evaluate(snapshot, audience=Audience.PUBLIC)
    found = json.loads((folder / "results.json").read_bytes())

    assert (folder / "results.json").read_bytes() == results_json(evaluation)
    assert evaluation.changes[0].estimate is not None
    assert (
        found["changes"][0]["estimate"]["mean_change"]["value"]
        == evaluation.changes[0].estimate.mean_change.value
    )


def test_the_page_fetches_nothing_and_runs_nothing(folder: Path):
    page = (folder / "report.html").read_text()

    assert not re.search(r"<script|<link|<img|@import|url\((?!#)|src=", page)
    assert set(re.findall(r"https?://[^\"<]+", page)) == {"http://www.w3.org/2000/svg"}


def test_the_page_has_a_language_one_title_and_no_id_twice(folder: Path):
    page = (folder / "report.html").read_text()
    outline = Outline(page)

    assert page.startswith('<!doctype html>\n<html lang="fr">')
    assert outline.tags.count("h1") == outline.tags.count("main") == 1
    assert len(outline.ids) == len(set(outline.ids))
    assert outline.pointers <= set(outline.ids)


def test_every_picture_has_its_table(folder: Path):
    outline = Outline((folder / "report.html").read_text())

    assert outline.tags.count("svg") == 2
    assert outline.tags.count("table") == outline.tags.count("caption") == 7


def test_the_methods_are_those_of_this_evaluation(folder: Path, snapshot: Snapshot):
    page = (folder / "report.html").read_text()

    assert "Stress\u00a0: de 0 à 12, seuil 2 (convention de ses auteurs" in page
    assert "au moins 11 parents" in page
    assert all(note.sha256 in page for note in snapshot.manifest.tables.values())


def test_the_house_in_english(snapshot: Snapshot, tmp_path: Path):
    evaluation = evaluate(snapshot, audience=Audience.HOUSE, house="mende", language="en")
    write_report(evaluation, snapshot.manifest, tmp_path / "report")
    page = (tmp_path / "report/report.html").read_text()

    assert "<h1>What changes for parents: mende</h1>" in page
    assert "Not enough answers to conclude." in page
    assert page.count('class="silent">not published<') > 100


def test_the_same_snapshot_gives_the_same_report(folder: Path, snapshot: Snapshot, tmp_path: Path):
    again = tmp_path / "again"
    write_report(evaluate(snapshot, audience=Audience.PUBLIC), snapshot.manifest, again)

    for name in ("results.json", "report.html"):
        assert (again / name).read_bytes() == (folder / name).read_bytes()


def test_a_report_is_never_written_over_another(folder: Path, snapshot: Snapshot):
    before = (folder / "report.html").read_bytes()

    with pytest.raises(CannotWriteReport, match="already exists"):
        write_report(evaluate(snapshot, audience=Audience.HOUSE), snapshot.manifest, folder)

    assert (folder / "report.html").read_bytes() == before
