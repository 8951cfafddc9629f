"""Each command explains itself, and refuses with one sentence and exit code 2."""

import json
import socket

import pytest

COMMANDS = (
    "serve",
    "demo",
    "migrate",
    "invite",
    "tidy",
    "snapshot",
    "evaluate",
    "export",
    "score",
    "simulate",
    "plan",
    "instruments",
)
SIXTEEN = "3,1,2,3,0,2,4,1,0,2,3,,1,4,2,1"


def test_village_alone_lists_its_commands(village):
    listed = village("--help").stdout

    for command in COMMANDS:
        assert command in listed


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(village, command):
    done = village(command, "--help")

    assert done.returncode == 0
    assert len(done.stdout) > 300


def test_a_score_is_printed_as_json(village):
    done = village("score", "VILLAGE-16", "--keyed", SIXTEEN)

    found = json.loads(done.stdout)
    assert found["score"] == pytest.approx(112 / 3)
    assert found["subscales"] == {
        "confidence": 10,
        "stress": 6,
        "wellbeing": 8,
        "isolation": 3,
        "support": 4,
    }
    assert (found["instrument"], found["version"], found["missing"]) == ("village-16", "1", 1)
    assert len(found["hash"]) == 64
    assert found["alerts"] == [] and found["not_assessed"] == ["end_of_strength"]


def test_a_score_that_cannot_be_known_is_null(village):
    found = json.loads(village("score", "village-16@1", "--keyed", "," * 15).stdout)

    assert found["score"] is None
    assert set(found["subscales"].values()) == {None}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("score", "hads", "--keyed", "1"), "No instrument 'hads' here. Installed: dass21@1"),
        (("score", "village-16", "--keyed", "1,2"), "has 16 items, and 2 values were given"),
        (
            ("score", "village-16", "--keyed", SIXTEEN.replace("4", "9", 1)),
            "9 is not a whole number from 0 to 4",
        ),
        (
            ("score", "village-16", "--keyed", SIXTEEN.replace("4", "x", 1)),
            "'x' is not a whole number",
        ),
        (
            ("score", "village-16", "--keyed", SIXTEEN, "--instruments", "/nowhere"),
            "no such folder of instruments",
        ),
        (
            ("score", "village-16", "--keyed", SIXTEEN.replace("4", "--4", 1)),
            "'--4' is not a whole number",
        ),
        (("evaluate", "/nowhere"), "/nowhere"),
        (("snapshot", "x", "--demo", "--as-of", "2999-01-01"), "still to come"),
        (("snapshot", "--demo", "--as-of", "2020-01-01"), "Give a folder"),
        (("snapshot", "x"), "VILLAGE_"),
        (("serve",), "VILLAGE_"),
        (("migrate",), "VILLAGE_"),
        (("tidy",), "VILLAGE_"),
        (("invite", "nadia@example.org", "--name", "Nadia"), "VILLAGE_"),
        (("simulate", ".", "--seed", "1"), "."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(village, words, sentence):
    done = village(*words)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_an_instrument_with_an_error_stops_the_site(village, tmp_path):
    folder = tmp_path / "instruments/broken/1"
    folder.mkdir(parents=True)
    (folder / "scale.toml").write_text(
        'format = 1\nkey = "broken"\nversion = "1"\nvalidatd = true\n'
    )

    done = village(
        "migrate",
        VILLAGE_MODE="demo",
        VILLAGE_INSTRUMENTS=f"instruments,{tmp_path / 'instruments'}",
    )

    assert done.returncode == 2
    assert f"{folder}/scale.toml:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_snapshot_of_an_empty_demo_is_taken_and_evaluated(village, tmp_path):
    assert village("migrate", VILLAGE_MODE="demo").returncode == 0

    taken = village("snapshot", str(tmp_path / "s"), "--as-of", "2026-11-20", "--demo")
    again = village("snapshot", str(tmp_path / "s"), "--demo")

    assert json.loads(taken.stdout)["rows"]["participants"] == 0
    assert again.returncode == 2
    assert "already exists" in again.stderr


def test_the_first_account_of_a_site_is_invited_from_the_command_line(
    village, post_office, settings
):
    surroundings = {
        "VILLAGE_MODE": "test",
        "VILLAGE_SITE_URL": "https://village.example",
        "VILLAGE_SMTP_HOST": "127.0.0.1",
        "VILLAGE_SMTP_PORT": str(settings.EMAIL_PORT),
    }
    assert village("migrate", **surroundings).returncode == 0

    done = village("invite", "nadia@example.org", "--name", "Nadia", **surroundings)

    assert done.returncode == 0, done.stderr
    assert post_office.link_sent_to("nadia@example.org").startswith("https://village.example/")
    for words, sentence in (
        (("nadia@example.org", "--name", "N", "--role", "facilitator"), "is not a national role"),
        (("nadia", "--name", "N"), "is not an e-mail address"),
    ):
        refused = village("invite", *words, **surroundings)
        assert (refused.returncode, sentence in refused.stderr) == (2, True)


def test_a_port_that_is_taken_is_refused(village):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = village("serve", "--demo", "--port", str(other.getsockname()[1]))

    assert done.returncode == 2
    assert "Choose another with --port" in done.stderr
