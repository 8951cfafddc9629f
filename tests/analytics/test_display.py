"""How figures are written: with their counts and intervals, and silent where they must be."""

from pathlib import Path

import pytest

from village.analytics import display, prose
from village.analytics.display import TextTable
from village.analytics.engine import open_snapshot
from village.analytics.evaluation import evaluate
from village.analytics.results import Evaluation
from village.core.privacy import Audience


@pytest.fixture(scope="module")
def nation(network: Path) -> Evaluation:
    with open_snapshot(network) as snapshot:
        return evaluate(snapshot, audience=Audience.PUBLIC, language="fr")


@pytest.fixture(scope="module")
def mende(network: Path) -> Evaluation:
    with open_snapshot(network) as snapshot:
        return evaluate(snapshot, audience=Audience.HOUSE, house="mende", language="en")


def texts(table: TextTable, row: int) -> list[str]:
    return [str(cell) for cell in table.rows[row]]


def test_a_change_is_written_with_its_counts_and_its_interval(nation: Evaluation):
    table = display.change_table(nation)
    change = nation.changes[0]
    assert change.estimate is not None

    assert table.blocks[0].heading == "Confiance avec son bébé (mieux\u00a0: plus haut)"
    wave, compared, before, after, moved, gain = texts(table, 0)
    assert wave == "à 3 mois"
    assert compared == "1\u202f512 sur 2\u202f030"
    assert (before, after) == ("8,4", "9,6")
    assert moved == "+1,2 (+1,0 à +1,3)"
    assert gain == "+7,2 (+6,4 à +8,0)"


def test_a_share_is_never_written_without_its_counts(nation: Evaluation):
    for row in display.share_table(nation).rows:
        for cell in row[2:]:
            assert cell.is_silent or " sur " in cell.text


def test_every_table_has_a_cell_under_every_column(nation: Evaluation, mende: Evaluation):
    for evaluation in (nation, mende):
        for draw in (
            display.change_table,
            display.share_table,
            display.response_table,
            display.reach_table,
            display.precision_table,
        ):
            table = draw(evaluation)
            assert table.rows
            assert {len(row) for row in table.rows} == {len(table.columns)}


def test_silence_is_written_and_explained(mende: Evaluation):
    table = display.change_table(mende)

    assert all(
        cell.is_silent and cell.text == "not published" for row in table.rows for cell in row[1:]
    )
    assert prose.silence_notes(mende)[0] == "“Not published” does not mean zero."


def test_where_all_is_published_silence_is_not_explained(nation: Evaluation):
    hidden = {"best_before", "best_after", "directions", "improved"}
    assert {name for change in nation.changes for name in change.silences} <= hidden
    assert prose.silence_notes(nation)  # a few shares of the network are small


def test_a_report_says_when_by_what_and_for_whom(nation: Evaluation):
    when, what, whom = prose.provenance(nation)

    assert when == "Photographie des données du 15 novembre 2026, prise par la version 1.2.3."
    assert nation.snapshot[:12] in what
    assert whom == "Chiffres publics\u00a0: aucun ne porte sur moins de 11 parents."


def test_the_headline_warns_that_a_change_is_not_an_effect(nation: Evaluation):
    first, second = prose.headline(nation)

    assert first.startswith("617 parents ont répondu à l'entrée et à 12 mois.")
    assert "Ils ne disent pas qu'elle est due aux groupes" in second
