"""From rows of persons at planned waves to their sums, and to a model."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.statistics.estimators.repeated.persons import Persons, all_columns, drawn
from village.statistics.arrays import Array
from village.statistics.engine import open_rows
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.repeated import fit_waves
from village.statistics.formulas import InvalidFormula, parse_formula
from village.statistics.scans.repeated import fit_waves_file
from village.statistics.scans.waves import WaveScan, scan_waves

MODEL = "y ~ time * age + sleep"

SEEN = """
parent,wave,arm,age,y
anna,t0,A,31,10
anna,t1,A,31,14
bilal,t0,B,28,8
bilal,t1,B,28,
chloé,t0,B,35,9
chloé,t1,B,35,7.5
david,t1,A,40,12
emma,t0,A,,3
"""


def written(persons: Persons, path: Path, *, shuffled: bool = False) -> Path:
    """The rows of drawn persons, in a Parquet file."""
    person, wave = np.nonzero(persons.seen)
    order = (
        np.random.default_rng(1).permutation(len(person)) if shuffled else np.arange(len(person))
    )
    person, wave = person[order], wave[order]
    assert persons.house is not None and persons.group is not None
    columns: dict[str, Array | list[str]] = {
        "house": [f"house {h}" for h in persons.house[person]],
        "grp": [f"group {g}" for g in persons.group[person]],
        "parent": [f"p{p:03}" for p in person],
        "time": np.array(persons.times)[wave],
        "age": persons.features["age"][person],
        "sleep": persons.varying["sleep"][person, wave],
        "y": persons.outcome[person, wave],
    }
    pq.write_table(pa.table(columns), path)
    return path


def scanned(path: Path, formula: str = MODEL) -> WaveScan:
    with open_rows(path) as rows:
        return scan_waves(
            rows, parse_formula(formula), wave="time", person="parent", levels=("house", "grp")
        )


def drawing(tmp_path: Path, text: str, formula: str, *, wave: str = "wave", name: str = "rows.csv"):
    path = tmp_path / name
    path.write_text(text.strip() + "\n", "utf-8")
    with open_rows(path) as rows:
        return scan_waves(rows, parse_formula(formula), wave=wave, person="parent")


def test_the_scan_finds_the_sums_of_the_persons(tmp_path):
    persons = drawn(11)
    scan = scanned(written(persons, tmp_path / "rows.parquet", shuffled=True))
    found, plain = scan.moments.check(), persons.moments()

    order = [found.patterns.tolist().index(pattern) for pattern in plain.patterns.tolist()]
    assert (found.persons[order] == plain.persons).all()
    assert found.recentred(plain.centre).cross[order] == pytest.approx(plain.cross, abs=1e-8)
    assert list(found.n.values()) == list(plain.n.values())
    assert (found.features, found.varying, found.outcome) == (("1", "age"), ("sleep",), "y")


def test_the_model_of_the_scan_is_the_model_of_the_persons(tmp_path):
    persons = drawn(12, persons=60)
    scan = scanned(written(persons, tmp_path / "rows.parquet"))
    fit = fit_waves(scan.moments, scan.columns, covariance="cs")
    plain = fit_waves(persons.moments(), all_columns(persons), covariance="cs")

    assert fit.criterion == pytest.approx(plain.criterion, rel=1e-9)
    assert set(fit.fixed) == set(plain.fixed)
    for name, term in fit.fixed.items():
        assert term.estimate == pytest.approx(plain.fixed[name].estimate, rel=1e-5)
        assert term.df == pytest.approx(plain.fixed[name].df, rel=1e-4)


def test_what_cannot_be_used_is_counted_by_reason(tmp_path):
    scan = drawing(tmp_path, SEEN, "y ~ factor(wave) * arm + age")

    assert scan.left_out == {"y is missing": 1, "age is missing": 1}
    assert scan.moments.n == {"rows": 6, "parent": 4}
    assert [column.name for column in scan.columns] == [
        "(Intercept)", "factor(wave)t1", "armB", "age", "factor(wave)t1:armB",
    ]  # fmt: skip
    assert [column.of for column in scan.columns] == ["1", "1", "armB", "age", "armB"]
    assert scan.columns[4].over_waves.tolist() == [0, 1]


def test_waves_named_by_months_are_in_the_order_of_their_numbers(tmp_path):
    text = "parent,wave,y\n" + "".join(
        f"p{p},m{month},{p + month}\n" for p in range(4) for month in (12, 0, 3)
    )
    scan = drawing(tmp_path, text, "y ~ factor(wave)")

    assert scan.moments.waves == ("m0", "m3", "m12")
    assert scan.moments.times.tolist() == [0, 3, 12]
    assert scan.warnings == ()


def test_waves_without_a_number_are_in_the_order_of_the_alphabet_and_one_is_told(tmp_path):
    text = "parent,wave,y\n" + "".join(
        f"p{p},{wave},{p + 1}\n" for p in range(4) for wave in ("before", "after")
    )
    scan = drawing(tmp_path, text, "y ~ 1")

    assert scan.moments.waves == ("after", "before")
    assert scan.warnings == ("The waves of 'wave' were taken in the order after, before.",)


def test_a_parent_of_another_group_is_another_parent(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("grp,parent,wave,y\na,1,0,3\na,1,1,4\nb,1,0,5\nb,1,1,7\nb,2,0,6\n")
    with open_rows(path) as rows:
        scan = scan_waves(
            rows, parse_formula("y ~ wave"), wave="wave", person="parent", levels=("grp",)
        )

    assert scan.moments.n == {"rows": 5, "grp": 2, "parent": 3}
    assert scan.moments.labels[0].tolist() == ["a", "b"]


BROKEN = {
    "a parent twice at a wave": (
        "parent,wave,y\nanna,0,3\nanna,1,4\nbilal,0,5\nbilal,1,6\nbilal,1,7\n", "y ~ wave",
        "1 rows repeat a wave of the same parent; the first place is parent bilal, wave 1",
    ),
    "a wave where nothing is known": (
        "parent,wave,y\nanna,0,3\nanna,1,\nbilal,0,5\nbilal,1,\n", "y ~ 1",
        "No row can be used where 'wave' is 1",
    ),
    "nothing at all": ("parent,wave,y\nanna,0,\nbilal,1,\n", "y ~ wave", "missing on every row"),
    "an outcome of words": ("parent,wave,y\nanna,0,good\nbilal,1,bad\n", "y ~ wave", "words"),
    "a constant outcome": ("parent,wave,y\nanna,0,3\nbilal,1,3\n", "y ~ wave", "nothing to explain"),
    "a number too large": ("parent,wave,y\nanna,0,1e308\nbilal,1,3\n", "y ~ wave", "so large"),
    "a constant covariate": (
        "parent,wave,age,y\nanna,0,30,3\nbilal,1,30,4\n", "y ~ wave + age", "'age' is 30 on every row",
    ),
    "an unknown column": ("parent,wave,y\nanna,0,3\n", "y ~ wave + nobody", "no column 'nobody'"),
    "who, as a term": ("parent,wave,y\nanna,0,3\n", "y ~ wave + parent", "says who answered"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_rows_that_cannot_be_fitted_are_refused_in_a_sentence(tmp_path, name):
    text, formula, sentence = BROKEN[name]

    with pytest.raises((CannotEstimate, InvalidFormula), match=sentence):
        drawing(tmp_path, text, formula)


def test_dates_are_not_planned_waves(tmp_path):
    text = "parent,day,y\n" + "".join(f"anna,{day},{day % 7}\n" for day in range(40))

    with pytest.raises(CannotEstimate, match="more than 24 different values"):
        drawing(tmp_path, text, "y ~ day", wave="day")


def test_the_wave_and_the_person_are_two_columns(tmp_path):
    with pytest.raises(InvalidFormula, match="different columns"):
        drawing(tmp_path, SEEN, "y ~ 1", wave="parent")


def test_groups_may_end_with_the_person_or_be_said_in_the_formula(tmp_path):
    path = written(drawn(13, persons=60), tmp_path / "rows.parquet")
    keys = {"wave": "time", "person": "parent", "covariance": "cs"}

    one = fit_waves_file(path, "y ~ time", groups="house/grp/parent", **keys)
    other = fit_waves_file(path, "y ~ time + (1|house/grp)", **keys)

    assert one.criterion == pytest.approx(other.criterion, rel=1e-12)
    assert list(one.n) == ["rows", "house", "grp", "parent"]


def in_groups(tmp_path: Path, parents: str, *, relative: bool = False) -> WaveScan:
    """Two groups, whose parents are named by letters: "abc def" are three and three others."""
    path = tmp_path / "rows.csv"
    lines = [
        f"{group},{parent},{wave},{ord(parent) % 7 + wave}"
        for group, named in enumerate(parents.split())
        for parent in named
        for wave in (0, 1)
    ]
    path.write_text("\n".join(["grp,parent,wave,y", *lines]) + "\n")
    with open_rows(path) as rows:
        return scan_waves(
            rows,
            parse_formula("y ~ wave"),
            wave="wave",
            person="parent",
            levels=("grp",),
            relative=relative,
        )


def test_a_parent_typed_into_two_groups_is_refused(tmp_path):
    with pytest.raises(InvalidFormula, match="The parent 'c' occurs in more than one grp"):
        in_groups(tmp_path, "abc cde")


def test_a_parent_of_two_groups_is_two_when_one_says_so(tmp_path):
    assert in_groups(tmp_path, "abc cde", relative=True).moments.n["parent"] == 6


def test_names_that_start_again_in_each_group_are_told(tmp_path):
    scan = in_groups(tmp_path, "abc abc")

    assert scan.moments.n["parent"] == 6
    assert "3 names of 'parent' out of 3 occur in more than one grp" in scan.warnings[0]


@pytest.mark.parametrize(
    ("formula", "same"),
    [
        ("y ~ factor(time) * age", "y ~ 0 + factor(time) + factor(time):age"),
        (
            "y ~ time * age",
            "y ~ time + age + I(time * age)",
        ),  # a product that changes within a parent
        ("y ~ factor(time)", "y ~ time + I(time^2)"),  # three waves
        ("y ~ sleep * time", "y ~ sleep + time + I(sleep * time)"),
        ("y ~ 0 + time:age", "y ~ 0 + I(time * age)"),  # nothing that a centre could be taken from
    ],
)
def test_one_model_may_be_written_in_two_ways(tmp_path, formula, same):
    path = written(drawn(15, persons=60), tmp_path / "rows.parquet")
    keys = {"wave": "time", "person": "parent", "covariance": "ar1h", "method": "ML"}

    one, other = (fit_waves_file(path, text, **keys) for text in (formula, same))

    assert one.criterion == pytest.approx(other.criterion, rel=1e-9)
    assert len(one.fixed) == len(other.fixed)


def test_curves_and_logarithms_are_columns_like_others(tmp_path):
    path = written(drawn(15, persons=60), tmp_path / "rows.parquet")
    fit = fit_waves_file(
        path,
        "y ~ log(age) + ns(time, knots=[4], boundary=[0, 9])",
        wave="time",
        person="parent",
        covariance="cs",
    )

    assert list(fit.fixed)[:2] == ["(Intercept)", "log(age)"]
    assert len(fit.fixed) == 4
    assert fit.moments.features == ("1", "log(age)")
