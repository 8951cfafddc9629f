"""`village mmrm`, on a file that somebody brings."""

import json

import numpy as np
import pytest

from village.cli.mmrm import CovarianceChoice
from village.statistics.estimators.repeated import STRUCTURES


@pytest.fixture
def answers(tmp_path):
    """Sixty parents of six groups at three months, some missed; single parents gain less."""
    chance = np.random.default_rng(7)
    lines = ["house,grp,parent,month,single,y"]
    for parent in range(60):
        own = chance.normal(0, 2) + parent % 6 / 3
        for month in (0, 3, 6):
            y = 20 + 0.5 * month * (1 - parent % 2 / 2) + own + chance.normal(0, 1)
            shown = "" if month and chance.random() < 0.2 else f"{y:.2f}"
            lines.append(f"{parent % 3},{parent % 6},{parent},{month},{parent % 2},{shown}")
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(lines) + "\n")
    return str(path)


MODEL = ("--formula", "y ~ factor(month)*single", "--wave", "month", "--subject", "parent")


def test_it_prints_a_table(village, answers):
    done = village("mmrm", answers, *MODEL, "--groups", "house/grp")

    assert done.returncode == 0, done.stderr
    for said in ("unstructured", "factor(month)6:single", "SD: house", "criterion", "y is missing"):
        assert said in done.stdout


def test_it_prints_json_with_the_same_keys_as_every_fit(village, answers):
    done = village("mmrm", answers, *MODEL, "--covariance", "cs", "--ml", "--json")
    found = json.loads(done.stdout)

    assert {"method", "criterion", "fixed", "sd", "n", "left_out", "warnings"} <= set(found)
    assert set(found["fixed"]["(Intercept)"]) == {"estimate", "se", "df", "low", "high"}
    assert found["method"].startswith(
        "model for repeated measures, compound-symmetry covariance, ML"
    )
    assert found["n"]["parent"] == 60
    assert found["n"]["rows"] + found["left_out"]["y is missing"] == 180
    assert sum(found["details"]["patterns"].values()) == 60


def test_slopes_are_a_growth_model_and_their_df_may_be_kenward_and_rogers(village, answers):
    words = ("--formula", "y ~ month*single", *MODEL[2:], "--covariance", "slope")
    done = village("mmrm", answers, *words, "--df", "kenward-roger", "--json")
    found = json.loads(done.stdout)

    assert found["method"].startswith("growth model")
    assert set(found["sd"]) == {"parent", "parent: slope", "residual"}
    assert found["fixed"]["month:single"]["high"] < 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--formula", "y ~ nobody", *MODEL[2:]), "nobody"),
        (("--formula", "y ~ month", "--wave", "month", "--subject", "grp"), "rows repeat a wave"),
        (("--formula", "y ~ 1", "--wave", "parent", "--subject", "month"), "different values"),
        ((*MODEL, "--ml", "--df", "kenward-roger"), "REML"),
        (("--formula", "y ~ month +", *MODEL[2:]), "cannot be read"),
    ],
)
def test_what_cannot_be_fitted_is_one_sentence(village, answers, words, sentence):
    done = village("mmrm", answers, *words)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr and done.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_one_sentence(village):
    done = village("mmrm", "nowhere.csv", *MODEL)

    assert done.returncode == 2
    assert done.stderr == "village: nowhere.csv: there is no such file.\n"


def test_the_command_knows_every_structure():
    assert tuple(kind.value for kind in CovarianceChoice) == STRUCTURES
