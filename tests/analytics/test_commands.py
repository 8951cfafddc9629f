"""The two commands of a researcher, as typed: what they print, what they refuse, and with which exit code."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from village.cli import main

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Type a command; returns its exit code, standard output and standard error."""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["village", *map(str, words)])
        monkeypatch.setenv("COLUMNS", "160")
        with pytest.raises(SystemExit) as end:
            main()
        printed = capsys.readouterr()
        code = end.value.code
        return code if isinstance(code, int) else 0, printed.out, printed.err

    return run


def test_evaluate_prints_the_change_its_counts_and_where_it_comes_from(typed: Typed, network: Path):
    code, out, err = typed("evaluate", network)

    assert (code, err) == (0, "")
    assert "+1,2 (+1,0 à +1,3)" in out
    assert "1\u202f512 sur 2\u202f030" in out
    assert "Photographie des données du 15 novembre 2026" in out
    assert "Le questionnaire village-16 n'est pas encore validé" in out


def test_evaluate_speaks_english(typed: Typed, network: Path):
    code, out, _ = typed("evaluate", network, "--language", "en")

    assert code == 0
    assert "+1.2 (+1.0 to +1.3)" in out


def test_evaluate_prints_json_and_nothing_else(typed: Typed, network: Path):
    code, out, _ = typed("evaluate", network, "--json", "--audience", "house", "--house", "brest")

    found = json.loads(out)
    assert code == 0
    assert (found["house"], found["audience"]) == ("brest", "house")


def test_evaluate_writes_a_report(typed: Typed, network: Path, tmp_path: Path):
    code, _, _ = typed("evaluate", network, "--out", tmp_path / "report")

    assert code == 0
    assert {path.name for path in (tmp_path / "report").iterdir()} == {
        "results.json",
        "report.html",
    }


def test_evaluate_shows_what_is_hidden_as_hidden(typed: Typed, network: Path):
    code, out, _ = typed("evaluate", network, "--audience", "house", "--house", "mende")

    assert code == 0
    assert "Pas assez de réponses pour conclure." in out
    assert (
        "« Non publié » ne veut pas dire zéro.".replace("« ", "«\u00a0").replace(" »", "\u00a0»")
        in out
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere"], "village: nowhere: there is no such folder."),
        ([".", "--json"], "village: .: this is not a snapshot: it holds no manifest.json."),
    ],
)
def test_evaluate_refuses_in_one_sentence(
    typed: Typed, words: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)

    code, out, err = typed("evaluate", *words)

    assert (code, out, err) == (2, "", f"{sentence}\n")


def test_evaluate_refuses_a_house_that_does_not_exist(typed: Typed, network: Path):
    code, _, err = typed("evaluate", network, "--house", "atlantis")

    assert (code, err) == (2, "village: There is no house 'atlantis' in this snapshot.\n")


def test_evaluate_looks_whether_the_files_were_changed(typed: Typed, network: Path, tmp_path: Path):
    folder = tmp_path / "changed"
    folder.mkdir()
    for path in network.iterdir():
        content = path.read_bytes()
        (folder / path.name).write_bytes(
            content + b" " if path.name == "answers.parquet" else content
        )

    code, _, err = typed("evaluate", folder)

    assert code == 2
    assert err.endswith("answers.parquet: this file was changed after the snapshot was taken.\n")


def test_simulate_writes_a_network_and_its_truth(typed: Typed, tmp_path: Path):
    code, out, err = typed(
        "simulate", tmp_path / "network", "--houses", 3, "--seed", 5, "--end", "2026-06-30"
    )

    truth = json.loads((tmp_path / "network/truth.json").read_text())
    assert (code, out, err) == (0, f"{tmp_path / 'network'}\n", "")
    assert (truth["design"]["seed"], truth["design"]["end"]) == (5, "2026-06-30")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--seed", "-1"], "village: The seed is a whole number from 0 up, not -1."),
        (["--houses", "0"], "village: A network has at least one house, not 0."),
        (["--parents", "0"], "village: A house has at least one parent, not 0."),
    ],
)
def test_simulate_refuses_in_one_sentence(
    typed: Typed, words: list[str], sentence: str, tmp_path: Path
):
    code, out, err = typed("simulate", tmp_path / "network", *words)

    assert (code, out, err) == (2, "", f"{sentence}\n")
    assert list(tmp_path.iterdir()) == []


def test_simulate_names_the_instruments_there_are(typed: Typed, tmp_path: Path):
    code, out, err = typed("simulate", tmp_path / "network", "--instrument", "nothing")

    assert (code, out) == (2, "")
    assert err.startswith("village: No instrument 'nothing' here. Installed: dass21@1, ")
    assert "village-16@1" in err


def test_simulate_refuses_a_folder_that_exists(typed: Typed, tmp_path: Path):
    code, _, err = typed("simulate", tmp_path)

    assert (code, err) == (2, f"village: {tmp_path} already exists: name a new folder.\n")


@pytest.mark.parametrize("command", ["evaluate", "simulate"])
def test_the_help_is_quick_and_says_what_the_command_is_for(command: str):
    """Help loads neither Ibis nor Altair: someone only wants to read."""
    look = f"""
import sys
from village.cli import main
sys.argv = ["village", "{command}", "--help"]
try:
    main()
finally:
    print("LOADED", [name for name in ("ibis", "altair", "numpy", "django") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)

    assert done.stdout.rstrip().endswith("LOADED []")
    assert {"evaluate": "95 %", "simulate": "truth.json"}[command] in done.stdout


def test_evaluate_remembers_in_a_ledger_what_was_drawn(typed: Typed, network: Path, tmp_path: Path):
    ledger = tmp_path / "ledger.json"
    first, again = (typed("evaluate", network, "--ledger", ledger, "--json") for _ in range(2))
    code, _, err = typed("evaluate", network, "--ledger", ledger, "--audience", "house")

    assert first[0] == again[0] == 0
    assert first[1] == again[1]
    assert code == 2
    assert "Name another file" in err


def test_evaluate_rounds_when_asked(typed: Typed, network: Path):
    code, out, _ = typed("evaluate", network, "--round")

    assert code == 0
    assert "arrondis à 5 près" in out
    assert "1\u202f510 sur 2\u202f030" in out
