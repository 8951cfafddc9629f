"""Several sites that send sums only: the same national result, and nobody's answers in what they send."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.analytics.federation.sites import joined, parents, sent, three_sites
from tests.analytics.planned.conftest import opened, snapshot_of_scores
from village.analytics.disclosure.staying_home import FEWEST
from village.analytics.federation.joining import join_moments
from village.analytics.federation.sending import complete_rows, send_moments
from village.analytics.planned.courses import courses_of
from village.analytics.planned.evaluation import evaluate_plan
from village.analytics.planned.findings import PlannedEvaluation, planned_json
from village.analytics.plans import Plan
from village.core.errors import InvalidDocument, InvalidPlan, NotAllowed
from village.statistics.moments.errors import WrongMoments
from village.statistics.moments.files import read_moments, write_moments

Planned = Callable[..., Plan]
COVARIATE = 'covariates = ["entry"]\n'
HOUSES_ONLY = 'nesting = ["house", "parent"]\n'


@pytest.fixture
def plan(planned: Planned) -> Plan:
    return planned(model="mixed", more=COVARIATE)


def in_one_place(scores: dict[str, list[object]], plan: Plan, folder: Path) -> PlannedEvaluation:
    with opened(snapshot_of_scores(folder / "pooled", scores)) as snapshot:
        return evaluate_plan(snapshot, plan)


def assert_same_estimates(one: PlannedEvaluation, other: PlannedEvaluation) -> None:
    for here, there in zip(one.findings, other.findings, strict=True):
        for name in ("value", "se", "df", "low", "high"):
            assert getattr(here.modelled.change, name) == pytest.approx(
                getattr(there.modelled.change, name), rel=1e-8
            ), name
        assert here.modelled.details["criterion"] == pytest.approx(
            there.modelled.details["criterion"], rel=1e-10
        )
        assert here.modelled.n == there.modelled.n
        assert here.modelled.sd == pytest.approx(there.modelled.sd, rel=1e-6)


def test_the_national_model_is_that_of_the_pooled_rows(plan: Plan, tmp_path: Path):
    national = joined(plan, tmp_path)
    pooled = in_one_place(parents(houses=range(9)), plan, tmp_path)

    assert_same_estimates(national, pooled)
    assert all(f.modelled.details["home"] == {} for f in national.findings)


def test_when_some_stay_home_it_is_that_of_the_rows_that_left(planned: Planned, tmp_path: Path):
    # Groups of nine: four answered three times, too few to leave; five answered twice.
    plan = planned(model="mixed", more="[thresholds]\nlargest_share_home = 0.9\n")
    national = joined(plan, tmp_path, per_group=9)
    left = {
        name: row
        for name, row in parents(houses=range(9), per_group=9).items()
        if int(name.split("-")[2]) >= 4
    }
    at_t1 = [f for f in national.findings if f.counted.response.wave == "t1"]
    pooled = in_one_place(left, plan, tmp_path)

    assert national.findings[0].modelled.details["home"] == {
        "cell": {"parents": 9 * 2 * 4, "answers": 9 * 2 * 4 * 3}
    }
    assert at_t1[0].modelled.n == pooled.findings[0].modelled.n
    assert at_t1[0].modelled.change.value == pytest.approx(
        pooled.findings[0].modelled.change.value, abs=1e-8
    )


def test_everybody_enrolled_anywhere_is_in_the_denominator(plan: Plan, tmp_path: Path):
    national = joined(plan, tmp_path)
    [everyone] = national.populations
    last = national.findings[-1].counted

    assert everyone.reach.enrolled == 9 * 2 * 12
    assert (last.paired, last.paired_rate.total) == (9 * 2 * 6, 9 * 2 * 12)
    assert [site.houses for site in national.sites] == [
        {"0": 3, "1": 2, "2": 4}[str(place)]
        for place in sorted(
            range(3), key=lambda place: site_of(tmp_path / f"site{place}/site.moments")
        )
    ]


def site_of(path: Path) -> str:
    return str(read_moments(path).header["site"])


def test_no_sum_stands_for_fewer_than_five(plan: Plan, tmp_path: Path):
    for path in three_sites(plan, tmp_path):
        for moments in read_moments(path).moments.values():
            assert moments.smallest_cell >= FEWEST


def test_no_name_of_a_house_a_group_or_a_parent_is_in_the_file(plan: Plan, tmp_path: Path):
    path = sent(parents(houses=range(3)), plan, tmp_path)
    with zipfile.ZipFile(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    labels = np.concatenate(read_moments(path).moments["calm"].labels)

    assert not any(
        name in content for name in (b"house0", b"house1", b"g0-0", b"g2-1", b"p0-0-0", b"p2-1-11")
    )
    assert all(len(label) == 20 for label in labels)


def test_the_order_of_the_names_says_nothing(plan: Plan, tmp_path: Path):
    moments = read_moments(sent(parents(houses=range(3)), plan, tmp_path)).moments["calm"]

    assert moments.labels[0].tolist() == sorted(moments.labels[0].tolist())
    assert moments.check() is moments


def test_names_are_the_same_in_the_same_file_and_others_for_another_plan(
    planned: Planned, tmp_path: Path
):
    scores = parents(houses=range(3))
    one, again = (
        sent(scores, planned(model="mixed"), tmp_path / name).read_bytes() for name in "ab"
    )
    sent(scores, planned(model="mixed", more=COVARIATE), tmp_path / "c")
    names = [
        set(read_moments(tmp_path / place / "site.moments").moments["calm"].labels[0])
        for place in "ac"
    ]

    assert one == again
    assert not names[0] & names[1]


def test_a_mark_is_not_the_name_that_the_sums_carry(plan: Plan, tmp_path: Path):
    file = read_moments(sent(parents(houses=range(3)), plan, tmp_path))

    assert len(file.header["marks"]) == 3
    assert not set(file.header["marks"]) & set(file.moments["calm"].labels[0])


def test_the_order_of_the_files_changes_nothing(plan: Plan, tmp_path: Path):
    files = three_sites(plan, tmp_path)

    assert planned_json(join_moments(files, plan)) == planned_json(join_moments(files[::-1], plan))


def test_the_same_site_twice_is_refused(plan: Plan, tmp_path: Path):
    first, *_ = three_sites(plan, tmp_path)

    with pytest.raises(
        InvalidDocument, match="the same snapshot is in .*site.moments: its parents"
    ):
        join_moments([first, first], plan)


def test_a_house_that_two_sites_send_is_refused(plan: Plan, tmp_path: Path):
    one = sent(parents(houses=range(3)), plan, tmp_path / "one")
    two = sent(parents(houses=range(2, 5)), plan, tmp_path / "two")

    with pytest.raises(
        InvalidDocument, match="the same house is in .*its parents would count twice"
    ):
        join_moments([one, two], plan)


def test_the_same_site_at_another_date_is_refused(plan: Plan, tmp_path: Path):
    scores = parents(houses=range(3))
    later = {**scores, "p0-0-12": scores["p0-0-11"]}
    one, two = sent(scores, plan, tmp_path / "one"), sent(later, plan, tmp_path / "two")

    with pytest.raises(InvalidDocument, match="the same site is in"):
        join_moments([one, two], plan)


def rewritten(path: Path, **header: object) -> Path:
    file = read_moments(path)
    changed = path.with_name("changed.moments")
    write_moments(changed, file.moments, {**file.header, **header})
    return changed


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (
            {"federation": 2},
            "it is of format 2, and this version of village reads format 1: a later version wrote it",
        ),
        ({"release": "9.9.9"}, "made by the release 9.9.9, and this is .*: make them again"),
        (
            {"plan": {"key": "calm", "version": "2", "hash": "0" * 64}},
            r"made for the plan calm@2 \(000000000000\), not for this calm@1",
        ),
    ],
)
def test_a_file_of_another_kind_is_refused(
    plan: Plan, tmp_path: Path, header: dict[str, object], sentence: str
):
    path = rewritten(sent(parents(houses=range(3)), plan, tmp_path), **header)

    with pytest.raises(InvalidDocument, match=sentence):
        join_moments([path], plan)


def test_a_file_that_lacks_an_outcome_is_refused(plan: Plan, tmp_path: Path):
    path = sent(parents(houses=range(3)), plan, tmp_path)
    other = tmp_path / "other.moments"
    write_moments(other, {}, read_moments(path).header)

    with pytest.raises(InvalidDocument, match="the sums of the outcome 'calm' are missing"):
        join_moments([other], plan)


def test_a_damaged_file_is_refused(plan: Plan, tmp_path: Path):
    path = sent(parents(houses=range(3)), plan, tmp_path)
    path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(WrongMoments, match="cut short"):
        join_moments([path], plan)


def test_no_file_at_all_is_refused(plan: Plan):
    with pytest.raises(InvalidDocument, match="no file of sums"):
        join_moments([], plan)


TWO = """
[[outcomes]]
key = "calm"
instrument = "calm@1"
scale = "calm"
family = "primary"
model = "mixed"
[[outcomes]]
key = "again"
instrument = "calm@1"
scale = "calm"
family = "secondary"
model = "mixed"
"""


@pytest.mark.parametrize(
    ("outcomes", "more", "sentence"),
    [
        ("", 'model = "paired"', "has a paired model: the sums that add across sites"),
        (TWO, COVARIATE, "'calm' and 'again' of the plan calm@1 differ by their covariates"),
        (TWO, HOUSES_ONLY, "differ by their nesting"),
        ("", 'model = "mixed"\ncovariates = ["language"]', "name its `languages`"),
    ],
)
def test_a_plan_whose_sums_would_tell_is_refused(
    planned: Planned, tmp_path: Path, outcomes: str, more: str, sentence: str
):
    if not outcomes:
        outcomes, more = (
            TWO.split('[[outcomes]]\nkey = "again"')[0].replace('model = "mixed"', more),
            "",
        )

    with pytest.raises(InvalidPlan, match=sentence):
        sent(parents(houses=range(3)), planned(outcomes=outcomes, more=more), tmp_path)


def test_when_too_many_would_stay_home_the_nesting_that_would_keep_them_is_said(
    plan: Plan, tmp_path: Path
):
    with pytest.raises(NotAllowed) as refusal:
        sent(parents(houses=range(3), per_group=8), plan, tmp_path)

    assert str(refusal.value) == (
        "100% of 48 parents would stay home, and the plan allows 20%: with the nesting house/group/parent, too few "
        "parents of one place answered as many times for their sum to leave it. With house/parent instead, 100% would "
        "be counted."
    )
    assert not (tmp_path / "site.moments").exists()


def test_a_site_of_four_parents_sends_nothing(plan: Plan, tmp_path: Path):
    few = dict(list(parents(houses=range(1)).items())[:4])

    with pytest.raises(NotAllowed, match="fewer than 5 parents do not leave their site: 4"):
        sent(few, plan, tmp_path)


def test_a_file_is_never_written_over_another(plan: Plan, tmp_path: Path):
    path = sent(parents(houses=range(3)), plan, tmp_path)
    before = path.read_bytes()

    with (
        opened(tmp_path / "snapshot") as snapshot,
        pytest.raises(NotAllowed, match="already exists"),
    ):
        send_moments(snapshot, plan, path)
    assert path.read_bytes() == before


def test_all_outcomes_are_summed_over_the_same_answers(network: Path, planned: Planned):
    """One scale being the sum of others, the score of a parent in some and not in all would be a subtraction away."""
    outcomes = "".join(
        f'[[outcomes]]\nkey = "{scale}"\ninstrument = "village-16@1"\nscale = "{scale}"\n'
        'family = "secondary"\nmodel = "mixed"\nnesting = ["house", "parent"]\n'
        for scale in ("confidence", "total")
    )
    with opened(network) as snapshot:
        course = courses_of(snapshot, planned(outcomes=outcomes))["everyone", ()]
        complete = complete_rows(course)
        found = complete.collect(complete.table.count().name("rows").as_table()).to_pylist()
        scores = snapshot.table("scores")
        both = (
            scores.filter(
                scores.value.notnull(),
                scores.scale.isin(["confidence", "total"]),
                scores.wave.isin(["t0", "t1", "t2"]),
            )
            .group_by("participant", "wave")
            .agg(scores=lambda t: t.count())
        )
        whole = snapshot.collect(both.filter(both.scores == 2).count().name("rows").as_table())

    assert found == whole.to_pylist()


def test_sites_are_told_apart_only_by_themselves(plan: Plan, tmp_path: Path):
    header = read_moments(sent(parents(houses=range(3)), plan, tmp_path)).header

    assert "house0" not in json.dumps(header)
    assert len(header["site"]) == 16


def test_a_population_of_a_few_is_not_counted_in_the_file(planned: Planned, tmp_path: Path):
    few = """
        [[populations]]
        key = "early"
        title = { fr = "avant la naissance", en = "before birth" }
        where = { entry = ["antenatal"] }
    """
    scores = parents(houses=range(3))
    for place, row in enumerate(scores.values()):
        row[2] = "antenatal" if place < 4 else "postnatal"
    plan = planned(model="mixed", more=few)
    path = sent(scores, plan, tmp_path)
    counted = read_moments(path).header["populations"]

    assert counted["everyone"]["enrolled"] == 72
    assert counted["early"]["enrolled"] is None
    assert {v for wave in counted["early"]["waves"].values() for v in wave.values()} == {None}
    national = join_moments(
        [path, sent(parents(houses=range(3, 5)), plan, tmp_path / "other")], plan
    )
    early = next(population for population in national.populations if population.key == "early")
    assert early.reach.enrolled is None
    assert all(response.invited is None for response in early.responses)


def test_no_covariate_that_a_few_parents_of_the_site_have_is_in_the_sums(
    plan: Plan, tmp_path: Path
):
    scores = parents(houses=range(3))
    for place, row in enumerate(scores.values()):
        row[2] = "antenatal" if place < 4 else "postnatal"
    moments = read_moments(sent(scores, plan, tmp_path)).moments["calm"]
    place = next(n for n, name in enumerate(moments.columns) if "antenatal" in name)

    assert moments.cross[place, place] == 0
