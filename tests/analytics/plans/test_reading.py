"""A plan is read strictly: what is wrong is named with its file and line, and nothing is ignored."""

from collections.abc import Callable
from pathlib import Path

import pytest

from village.analytics.plans import Plan, Population, Subgroups, load_plan
from village.core.errors import InvalidPlan
from village.core.privacy import Audience

SHIPPED = Path(__file__).parents[3] / "plans/village-core/1/plan.toml"

Write = Callable[..., Path]


def test_a_plan_says_what_was_decided(plan: Plan):
    assert (plan.name, plan.audience) == ("calm@1", Audience.PUBLIC)
    assert (plan.baseline, plan.followups) == ("t0", ("t1", "t2"))
    [outcome] = plan.outcomes
    assert outcome.scale_key == ("calm", "1", "calm")
    assert (outcome.endpoint, outcome.population) == ("t2", "everyone")


def test_everyone_enrolled_is_a_population_nobody_has_to_define(plan: Plan):
    [everyone] = plan.populations

    assert (everyone.key, everyone.where) == ("everyone", {})


def test_the_plan_we_ship_can_be_read():
    plan = load_plan(SHIPPED)

    assert {outcome.scale for outcome in plan.outcomes} == {
        "confidence",
        "isolation",
        "stress",
        "wellbeing",
        "support",
        "total",
    }
    assert (plan.key, plan.version) == (SHIPPED.parent.parent.name, SHIPPED.parent.name)


def test_some_of_the_parents_are_chosen_by_what_was_known_at_entry(write: Write):
    more = """
        [[populations]]
        key = "postnatal"
        title = { fr = "entrés après la naissance", en = "entered after birth" }
        where = { entry = ["postnatal"], language = ["fr", "ar"] }
    """
    _, population = load_plan(write(more=more)).populations

    assert population == Population(
        key="postnatal",
        titles={"fr": "entrés après la naissance", "en": "entered after birth"},
        where={"entry": ("postnatal",), "language": ("fr", "ar")},
    )


def test_subgroups_are_those_of_the_primary_outcomes_when_nothing_is_said(write: Write):
    plan = load_plan(write(more='[[subgroups]]\nby = "entry"\n'))

    assert plan.subgroups == (Subgroups(by="entry", outcomes=("calm",)),)


@pytest.mark.parametrize(
    ("changes", "more", "sentence"),
    [
        (
            [("format = 1", "format = 2")],
            "",
            "1: it is of format 2, and this version of village reads format 1: a later version wrote it",
        ),
        ([('version = "1"\n', "")], "", "1: `version` is missing (a text)"),
        (
            [('"public"', '"everybody"')],
            "",
            "4: `audience` is one of public, house, not 'everybody'",
        ),
        ([(', en = "Calm"', "")], "", "5: `en` is missing (a text)"),
        (
            [('"Le calme"', '"L\'effet des groupes"')],
            "",
            "5: a snapshot compares nobody with parents who do not come: say change, not 'effet'",
        ),
        ([('"Calm"', '"Impact of groups"')], "", "5: a snapshot compares nobody"),
        ([('endpoint = "t2"', 'endpoint = "t9"')], "", "10: `endpoint` is one of t1, t2, not 't9'"),
        ([('["t1", "t2"]', "[]")], "", "9: `followups` names one wave at least"),
        (
            [('["t1", "t2"]', '["t0", "t2"]')],
            "",
            "9: the baseline 't0' cannot also be a follow-up",
        ),
        ([('"calm@1"', '"calm"')], "", "14: `instrument` is written key@version, not 'calm'"),
        ([('"primary"', '"first"')], "", "16: `family` is one of primary, secondary, not 'first'"),
        ([("model =", "modle =")], "", "12: `model` is missing"),
        (
            [('key = "calm"\nversion', 'key = "calm baby"\nversion')],
            "",
            "2: `key` is made of letters, digits, - and _",
        ),
        ([], "colour = 1\n", "18: `colour` is not a key of this format"),
        ([], "[thresholds]\nceiling = 15\n", "19: `ceiling` is a share between 0 and 1, not 15"),
        ([], "[thresholds]\nceiling = nan\n", "19: `ceiling` must be a finite number, not nan"),
        ([], "[thresholds]\nfew_groups = 1\n", "19: `few_groups` is 2 at least"),
        ([], '[[subgroups]]\nby = "age"\n', "19: `by` is one of entry, language, kind, zone"),
        (
            [],
            '[[subgroups]]\nby = "entry"\noutcomes = ["joy"]\n',
            "20: this plan has no outcome joy",
        ),
        (
            [],
            '[[subgroups]]\nby = "entry"\n[[subgroups]]\nby = "entry"\n',
            "21: subgroups by 'entry' are asked for twice",
        ),
        ([], "[[outcomes]]\nkey = 3\n", "19: `key` must be a text, not 3"),
        ([], 'covariates = ["entry"]\n', "18: a paired model takes no covariates: mixed do"),
        ([], 'covariance = "ar1"\n', "18: a paired model has no `covariance`: mmrm has"),
        (
            [('"paired"', '"mmrm"')],
            'covariance = "wild"\n',
            "18: `covariance` is one of unstructured, toeplitz, ar1, cs, not 'wild'",
        ),
        ([], 'nesting = ["parent"]\n', "18: a paired model has no `nesting`: mixed have"),
        (
            [('"paired"', '"mixed"')],
            'covariates = ["age"]\n',
            "18: `covariates` are among entry, language, kind, zone, not age",
        ),
        (
            [('"paired"', '"mixed"')],
            'nesting = ["parent", "house"]\n',
            "18: `nesting` goes from house to group to parent, and ends with parent",
        ),
        (
            [('"paired"', '"mixed"')],
            'nesting = ["house", "group"]\n',
            "18: `nesting` goes from house to group to parent, and ends with parent",
        ),
        ([("[[outcomes]]", "[outcomes]")], "", "12: `outcomes` must be a list of [[outcomes]]"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    write: Write, changes: list[tuple[str, str]], more: str, sentence: str
):
    path = write(*changes, more=more)

    with pytest.raises(InvalidPlan) as refusal:
        load_plan(path)

    assert f"{path}:{sentence}" in str(refusal.value)


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("{}", "`where` of 'some' chooses nobody"),
        ("{ entry = [] }", "`where` of 'some' chooses nobody"),
        ('{ age = ["20"] }', "`where` knows entry, language, kind, zone, not 'age'"),
    ],
)
def test_a_population_that_chooses_nobody_is_refused(write: Write, where: str, reason: str):
    more = f'[[populations]]\nkey = "some"\ntitle = {{ fr = "x", en = "x" }}\nwhere = {where}\n'

    with pytest.raises(InvalidPlan, match=reason):
        load_plan(write(more=more))


def test_a_file_that_is_not_there_or_not_toml_is_refused(tmp_path: Path, write: Write):
    with pytest.raises(InvalidPlan, match="nothing.toml: the file is missing"):
        load_plan(tmp_path / "nothing.toml")
    with pytest.raises(InvalidPlan, match="plan.toml:1: not TOML"):
        load_plan(write(("format = 1", "format = = 1")))


FURTHER = """
measurement = true
languages = ["fr", "ar"]
"""
MORE = """
[sensitivity]
known_at_entry = ["entry"]
[exposure]
of = "meetings"
observational = true
[[reliable_change]]
outcome = "calm"
sd = 3
sd_source = "our entries"
reliability = 0.8
reliability_source = "a retest"
"""


def test_what_is_asked_beside_the_outcomes_is_theirs_by_default(write: Write):
    plan = load_plan(write(('audience = "public"', f'audience = "public"{FURTHER}'), more=MORE))

    assert plan.measurement is True
    assert plan.languages == plan.values("language") == ("fr", "ar")
    assert plan.sensitivity is not None
    assert (plan.sensitivity.outcomes, plan.sensitivity.tipping_point) == (("calm",), True)
    assert plan.exposure is not None
    assert plan.exposure.outcomes == ("calm",)
    assert plan.reliable_change[0].reliability == 0.8


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (
            '[exposure]\nof = "meetings"\nobservational = false\n',
            "20: nobody drew who came how often: say `observational = true`",
        ),
        ('[exposure]\nof = "meetings"\n', "18: `observational` is missing"),
        ('[exposure]\nof = "letters"\n', "19: `of` is one of meetings, not 'letters'"),
        ('[sensitivity]\nknown_at_entry = ["age"]\n', "19: `known_at_entry` are among entry"),
        (MORE.replace("sd = 3", "sd = 0"), "26: `sd` is more than 0, not 0"),
        (MORE.replace("0.8", "1"), "28: `reliability` is from 0 to below 1, not 1"),
        (MORE.replace('"a retest"', '""'), "29: `reliability_source` is empty"),
        (MORE.replace('"calm"', '"joy"'), "25: `outcome` is one of calm, not 'joy'"),
    ],
)
def test_what_is_wrong_beside_the_outcomes_is_named_too(write: Write, more: str, sentence: str):
    path = write(more=more)

    with pytest.raises(InvalidPlan) as refusal:
        load_plan(path)

    assert f"{path}:{sentence}" in str(refusal.value)
