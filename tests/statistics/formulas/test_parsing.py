"""What a formula says before any file is seen, and what it may not say."""

import subprocess
import sys

import pytest

from village.statistics.formulas import InvalidFormula, nested_levels, parse_formula


def terms(text: str) -> list[str]:
    return [":".join(part.name for part in term) for term in parse_formula(text).terms]


def test_main_effects_come_before_their_interactions():
    assert terms("y ~ t*single + over") == ["t", "single", "over", "t:single"]


def test_every_column_is_named_once_the_outcome_first():
    assert parse_formula("y1 - y0 ~ t*`mother tongue` + log(t)").variables == (
        "y1",
        "y0",
        "t",
        "mother tongue",
    )


def test_an_outcome_of_several_words_is_written_between_backticks():
    assert parse_formula("`total score` ~ 1").outcome.columns == ("total score",)


@pytest.mark.parametrize(
    ("text", "has_one"),
    [("y ~ x", True), ("y ~ x - 1", False), ("y ~ 0 + x", False), ("y~1", True)],
)
def test_the_intercept_is_there_unless_it_is_taken_out(text: str, has_one: bool):
    assert parse_formula(text).intercept is has_one


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("y ~ t + (1|house/group/parent)", None),
        ("y ~ (1 | house/group/parent) + t", None),
        ("y ~ t", "house/group/parent"),
        ("y ~ t", " house / group / parent "),
        ("y ~ t + (1|house/group/parent)", "house/group/parent"),
        ("y ~ t + (1|house) + (1|house:group) + (1|parent:group:house)", None),
    ],
)
def test_groups_are_said_in_the_formula_or_beside_it(text: str, groups: str | None):
    formula = parse_formula(text)

    assert nested_levels(formula, groups) == ("house", "group", "parent")
    assert terms(text) == ["t"]


def test_a_mean_alone_may_have_groups():
    formula = parse_formula("Yield ~ (1|Batch)")

    assert (formula.terms, formula.intercept) == ((), True)
    assert nested_levels(formula, None) == ("Batch",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("y", "A formula is written outcome ~ terms, such as y ~ t * single; this is 'y'."),
        (" ~ x", "The formula ' ~ x' has no outcome before ~."),
        ("y ~ ", "The formula 'y ~ ' has no term after ~ (write 1 for a mean alone)."),
        ("1 ~ x", "The outcome '1' is not a column."),
        ("y ~ x + y", "'y' is the outcome: it cannot explain itself."),
        ("y ~ x | z", "A bar in 'y ~ x | z' belongs in parentheses: (1|house/group/parent)."),
        (
            "y ~ x +",
            "The terms 'x +' cannot be read: Operator `+` has insuffient arguments and/or is misplaced.",
        ),
        ("y ~ 3:x", "In '3:x', the only numbers that can be terms are 0 and 1."),
        ("y ~ I(x^0.5)", "In a formula, a power is a whole number from 1 to 9, not '0.5'."),
        (
            "y ~ poly(x, 2)",
            "'poly(x, 2)' is not arithmetic on columns: a formula knows + - * / and powers inside I(), log, sqrt, exp, "
            "abs, factor() and ns().",
        ),
        (
            "y ~ I(__import__('os'))",
            "'__import__('os')' is not arithmetic on columns: a formula knows + - * / and powers inside I(), log, sqrt, "
            "exp, abs, factor() and ns().",
        ),
        ("y ~ factor(x + z)", "'factor(x + z)': factor() takes the name of one column."),
        (
            "y ~ ns(x, df=3)",
            "'ns(x, df=3)': write ns(column, knots=[8, 12], boundary=[2, 20]); knots taken from the rows would differ "
            "from one file to the next.",
        ),
        (
            "y ~ ns(x, knots=[8, 12], boundary=[10, 20])",
            "The knots of ns() must increase, strictly between the two values of its boundary.",
        ),
        (
            "y ~ ns(x, knots=[z], boundary=[10, 20])",
            "'ns(x, knots=[z], boundary=[10, 20])': the knots and the boundary of ns() are numbers.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(text: str, sentence: str):
    with pytest.raises(InvalidFormula) as refused:
        parse_formula(text)

    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("text", "groups", "beginning"),
    [
        (
            "y ~ 1 + (1|plate) + (1|sample)",
            None,
            "The groups 'plate' and 'sample' are crossed, not nested",
        ),
        ("y ~ 1", "plate+sample", "The groups 'plate+sample' are crossed, not nested"),
        ("y ~ 1", "house:parent", "The groups 'house:parent' are crossed, not nested"),
        (
            "y ~ t + (t|parent)",
            None,
            "'(t|parent)': here each unit has an intercept of its own and no slope",
        ),
        ("y ~ t", None, "Say which units the rows are nested in, the largest first: --groups"),
        (
            "y ~ t",
            "house//parent",
            "The groups 'house//parent' are not a path such as house/group/parent.",
        ),
        ("y ~ t", "house/house", "The groups 'house/house' name a column twice."),
        ("y ~ t", "house/t", "'t' is a level of the groups and a term of the formula"),
        (
            "y ~ 1 + (1|house)",
            "parent",
            "The formula says the groups are house, and --groups says parent",
        ),
    ],
)
def test_groups_that_are_not_nested_are_refused_with_the_reason(
    text: str, groups: str | None, beginning: str
):
    formula = parse_formula(text)

    with pytest.raises(InvalidFormula) as refused:
        nested_levels(formula, groups)

    assert str(refused.value).startswith(beginning)


def test_reading_a_formula_does_not_import_pandas_and_leaves_formulaic_whole():
    """Importing pandas takes longer than a national model: only the parser of formulaic is wanted."""
    script = (
        "import sys\n"
        "from village.statistics.formulas import parse_formula\n"
        "parse_formula('y ~ t*single')\n"
        "assert 'pandas' not in sys.modules and 'formulaic' not in sys.modules\n"
        "from formulaic import Formula\n"
        "assert str(Formula('y ~ t*single').rhs) == '1 + t + single + t:single'\n"
        "assert len(parse_formula('y ~ t*single').terms) == 3\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, "")
