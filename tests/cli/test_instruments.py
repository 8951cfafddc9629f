"""`village instruments` and `village score`, run as a person runs them: one sentence and exit code 2, or all of it."""

import json
import sys
from pathlib import Path

import pytest

from tests.calm import write_calm
from village.cli import main

GOLDEN = Path(__file__).parents[1] / "golden/fhir"
PHQ9 = str(GOLDEN / "Questionnaire-phq-9-example.json")
ANSWERED = str(GOLDEN / "QuestionnaireResponse-phq-9-example.json")


@pytest.fixture
def calm(tmp_path):
    """The options that add the invented scale, without words, and a site's own folder of words."""
    write_calm(tmp_path / "calm", words=None)
    (tmp_path / "ours").mkdir()
    return ("--instruments", str(tmp_path / "calm"), "--instruments", str(tmp_path / "ours"))


def test_the_published_answers_give_the_published_total(village):
    found = json.loads(village("score", "PHQ9", "--fhir", ANSWERED).stdout)

    assert (found["score"], found["missing"], found["alerts"]) == (12, 0, [])


def test_the_questionnaire_may_say_what_answers_are_worth(village):
    done = village("score", "phq9", "--fhir", ANSWERED, "--questionnaire", PHQ9)

    assert json.loads(done.stdout)["score"] == 12


def test_a_file_of_answers_is_scored_row_by_row(village, calm, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("person,calm_2,calm_1\nAnna,NA,2\nBilal,,1\n\nChloé,0,0\n,,\n")

    lines = [
        json.loads(line)
        for line in village("score", "calm", "--csv", str(path), *calm).stdout.splitlines()
    ]

    assert [(line["row"], line["score"], line["missing"]) for line in lines] == [
        (2, 3, 0),
        (3, None, 1),
        (5, 0, 0),
        (6, None, 2),
    ]


def test_columns_of_other_names_are_mapped(calm, tmp_path, monkeypatch, capsys):
    path = tmp_path / "answers.csv"
    path.write_text("slept;q1\nna;2\n")
    words = ["score", "calm", "--csv", str(path), "--map", "q1=1", *calm]
    monkeypatch.setattr(sys, "argv", ["village", *words, "--map", "slept=2"])

    with pytest.raises(SystemExit, match="0"):
        main()

    assert json.loads(capsys.readouterr().out)["score"] == 3
    for wrong, sentence in (
        (("--map", "zz=2"), "row 1: no column 'zz'"),
        (("--map", "slept=9"), "row 1: calm@1 has no item '9'"),
        (("--map", "slept=1"), "row 1: two columns are said to be the same item"),
    ):
        monkeypatch.setattr(sys, "argv", ["village", *words, *wrong])
        with pytest.raises(SystemExit, match="2"):
            main()
        assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,2\n0,9\n", "row 2: 2: 9 is not a whole number from 0 to 2"),
        ("1,2\n0,1\n0,x\n", "row 3, 2: 'x' is not a whole number"),
        ("1,2\nNA,1\n", "row 2: 1: “not applicable” is an answer only to 2"),
        ("1,3\n0,1\n", "row 1: no column '2' nor 'calm_2'"),
        ("1,1,2\n0,1,1\n", "row 1: the column '1' comes twice"),
        ("1,2,calm_2\n0,1,2\n", "row 1: the columns '2' and 'calm_2' are both item 2"),
        ("1,2\n0\n", "row 2: there are 1 cells for 2 columns; a gap is an empty cell"),
        ("1,2\n0,1,1\n", "row 2: there are 3 cells for 2 columns"),
        ("1,2\n0,-1\n", "row 2, 2: '-1' is not a whole number in plain digits"),
        ("1,2\n0,1.0\n", "row 2, 2: '1.0' is not a whole number in plain digits"),
        ("1,2\n0,\u0661\n", "is not a whole number in plain digits"),
        ('1,2,said\n0,1,"bien\n0,1,oui\n', "row 2: not CSV: unexpected end of data"),
        ("1,2\n", "no answers under the names of the columns"),
        ("", "answers.csv: is empty"),
    ],
)
def test_an_answer_that_cannot_be_is_named_and_nothing_is_printed(
    calm, tmp_path, monkeypatch, capsys, text, sentence
):
    path = tmp_path / "answers.csv"
    path.write_text(text)
    monkeypatch.setattr(sys, "argv", ["village", "score", "calm", "--csv", str(path), *calm])

    with pytest.raises(SystemExit, match="2"):
        main()

    said = capsys.readouterr()
    assert said.out == ""
    assert sentence in said.err


@pytest.mark.parametrize(
    ("text", "more", "scores"),
    [
        ("\ufeffQ2\tItem 1\r\nna\t2\r\n", (), [3]),
        ("CALM_1;calm_02;1\n", ("--in-order",), None),
        ("un,deux\n2,NA\n,\n", ("--in-order",), [3, None]),
        ("1,2\n3,3\n", ("--coding-starts-at", "1"), [4]),
    ],
)
def test_answers_are_read_as_people_save_them(
    calm, tmp_path, monkeypatch, capsys, text, more, scores
):
    path = tmp_path / "answers.csv"
    path.write_text(text, encoding="utf-8", newline="")
    words = ["village", "score", "calm", "--csv", str(path), *more, *calm]
    monkeypatch.setattr(sys, "argv", words)

    with pytest.raises(SystemExit, match="0" if scores else "2"):
        main()

    said = capsys.readouterr()
    assert [json.loads(line)["score"] for line in said.out.splitlines()] == (scores or [])
    assert scores or "3 columns, and calm@1 has 2 items" in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--keyed", "0,1", "--coding-starts-at", "1"), "--keyed values are in order, and are"),
        (("--keyed", "0,1", "--map", "a=1"), "--keyed values are in order, and are"),
        (("--keyed", "0,1", "--questionnaire", PHQ9), "--questionnaire explains a response"),
        (("--csv", "1.csv", "--map", "a=1", "--in-order"), "--map and --in-order: say one"),
        (("--keyed=-1,1",), "1: '-1' is not a whole number in plain digits"),
        (("--keyed", "0,1_0"), "2: '1_0' is not a whole number in plain digits"),
        (("--keyed", "9" * 5000 + ",1"), "1: '99999999999999999999' is not a whole number"),
    ],
)
def test_what_is_no_keyed_value_or_would_change_nothing_is_refused(
    calm, tmp_path, monkeypatch, capsys, words, sentence
):
    (tmp_path / "1.csv").write_text("1,2\n0,1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["village", "score", "calm", *words, *calm])

    with pytest.raises(SystemExit, match="2"):
        main()

    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert sentence in said.err


def test_words_are_brought_shown_and_used(village, tmp_path):
    ours = tmp_path / "ours"
    report = json.loads(
        village(
            "instruments", "import", PHQ9, "--language", "en", "--to", str(ours), "--json"
        ).stdout
    )
    listed = json.loads(
        village(
            *("instruments", "list", "--json", "--instruments", "instruments"),
            *("--instruments", str(ours)),
        ).stdout
    )

    assert (report["instrument"], report["accepted"]) == ("phq9@1", True)
    assert len(report["understood"]) == 9
    assert Path(report["written"]) == ours / "phq9/1/en.toml"
    assert {"phq9@1": ["en"]}.items() <= {
        one["instrument"]: one["languages"] for one in listed
    }.items()


def test_without_a_folder_nothing_is_written(village):
    done = village("instruments", "import", PHQ9, "--language", "en")

    assert done.returncode == 0
    assert "Before use: No permission is required" in done.stdout
    assert "Nothing was written" in done.stdout


def test_what_is_refused_is_told_twice_and_nothing_is_written(village, tmp_path):
    form = json.loads(Path(PHQ9).read_text())
    del form["item"][3]["answerOption"][1]["extension"]
    del form["item"][3]["answerOption"][1]["valueCoding"]["code"]
    path = tmp_path / "phq.json"
    path.write_text(json.dumps(form))

    done = village(
        "instruments", "import", str(path), "--language", "en", "--to", str(tmp_path / "ours")
    )

    assert done.returncode == 2
    assert "refused" in done.stdout
    assert "/44254-1: the answer 'Several days' has no value" in done.stderr
    assert not (tmp_path / "ours").exists()


def test_a_difference_is_shown_before_it_is_accepted(village, tmp_path):
    exported = village(
        "instruments", "export", "village-16", "--format", "pack", "--language", "fr"
    )
    path = tmp_path / "fr.toml"
    path.write_text(exported.stdout.replace("J'ai vraiment savouré", "J'ai savouré", 1))

    changes = json.loads(village("instruments", "diff", "village-16", str(path), "--json").stdout)
    table = village("instruments", "diff", "village-16", str(path)).stdout
    path.write_text(exported.stdout)

    assert changes == [
        {
            "cell": "savoured",
            "before": "J'ai vraiment savouré un moment de la journée.",
            "after": "J'ai savouré un moment de la journée.",
        }
    ]
    assert "savoured" in table
    assert "the same words" in village("instruments", "diff", "village-16", str(path)).stdout


def test_the_name_of_an_instrument_is_never_cut_short(village):
    listed = village("instruments", "list", COLUMNS="60").stdout

    assert "village-circumstances@1" in listed


def test_json_is_printed_whatever_the_terminal_speaks(village):
    terminal = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = village("instruments", "show", "kpcs", "--json", **terminal)

    assert json.loads(done.stdout)["cut_offs"][0]["citation"].startswith("Črnčec")


def test_a_form_is_written_once(village, tmp_path):
    words = ("instruments", "export", "village-16", "--format", "xlsform", "--language", "fr")
    path = tmp_path / "form.xlsx"

    assert village(*words, "--to", str(path)).returncode == 0
    assert path.read_bytes().startswith(b"PK")
    assert "is there already" in village(*words, "--to", str(path)).stderr


def test_a_battery_is_written_with_its_waves(village):
    battery = ("--battery", "batteries/village-core/1/battery.toml", "--language", "fr")
    dictionary = village("instruments", "export", *battery, "--format", "redcap").stdout
    events = village("instruments", "export", *battery, "--format", "redcap-events").stdout

    assert "village_16_savoured,village_16,,radio" in dictionary
    assert events.splitlines()[1:3] == ["t0,1,t0_arm_1,à l'entrée", "t1,1,t1_arm_1,à 3 mois"]


def test_instruments_are_shown_and_checked(village):
    shown = json.loads(village("instruments", "show", "kpcs", "--json").stdout)

    assert shown["cut_offs"][0]["citation"].startswith("Črnčec")
    assert (shown["window"], shown["window_status"]) == (
        "after the birth until 12 months",
        "verified",
    )
    assert [(one["highest"], one["not_applicable"]) for one in shown["keyed"][:2]] == [
        (3, 2),
        (3, None),
    ]
    phq9 = json.loads(village("instruments", "show", "phq9", "--json").stdout)
    assert (phq9["loinc_form"], phq9["keyed"][8]["loinc"]) == ("44249-1", "44260-8")
    assert phq9["safety"] == [
        {"rule": "item_9", "watches": "9", "from": 1, "to": None, "about": "self_harm"}
    ]
    pss4 = json.loads(village("instruments", "show", "PSS4", "--json").stdout)
    assert [one["reversed_in"] for one in pss4["keyed"]] == ["", "total", "total", ""]
    assert "Free for clinical" in village("instruments", "show", "kpcs").stdout
    assert "each proven on its golden answers" in village("instruments", "check").stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("score", "phq9"), "Give the answers one way: --keyed, --csv, --fhir or --redcap"),
        (("score", "phq9", "--keyed", "1", "--fhir", ANSWERED), "Give the answers one way"),
        (("score", "phq9", "--fhir", PHQ9), "a QuestionnaireResponse was expected"),
        (("score", "epds", "--fhir", ANSWERED), "No answer here is to an item of epds@1"),
        (("instruments", "import", ANSWERED), "a Questionnaire was expected"),
        (("instruments", "import", PHQ9), "The file does not say its language"),
        (("instruments", "import", PHQ9, "--language", "zz"), "'zz' is not the tag of a language"),
        (("instruments", "import", PHQ9, "--map", "a"), "--map 'a': write it as left=right"),
        (("instruments", "import", PHQ9, "--label", "x=y"), "--label 'x=y': write it as VALUE"),
        (("instruments", "import", PHQ9, "--status", "good"), "--status 'good': one of original"),
        (
            ("instruments", "import", PHQ9, "--language", "en", "--map", "/1=1"),
            "/1: the file has no such question",
        ),
        (("instruments", "import", "/nowhere.json"), "village: /nowhere.json: No such file"),
        (
            ("instruments", "export", "village-16", "--format", "xlsform", "--language", "zz"),
            "'zz' is not the tag of a language",
        ),
        (
            ("instruments", "import", PHQ9),
            "village: Questionnaire-phq-9-example.json: The file does",
        ),
        (
            ("instruments", "export", "who5", "WHO5", "--format", "redcap", "--language", "fr"),
            "who5@1: is named twice",
        ),
        (("instruments", "show", "hads"), "No instrument 'hads' here"),
        (("instruments", "show", "epds@"), "No instrument 'epds@' here"),
        (
            ("instruments", "export", "--format", "redcap", "--language", "fr"),
            "Say what to export: instruments, or a --battery",
        ),
        (
            ("instruments", "export", "epds", "--format", "fhir-r4", "--language", "fr"),
            "epds@1 has no words in 'fr'",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words, sentence, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["village", *words])

    with pytest.raises(SystemExit) as stopped:
        main()

    said = capsys.readouterr().err
    assert stopped.value.code == 2
    assert sentence in said
    assert said.count("\n") == 1


def test_a_checked_scoring_with_figures_from_memory_is_not_said_to_be_all_checked(village):
    listed = {
        one["instrument"]: one
        for one in json.loads(village("instruments", "list", "--json").stdout)
    }

    told = {
        name: (bool(listed[name]["unverified"]), listed[name]["unchecked"], listed[name]["free"])
        for name in ("village-16@1", "epds@1", "phq4@1")
    }
    assert told == {
        "village-16@1": (False, False, True),
        "epds@1": (False, True, False),
        "phq4@1": (True, True, True),
    }
    assert listed["village-16@1"]["minutes"] == 2
