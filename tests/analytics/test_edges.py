"""Snapshots at the edge: nobody, no later wave, one group, everyone alike, too few answers."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.snapshot_folder import CALM, write_snapshot
from village.analytics.engine import open_snapshot
from village.analytics.evaluation import evaluate, evaluate_all
from village.analytics.prose import cautions, headline
from village.analytics.results import Evaluation, ScaleChange
from village.analytics.tables import arrow_schema
from village.core.privacy import Audience

HOUSES = """
    house  zone       departement  opened_on
    lille  metropole  59           2024-01-15
    lyon   metropole  69           2024-03-01
"""


COMING = """
    house  zone       departement  opened_on   closed_on
    brest  metropole  29           .           .
    creil  metropole  60           2027-01-15  .
    lille  metropole  59           2024-01-15  .
    lyon   metropole  69           2024-03-01  2026-06-30
"""


class Story:
    """Parents, told one by one: where they are, and their score at each wave (None: asked, and no answer)."""

    def __init__(self) -> None:
        self.invitations: list[dict[str, Any]] = []
        self.scores: list[dict[str, Any]] = []

    def add(
        self, *scores: float | None, group: str = "g1", house: str = "lille", count: int = 1
    ) -> None:
        for _ in range(count):
            place = {"participant": f"p{len(self.invitations):05d}", "house": house, "group": group}
            for wave, score in zip(("t0", "t1"), scores, strict=False):
                asked = {"battery": "core", "opens_after_days": 0, "closes_after_days": 28}
                status = "lapsed" if score is None else "answered"
                self.invitations.append({**place, **asked, "wave": wave, "status": status})
                if score is not None:
                    scale = {"instrument": "calm", "version": "1", "scale": "calm", "missing": 0}
                    self.scores.append({**place, **scale, "wave": wave, "value": score})

    def write(self, folder: Path, *, instruments: Any = CALM, houses: str = HOUSES) -> Path:
        rows = {"invitations": self.invitations, "scores": self.scores}
        tables = {
            name: pa.Table.from_pylist(found, schema=arrow_schema(name))
            for name, found in rows.items()
        }
        waves = {"t0": 0, "t1": 3}
        return write_snapshot(
            folder, instruments=instruments, waves=waves, tables={"houses": houses, **tables}
        )


@pytest.fixture
def story() -> Story:
    return Story()


def test_a_house_to_come_or_closed_changes_no_figure(story: Story, tmp_path: Path):
    """Who answered in a house that has closed did answer; where nobody could yet, nobody is counted."""
    for house in ("lille", "lyon"):
        for group in ("g1", "g2"):
            story.add(4, 6, group=f"{house}-{group}", house=house, count=7)
            story.add(4, 7, group=f"{house}-{group}", house=house, count=6)
    folders = story.write(tmp_path / "a"), story.write(tmp_path / "b", houses=COMING)
    figures = []
    for folder in folders:
        with open_snapshot(folder) as snapshot:
            found = evaluate(snapshot, audience=Audience.PUBLIC)
        figures.append((found.responses, found.changes))

    assert figures[0] == figures[1]
    assert figures[0][1][0].paired == 52


def told(
    story: Story, tmp_path: Path, *, audience: Audience = Audience.HOUSE, instruments: Any = CALM
) -> Evaluation:
    with open_snapshot(story.write(tmp_path / "snapshot", instruments=instruments)) as snapshot:
        return evaluate(snapshot, audience=audience)


def change_of(evaluation: Evaluation) -> ScaleChange:
    [change] = evaluation.changes
    return change


def codes(change: ScaleChange) -> set[str]:
    return {caution.code for caution in change.cautions}


def test_an_empty_snapshot_has_nothing_to_say(tmp_path: Path):
    folder = write_snapshot(tmp_path / "snapshot", tables={})

    with open_snapshot(folder) as snapshot:
        found = evaluate_all(snapshot, audience=Audience.PUBLIC)

    assert list(found) == [None]
    assert len(found[None].changes) == 3  # one scale, three later waves: all of them silent
    assert all(change.suppressed for change in found[None].changes)
    assert headline(found[None]) == ["Pas assez de réponses pour conclure."]


def test_a_network_that_has_only_begun_has_no_change(story: Story, tmp_path: Path):
    story.add(8, count=40)

    found = told(story, tmp_path)

    assert found.responses[0].silences == {"rate": "too_few"}  # everyone answered: a share of 100 %
    assert change_of(found).suppressed
    assert not found.is_enough


def test_when_everyone_is_hidden_nothing_is_left_but_the_reasons(story: Story, tmp_path: Path):
    story.add(8, 9, count=4)

    change = change_of(told(story, tmp_path))

    assert (change.paired, change.paired_rate, change.estimate, change.improved) == (None,) * 4
    assert (change.is_enough, change.answers_needed, change.cautions) == (None, None, ())


def test_one_group_has_a_mean_and_no_interval(story: Story, tmp_path: Path):
    for score in range(8):
        story.add(score, score + score % 3, group="g1")

    change = change_of(told(story, tmp_path))

    assert change.estimate is not None
    assert change.estimate.mean_change.value == pytest.approx(7 / 8)
    assert change.estimate.mean_change.reason == "one_group"
    assert "one_group" in codes(change)
    assert change.is_enough is False


def test_parents_who_all_moved_alike_have_no_effect_size(story: Story, tmp_path: Path):
    for score in range(10):
        story.add(score, score + 3, group=f"g{score % 2}")

    estimate = change_of(told(story, tmp_path)).estimate

    assert estimate is not None
    assert (estimate.sd_change, estimate.d_z.value, estimate.d_z.reason) == (0, None, "no_spread")


def test_too_few_answers_do_not_conclude_and_say_how_many_would(story: Story, tmp_path: Path):
    for i in range(20):
        story.add(i % 7, i % 5 + 2, group=f"g{i % 4}")
    story.add(5, None, count=40)

    found = told(story, tmp_path)
    change = change_of(found)

    assert (change.paired, change.response.invited) == (20, 60)
    assert (change.is_enough, change.answers_needed) == (False, 10)
    assert "not_enough_answers" in codes(change)
    assert headline(found)[0] == "Pas assez de réponses pour conclure."
    assert "au moins 10 questionnaires de plus à 3 mois" in headline(found)[1]


def test_enough_answers_conclude(story: Story, tmp_path: Path):
    for i in range(40):
        story.add(i % 7, i % 5 + 2, group=f"g{i % 4}")
    story.add(5, None, count=20)

    found = told(story, tmp_path)

    assert change_of(found).is_enough is True
    assert (
        headline(found)[0]
        == "40 parents ont répondu à l'entrée et à 3 mois. Voici ce qui a changé pour eux."
    )


def test_few_groups_are_announced(story: Story, tmp_path: Path):
    for i in range(40):
        story.add(i % 7, i % 5 + 2, group=f"g{i % 4}")

    assert (
        "À 3 mois\u00a0: 4 groupes seulement\u202f; les intervalles sont larges et fragiles."
        in cautions(told(story, tmp_path))
    )


def test_few_houses_are_announced(story: Story, tmp_path: Path):
    for i in range(80):
        house = "lille" if i % 8 < 4 else "lyon"
        story.add(i % 7, i % 5 + 2, group=f"g{i % 8}", house=house)

    assert (
        "À 3 mois\u00a0: 2 maisons seulement\u202f; les intervalles sont larges et fragiles."
        in cautions(told(story, tmp_path))
    )


def test_parents_already_at_the_best_score_are_announced(story: Story, tmp_path: Path):
    for i in range(60):
        story.add(16 if i % 3 else 8, 16 if i % 2 else 9, group=f"g{i % 30}")

    change = change_of(told(story, tmp_path))

    assert change.best_before is not None
    assert (change.best_before.count, change.best_before.total) == (40, 60)
    [caution] = [caution for caution in change.cautions if caution.code == "ceiling"]
    assert caution.value == pytest.approx(2 / 3)


def test_everyone_at_the_best_score_is_not_said(story: Story, tmp_path: Path):
    for i in range(60):
        story.add(16, 16 if i % 2 else 9, group=f"g{i % 30}")

    change = change_of(told(story, tmp_path))

    assert change.best_before is None
    assert change.silences["best_before"] == "too_few"


def test_without_a_threshold_there_are_no_shares_and_nothing_is_hidden(
    story: Story, tmp_path: Path
):
    for i in range(60):
        story.add(i % 7, i % 5 + 2, group=f"g{i % 4}")
    scale = CALM["calm@1"]["scales"]["calm"] | {"change_threshold": None}
    plain = {"calm@1": CALM["calm@1"] | {"scales": {"calm": scale}}}

    change = change_of(told(story, tmp_path, instruments=plain))

    assert (change.improved, change.unchanged, change.worsened) == (None, None, None)
    assert not {"improved", "directions"} & change.silences.keys()


def test_who_is_better_is_said_even_where_who_is_worse_cannot_be(story: Story, tmp_path: Path):
    for i in range(20):
        story.add(6, 9, group=f"g{i % 4}")
        story.add(6, 6 - 3 * (i < 2), group=f"g{i % 4}")

    change = change_of(told(story, tmp_path))

    assert change.improved is not None
    assert (change.improved.count, change.improved.total) == (20, 40)
    assert (change.unchanged, change.worsened) == (None, None)  # two parents are worse
    assert change.silences["directions"] == "too_few"


def test_a_rate_of_nearly_everyone_is_hidden_and_the_change_is_not(story: Story, tmp_path: Path):
    for i in range(37):
        story.add(i % 7, i % 5 + 2, group=f"g{i % 4}")
    story.add(5, None, count=3)

    change = change_of(told(story, tmp_path))

    assert (change.response.invited, change.response.answered, change.paired_rate) == (
        None,
        None,
        None,
    )
    assert change.paired == 37
    assert change.estimate is not None


def test_a_house_is_hidden_when_it_would_give_the_other_away(story: Story, tmp_path: Path):
    for house, size in (("lille", 3), ("lyon", 40)):
        for i in range(size):
            story.add(i % 7, i % 5 + 2, group=f"{house}{i % 3}", house=house)
    with open_snapshot(story.write(tmp_path / "snapshot")) as snapshot:
        found = evaluate_all(snapshot, audience=Audience.HOUSE)

    assert change_of(found[None]).paired == 43
    assert change_of(found["lille"]).silences["change"] == "too_few"
    # Which of the two is small, nobody is told.
    assert change_of(found["lyon"]).silences["change"] == "too_few"
