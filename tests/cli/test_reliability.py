"""`village reliability`: a scale measured from a file."""

import json

import numpy as np
import pytest


@pytest.fixture
def answers(tmp_path):
    """Two hundred parents, four items of 0 to 4, the last one asked the other way round."""
    rng = np.random.default_rng(1)
    values = np.clip(np.rint(2 + rng.normal(size=(200, 1)) + rng.normal(0, 0.7, (200, 4))), 0, 4)
    values[:, 3] = 4 - values[:, 3]
    lines = [
        ",".join([*map(str, row.astype(int)), "fr" if i % 3 else "ar"])
        for i, row in enumerate(values)
    ]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(["calm,ask,rest,alone,language", *lines]))
    return path


def test_a_scale_is_measured_and_its_languages_compared(village, answers):
    done = village(
        "reliability", str(answers), "--items", "calm,ask,rest,alone",
        "--reversed", "alone", "--range", "0-4", "--by", "language", "--json",
    )  # fmt: skip
    found = json.loads(done.stdout)

    assert found["consistency"]["alpha"] > 0.8
    assert found["invariance"]["n"] == {"fr": 133, "ar": 67}
    assert found["warnings"] == []


def test_whoever_forgets_to_turn_an_item_round_reads_which(village, answers):
    done = village("reliability", str(answers), "--items", "calm,ask,rest,alone")

    assert "alpha" in done.stdout
    assert "The item 'alone' goes against the others" in done.stdout


def test_what_cannot_be_read_is_one_sentence(village, answers):
    unknown = village("reliability", str(answers), "--items", "calm,sleep")
    wrong = village("reliability", str(answers), "--items", "calm,ask", "--range", "some")

    assert unknown.returncode == wrong.returncode == 2
    assert unknown.stderr.strip().endswith("there is no column 'sleep'.")
    assert "Traceback" not in unknown.stderr + wrong.stderr
