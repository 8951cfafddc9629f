"""`village territory`, run as a person runs it."""

import json
import sys

import pytest

from village.cli import main


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command in this very process: its exit code, what it printed, what it refused."""

    def here(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["village", "territory", *words])
        with pytest.raises(SystemExit) as done:
            main()
        said = capsys.readouterr()
        return int(done.value.code or 0), said.out, said.err

    return here


def test_a_commune_overseas_is_told_with_all_it_lies_in(run):
    code, out, _err = run("97411")

    assert code == 0
    assert out == (
        "Saint-Denis (97411): commune, in La Réunion (974), La Réunion (04), "
        "CA Intercommunale du Nord de la Réunion (CINOR) (249740119); 155,634 inhabitants; "
        "postcodes 97400, 97417, 97490. Official code on 2026-01-01.\n"
    )


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("62041", ["commune"]),
        ("75111", ["arrondissement"]),
        ("75", ["region", "departement"]),
        ("987", ["collectivity"]),
        ("200054781", ["epci"]),
        ("200057867", ["ept"]),
        ("93066", ["commune", "delegated"]),
        ("50173", ["delegated"]),
        ("2a004", ["commune"]),
    ],
)
def test_every_kind_that_bears_a_code_is_said(run, code, kinds):
    exit_code, out, _err = run(code, "--json")

    found = json.loads(out)
    assert exit_code == 0
    assert [one["kind"] for one in found["territories"]] == kinds
    assert (found["code"], found["vintage"]) == (code.upper(), "2026-01-01")


def test_an_absorbed_commune_says_where_it_lies_today(run):
    _code, out, _err = run("50173")

    assert "delegated commune, in Cherbourg-en-Cotentin (50129), Manche (50)" in out


def test_a_former_code_says_which_commune_it_is_today(run):
    code, out, _err = run("20004")

    assert code == 0
    assert out.startswith(
        "20004 is no longer an official code. What bore it lies today in Ajaccio (2A004)."
    )
    assert json.loads(run("20004", "--json")[1])["is_former"] is True


def test_who_lives_there_is_null_when_nobody_has_counted(run):
    assert json.loads(run("98412", "--json")[1])["territories"][0]["population"] is None


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("62999", "'62999' is not the code of any territory on 2026-01-01."),
        ("97200", "97200 is not an official code but a postcode, of Fort-de-France (97209)."),
        ("98765", "98765 is not an official code but a postcode, of Fangatau (98717)."),
        ("Paris", "'Paris' is not a code. By that name: Paris (75056),"),
        ("Atlantis", "'Atlantis' is not the code of any territory on 2026-01-01."),
        ("", "'' is not the code of any territory on 2026-01-01."),
    ],
)
def test_what_is_no_code_is_refused_in_a_sentence(run, word, sentence):
    code, out, err = run(word)

    assert (code, out) == (2, "")
    assert err.startswith(f"village: {sentence}")
