"""A plan says from which moment each outcome is counted, and is refused, by line, where that could not mean anything."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.snapshot_folder import write_snapshot
from village.analytics.manifest import read_manifest
from village.analytics.plans import load_plan
from village.analytics.plans.matching import match
from village.core.errors import InvalidPlan

Write = Callable[..., Path]
OWN = '[outcomes.baseline]\nantenatal = "t1"\n'
WHOLE = 'baseline = "t1"\n'


def test_those_who_entered_pregnant_start_at_another_wave(write: Write):
    plan = load_plan(write(more=OWN))
    [outcome] = plan.outcomes

    assert plan.starts(outcome) == {"antenatal": "t1", "postnatal": "t0"}
    assert plan.followups_of(outcome) == ("t2",)


def test_one_word_is_the_start_of_everybody(write: Write):
    plan = load_plan(write(more=WHOLE))

    assert plan.starts(plan.outcomes[0]) == {"antenatal": "t1", "postnatal": "t1"}


def test_a_population_starts_where_its_parents_do(write: Write):
    some = '[[populations]]\nkey = "born"\ntitle = { fr = "nés", en = "born" }\nwhere = { entry = ["postnatal"] }\n'
    plan = load_plan(write(more=f'population = "born"\n{OWN}{some}'))

    assert plan.starts(plan.outcomes[0]) == {"postnatal": "t0"}
    assert plan.followups_of(plan.outcomes[0]) == ("t1", "t2")


def test_the_usual_baseline_said_aloud_is_the_same_plan(write: Write):
    usual = load_plan(write())
    aloud = load_plan(write(more='baseline = "t0"\n'))
    by_entry = load_plan(write(more='[outcomes.baseline]\npostnatal = "t0"\n'))

    assert usual.hash == aloud.hash == by_entry.hash
    assert load_plan(write(more=OWN)).hash != usual.hash
    assert load_plan(write(more=OWN)).content["outcomes"][0]["baseline"] == {"antenatal": "t1"}


@pytest.mark.parametrize(
    ("changes", "more", "sentence"),
    [
        ([], 'baseline = "t9"\n', "18: `baseline` is one of t0, t1, t2, not 't9'"),
        ([], '[outcomes.baseline]\nborn = "t1"\n', "19: `born` is not a key of this format"),
        ([], '[outcomes.baseline]\nantenatal = "t9"\n', "19: `antenatal` is one of t0, t1, t2"),
        ([], "baseline = 1\n", "18: `baseline` must be a text, not 1"),
        (
            [],
            'baseline = "t2"\n',
            "18: the baseline 't2' of 'calm' does not come before its endpoint 't2'",
        ),
        (
            [],
            'endpoint = "t1"\n[outcomes.baseline]\nantenatal = "t2"\n',
            "19: the baseline 't2' of 'calm' does not come before its endpoint 't1'",
        ),
        (
            [('"paired"', '"growth"')],
            OWN,
            "18: a growth model is a line over months since one moment",
        ),
        (
            [('"paired"', '"mmrm"')],
            f'covariance = "ar1"\n{OWN}',
            "18: ar1 supposes one pace from wave to wave",
        ),
        (
            [],
            f'{OWN}[[subgroups]]\nby = "language"\n[[subgroups]]\nby = "entry"\n',
            "23: the change in 'calm' is counted from another moment for each kind of entry, and cannot be compared by "
            "entry: name other `outcomes`",
        ),
        ([], f'{OWN}[[subgroups]]\nby = "kind"\n', "21: the change in 'calm' is counted from"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_line(
    write: Write, changes: list[tuple[str, str]], more: str, sentence: str
):
    path = write(*changes, more=more)

    with pytest.raises(InvalidPlan) as refusal:
        load_plan(path)

    assert str(refusal.value).startswith(f"{path}:{sentence}")


def test_parents_who_all_start_alike_are_compared_by_entry(write: Write):
    plan = load_plan(write(more=f'{WHOLE}[[subgroups]]\nby = "entry"\n'))

    assert plan.subgroups[0].outcomes == ("calm",)


def test_a_line_over_months_can_start_at_the_birth_when_all_its_waves_do(
    tmp_path: Path, write: Write
):
    growth = ('model = "paired"', 'model = "growth"')
    manifest = read_manifest(
        write_snapshot(tmp_path / "births", anchors={"t1": "birth", "t2": "birth"}, tables={})
    )

    match(load_plan(write(growth, more=WHOLE)), manifest)
    with pytest.raises(InvalidPlan, match="since t0, and t1, t2 counts from the birth"):
        match(load_plan(write(growth)), manifest)
