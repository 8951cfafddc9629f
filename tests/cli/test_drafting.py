"""`village instruments draft`, run as a person runs it."""

from village.core.instruments import load_instrument

SURVEY = (
    '"survey",,\n,"type","name","label::English (en)"\n,"select_one often","sleep","How often did you sleep?"\n'
    '"choices",,\n,"list_name","name","label::English (en)"\n,"often","0","never"\n,"often","1","always"\n'
)
OPTIONS = ("--language", "en", "--licence", "CC0-1.0", "--source", "Lens, 2026", "--higher-is")


def test_a_form_of_ones_own_becomes_an_instrument_once_it_is_scored_by_hand(village, tmp_path):
    form, folder = tmp_path / "rest.csv", tmp_path / "ours/rest/1"
    form.write_text(SURVEY)

    done = village("instruments", "draft", str(form), str(folder), *OPTIONS, "better")

    assert done.returncode == 0, done.stderr
    assert "to be reviewed" in done.stdout
    with (folder / "golden.csv").open("a") as file:
        file.write("0,0,0,\n1,1,0,\n")
    assert load_instrument(folder).wordings["en"].questions == {"sleep": "How often did you sleep?"}


def test_words_are_no_questionnaire(village, tmp_path):
    sheet = tmp_path / "words.csv"
    sheet.write_text("item,fr,target,comment\ntitle,Repos,Rest,\n")

    done = village("instruments", "draft", str(sheet), str(tmp_path / "rest/1"), *OPTIONS, "worse")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == (
        "village: words.csv: a translation holds words, and no questionnaire of its own."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["words.csv"]
