"""No cut-off nor threshold of a questionnaire stands outside its folder: there it has a source, and can be checked."""

import ast
from pathlib import Path

import pytest

from tests.architecture.cut_offs import Shipped, in_python, in_text, numbers_named
from tests.architecture.sources import ROOT, VILLAGE, modules, place_of, tree_of
from village.core.evidence import CHANGES
from village.core.instruments import load_library
from village.core.scales import Instrument

LIBRARY = load_library([ROOT / "instruments"])
# Whoever imports one of these has scores, answers or items at hand.
OF_INSTRUMENTS = (
    "village.core.evidence",
    "village.core.instruments",
    "village.core.scales",
    "village.core.scoring",
    "village.analytics.evaluation",
    "village.analytics.followup",
    "village.analytics.outcomes",
    "village.analytics.results",
    "village.analytics.scale_notes",
    "village.analytics.scoring",
    "village.library",
)
# Numbers that are a cut-off of some questionnaire by chance. Each says what it counts; one that is gone fails too.
ALLOWED = {
    ("village/formats/matching.py", "after - before != 2"): "places in a list of questions",
}


def numbers_of(instrument: Instrument) -> set[float]:
    """Its cut-offs, what is a change on its scales, and the answers that call for help."""
    evidence = instrument.evidence
    found: set[float | None] = {scale.change_threshold for scale in instrument.scales}
    found |= {end for line in evidence.cut_offs for end in (line.at_least, line.at_most)}
    found |= {figure.value for figure in evidence.figures if figure.kind in CHANGES}
    found |= {end for rule in instrument.safety for end in (rule.at_least, rule.at_most)}
    return {float(number) for number in found if number is not None}


SHIPPED = Shipped(
    keys=frozenset(one.key for one in LIBRARY.values()),
    scales=frozenset(scale.key.lower() for one in LIBRARY.values() for scale in one.scales),
    numbers=frozenset(number for one in LIBRARY.values() for number in numbers_of(one)),
)
CONSTANTS = numbers_named([tree_of(path) for path in modules()])


def knows_instruments(tree: ast.Module) -> bool:
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [f"{node.module}"]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    return any(name.startswith(OF_INSTRUMENTS) for name in imported)


def offences(path: Path) -> list[tuple[str, str]]:
    tree = tree_of(path)
    constants = CONSTANTS | numbers_named([tree])  # two modules may name their own number alike
    found = in_python(tree, SHIPPED, constants, knows_instruments=knows_instruments(tree))
    return [(place_of(path), text) for _, text in found]


def test_no_cut_off_is_written_in_code():
    found = {offence for path in modules() for offence in offences(path)}

    assert found - ALLOWED.keys() == set(), "it belongs in the folder of its instrument"
    assert ALLOWED.keys() - found == set(), "no longer there: take it out of the list"


def test_none_is_written_in_a_page_or_a_script():
    pages = [
        path
        for folder in (VILLAGE, ROOT / "static")
        for suffix in ("html", "jinja", "js", "txt")
        for path in folder.rglob(f"*.{suffix}")
        if "vendor" not in path.parts
    ]

    assert len(pages) > 50
    assert [(place_of(path), found) for path in pages for found in in_text(path.read_text())] == []


def test_the_numbers_looked_for_are_those_of_the_folders():
    assert {13.0, 10.0, 11.5, 8.0, 1.0, 28.0} <= SHIPPED.numbers
    assert {"epds", "village-16", "who5"} <= SHIPPED.keys


OFFENDERS = {
    "a score": "if score >= 13: call()",
    "turned round": "if 13 <= found.score: call()",
    "an attribute": "is_high = scored.total > 9",
    "between brackets": "is_high = scores['total'] >= 10",
    "by the name of a scale": "is_high = answers['EPDS-3A'] >= 6",
    "by the name of an instrument": "is_high = points_of(epds) >= 13",
    "rounded first": "is_high = float(score) >= 12.5",
    "of its exact value": "is_high = scored.total >= Fraction(13)",
    "a range": "is_high = total in range(13, 31)",
    "a chain": "is_moderate = 10 <= score < 13",
    "one is enough": "is_high = score >= 1",
    "a named number": "EPDS_CUTOFF = 13",
    "with an underscore": "CUT_OFF: int = 13",
    "a table of them": "CUT_OFFS = {'epds': 13, 'who5': 28}",
    "by instrument only": "LIMITS_OF = {'epds': (10, 13)}",
    "an argument": "watch(scale, threshold=4)",
    "by default": "def is_high(answers, *, cut_off=13): ...",
    "a constant of another module": "is_high = score >= FEWEST",
    "a column of scores": "high = _.score.between(10, 12)",
    "by classes": "np.digitize(scores, [5, 10, 15, 20])",
    "by bisection": "bisect([5, 10, 15], total)",
    "by cases": "match score:\n case 13 | 14: call()",
    "in SQL": "QUERY = 'select participant from scores where score >= 13'",
    "minimal change": "MCID = 10",
    "severity": "probable = 13",
}


@pytest.mark.parametrize("code", OFFENDERS.values(), ids=OFFENDERS)
def test_whoever_writes_one_is_found(code: str):
    found = in_python(ast.parse(code), SHIPPED, CONSTANTS, knows_instruments=False)

    assert list(found)


@pytest.mark.parametrize(
    "code",
    ["if value >= 13: call()", "is_high = answer > 10.5", "x = answers[item] in {10, 13}"],
)
def test_where_scores_are_at_hand_the_name_does_not_matter(code: str):
    tree = ast.parse(code)

    assert list(in_python(tree, SHIPPED, CONSTANTS, knows_instruments=True))
    assert not list(in_python(tree, SHIPPED, CONSTANTS, knows_instruments=False))


@pytest.mark.parametrize(
    "code",
    [
        "if score >= rule.at_least: call()",
        "if gain >= scale.change_threshold: call()",
        "if score > 0: call()",
        "threshold = scale.change_threshold",
        "is_long = len(rows) > 13",
        "is_missing = score is None",
        "half = 2 * reused < total",
    ],
)
def test_what_reads_the_folder_is_not(code: str):
    assert not list(in_python(ast.parse(code), SHIPPED, CONSTANTS, knows_instruments=True))


@pytest.mark.parametrize(
    "line",
    [
        "{% if score >= 13 %}",
        "{% if scored.total > 9 %}",
        "if (answers.total >= 10) {",
        "const EPDS_CUTOFF = 13",
    ],
)
def test_a_page_or_a_script_is_read_too(line: str):
    assert [number for number, _ in in_text(f"<p>\n{line}")] == [2]
