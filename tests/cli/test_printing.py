"""`village instruments paper` and `bilingual`, run as a person runs them."""

import pytest

from tests.calm import write_calm
from tests.formats.paper.printed import opened, words_of

BATTERY = "batteries/village-core/1/battery.toml"


def test_a_sheet_is_printed_in_the_language_asked_for(village, tmp_path):
    to = tmp_path / "sheet.pdf"
    done = village(
        *("instruments", "paper", "village-16", "--language", "ht", "--to", str(to)),
        *("--url", "https://village.example.org/r/1", "--code", "LH-0427"),
    )

    assert (done.returncode, done.stdout) == (0, "")
    assert "16 " in words_of(to.read_bytes())
    assert opened(to.read_bytes()).trailer["/Root"]["/Lang"] == "ht"


def test_a_battery_is_printed_for_one_of_its_waves(village, tmp_path):
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    words = ("instruments", "paper", "--battery", BATTERY, "--language", "fr", "--wave", "t1")
    assert village(*words, "--to", str(before), "--before-birth").returncode == 0
    assert village(*words, "--to", str(after), "--months-after-birth", "4").returncode == 0

    assert "Questionnaire, à 3 mois" in words_of(before.read_bytes())
    own_way = "J'ai trouvé ma propre façon de faire avec mon bébé."
    assert own_way in words_of(after.read_bytes())
    assert own_way not in words_of(before.read_bytes())


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_two_languages_are_set_side_by_side(village, tmp_path, suffix):
    to = tmp_path / f"village-16{suffix}"
    done = village(
        *("instruments", "bilingual", "village-16", "--source", "fr", "--target", "ar"),
        *("--to", str(to)),
    )

    assert done.returncode == 0, done.stderr
    assert to.read_bytes()[:4] == (b"%PDF" if suffix == ".pdf" else b"PK\x03\x04")


def test_a_scale_whose_words_a_site_holds_is_printed_too(village, tmp_path):
    write_calm(tmp_path / "calm")
    to = tmp_path / "calm.pdf"
    done = village(
        *("instruments", "paper", "calm", "--language", "en", "--to", str(to)),
        *("--instruments", str(tmp_path / "calm")),
    )

    assert done.returncode == 0, done.stderr
    assert "2 Often 1 Sometimes 0 Never" in words_of(to.read_bytes())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("paper", "who5", "--language", "fr"), "who5@1 has no words in 'fr' (it has: none)."),
        (("paper", "--language", "fr"), "Say what to print: instruments, or a --battery."),
        (
            ("paper", "village-16", "--battery", BATTERY, "--language", "fr"),
            "Say what to print: instruments, or a --battery.",
        ),
        (
            ("paper", "village-16", "--language", "fr", "--wave", "t1"),
            "A wave and an age are those of a --battery.",
        ),
        (
            ("paper", "--battery", BATTERY, "--language", "fr", "--wave", "t9"),
            "village-core@1 has no wave 't9' (it has: t0, t1, t2, t3).",
        ),
        (
            (
                *("paper", "--battery", BATTERY, "--language", "fr"),
                *("--before-birth", "--months-after-birth", "2"),
            ),
            "Before the birth, a baby has no age",
        ),
        (("paper", "village-16", "--language", "fr", "--code", "ANNA"), "'ANNA' is no code"),
        (("bilingual", "--source", "fr", "--target", "ar"), "Say what to print"),
        (
            ("bilingual", "village-16", "--source", "fr", "--target", "de"),
            "village-16@1 has no words in 'de'",
        ),
    ],
)
def test_what_cannot_be_printed_is_one_sentence_and_no_file(village, tmp_path, words, sentence):
    to = tmp_path / "refused.pdf"
    done = village("instruments", *words, "--to", str(to))

    assert done.returncode == 2
    assert done.stderr.startswith("village: ")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert not to.exists()


def test_a_file_that_is_there_is_left_as_it_is(village, tmp_path):
    there, wrong = tmp_path / "sheet.pdf", tmp_path / "sheet.doc"
    there.write_text("mine")
    done = village("instruments", "paper", "village-16", "--language", "fr", "--to", str(there))
    other = village(
        *("instruments", "bilingual", "village-16", "--source", "fr", "--target", "ar"),
        *("--to", str(wrong)),
    )

    assert f"{there}: is there already." in done.stderr
    assert there.read_text() == "mine"
    assert f"{wrong}: this is written as .pdf or .docx." in other.stderr
