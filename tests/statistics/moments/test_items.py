"""Sums of items: they add, they check themselves, and they are what one would count by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from village.statistics.arrays import Array
from village.statistics.moments.errors import WrongMoments
from village.statistics.moments.files import read_moments, write_moments
from village.statistics.moments.items import AnswerCounts, ItemMoments

ITEMS = ("calm", "ask", "rest")
NOBODY = float("nan")


def answered(seed: int, n: int = 40) -> Array:
    """Answers 0–4 of n parents to three items, one in ten left empty."""
    rng = np.random.default_rng(seed)
    answers = rng.integers(0, 5, (n, 3)).astype(float)
    answers[rng.random((n, 3)) < 0.1] = NOBODY
    return answers


def languages(n: int, seed: int = 0) -> dict[str, list[str]]:
    rng = np.random.default_rng(seed)
    return {
        "language": [str(x) for x in rng.choice(["fr", "ar"], n)],
        "mode": [str(x) for x in rng.choice(["phone", "paper"], n)],
    }


def same(one: ItemMoments, other: ItemMoments) -> None:
    other = other.around(one.centre)
    assert one.labels == other.labels
    for name in ("persons", "complete", "pair_counts", "pair_sums", "pair_cross"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-12, abs=1e-9), name


@given(st.integers(0, 1000), st.integers(1, 30), st.integers(1, 30))
def test_the_sums_of_two_houses_are_the_sums_of_the_two_together(seed: int, here: int, there: int):
    answers, groups = answered(seed, here + there), languages(here + there, seed)
    lille = ItemMoments.of_rows(ITEMS, answers[:here], {k: v[:here] for k, v in groups.items()})
    lyon = ItemMoments.of_rows(ITEMS, answers[here:], {k: v[here:] for k, v in groups.items()})

    same((lille + lyon).check(), ItemMoments.of_rows(ITEMS, answers, groups))


def test_languages_add_up_to_everybody():
    answers, groups = answered(3), languages(40)
    moments = ItemMoments.of_rows(ITEMS, answers, groups)
    french, arabic = moments.split("language")["fr"], moments.split("language")["ar"]

    same(moments.total(), ItemMoments.of_rows(ITEMS, answers))
    same(french + arabic, moments.total())
    same(
        moments.where(language="fr", mode="paper").total(),
        moments.where(mode="paper").where(language="fr"),
    )


def test_counts_are_those_one_makes_by_hand():
    answers = np.array([[1, 2, 3], [2, NOBODY, 1], [NOBODY, NOBODY, NOBODY], [4, 0, 1]], float)
    moments = ItemMoments.of_rows(ITEMS, answers).check()

    assert moments.persons.tolist() == [3]
    assert moments.respondents.tolist() == [2]
    assert moments.pair_counts[0].tolist() == [[3, 2, 3], [2, 2, 2], [3, 2, 3]]
    around_zero = moments.around(np.zeros(3))
    assert around_zero.pair_sums[0, 0].tolist() == pytest.approx([7, 5, 7])  # calm, with each
    assert around_zero.pair_cross[0, 0, 2] == pytest.approx(1 * 3 + 2 * 1 + 4 * 1)
    assert around_zero.complete[0, 0].tolist() == pytest.approx([2, 5, 2, 4])


def test_a_site_can_send_them_and_they_are_read_as_they_were(tmp_path: Path):
    moments = ItemMoments.of_rows(ITEMS, answered(6), languages(40))
    write_moments(tmp_path / "site.moments", {"calm": moments}, {"site": "lille"})
    read = read_moments(tmp_path / "site.moments").moments["calm"]

    assert isinstance(read, ItemMoments)
    assert (read.items, read.by, read.labels) == (moments.items, moments.by, moments.labels)
    same(moments, read)


def test_other_items_are_not_added():
    one = ItemMoments.of_rows(ITEMS, answered(1))
    other = ItemMoments.of_rows(("calm", "ask", "sleep"), answered(1))

    with pytest.raises(WrongMoments, match="sleep"):
        one + other
    with pytest.raises(WrongMoments, match="'language'"):
        one.split("language")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (lambda m: replace(m, complete=m.complete[:, :2, :2]), "size"),
        (
            lambda m: replace(
                m, complete=np.where(m.complete == m.complete.max(), np.inf, m.complete)
            ),
            "finite",
        ),
        (lambda m: replace(m, complete=m.complete + np.triu(np.ones((4, 4)), 1)), "symmetric"),
        (lambda m: replace(m, complete=m.complete - 99 * np.diag([0, 1, 0, 0])), "any persons"),
        (lambda m: replace(m, pair_counts=m.pair_counts * 0), "More persons"),
        (lambda m: replace(m, persons=m.persons - 20), "More persons"),
        (lambda m: replace(m, labels=m.labels * 2), "size"),
    ],
)
def test_sums_that_contradict_themselves_are_refused(changed, reason: str):
    with pytest.raises(WrongMoments, match=reason):
        changed(ItemMoments.of_rows(ITEMS, answered(5))).check()


def test_counts_of_answers_add_even_when_one_house_never_saw_some():
    lille = AnswerCounts(
        "calm", ("fr",), np.array([1.0, 2]), np.array([0.0, 1]), np.array([[[1, 2], [0, 4]]])
    )
    lyon = AnswerCounts(
        "calm", ("ar", "fr"), np.array([2.0]), np.array([1.0, 3]), np.array([[[5, 6]], [[1, 7]]])
    )
    both = lille + lyon

    assert (both.groups, both.scores.tolist(), both.answers.tolist()) == (
        ("ar", "fr"),
        [1, 2],
        [0, 1, 3],
    )
    assert both.counts.sum() == lille.counts.sum() + lyon.counts.sum()
    assert both.counts[1].tolist() == [[1, 2, 0], [0, 5, 7]]
    with pytest.raises(WrongMoments, match="ask"):
        lille + replace(lyon, item="ask")
