"""What we write comes back as it left; what nobody scores here becomes a folder to review."""

import pytest

from tests.formats.fhir.forms import saved
from village.core.errors import InvalidDocument
from village.core.instruments import find_instrument, load_instrument
from village.formats.fhir.questionnaires import read_questionnaire
from village.formats.fhir.resources import read_resource, release
from village.formats.fhir.writing import write_questionnaire
from village.formats.folders import write_folder
from village.formats.keying import Choices
from village.formats.matching import guess, read_words


@pytest.mark.parametrize("written", ["R4", "R5"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_our_questionnaire_comes_back_as_it_left(library, written, language, tmp_path):
    ours = find_instrument(library, "village-16")
    form = write_questionnaire(ours, language=language, release=written)

    again = read_resource(saved(tmp_path, form), kind="Questionnaire")
    draft = read_questionnaire(again)
    wording, report = read_words(draft, guess(draft, library), Choices(), file="f.json")

    assert release(again) == written
    assert wording is not None, report.refusal
    before = ours.wordings[language]
    assert wording.questions == before.questions
    assert wording.options == before.options
    assert (wording.language, wording.title) == (language, before.title)
    assert wording.introduction == before.introduction


def test_an_instrument_without_words_is_not_written(library):
    with pytest.raises(InvalidDocument, match="epds@1 has no words in 'fr' \\(it has: none\\)"):
        write_questionnaire(find_instrument(library, "epds"), language="fr")


def test_a_form_nobody_scores_here_becomes_a_folder_to_review(phq9, tmp_path):
    folder = write_folder(
        read_questionnaire(phq9),
        tmp_path / "mood/1",
        language="en",
        licence="test only",
        source="US Core",
        higher_is="worse",
        safety_item="44260-8",
    )
    keys = [code["code"] for entry in phq9["item"][:9] for code in entry["code"]]
    golden = f"{','.join([*keys, 'total', 'missing', 'alerts'])}\n2,2,2,2,1,1,2,0,0,12,0,\n"
    (folder / "golden.csv").write_text(golden)

    assert load_instrument(folder).scales[0].highest == 27
    assert "/69722-7: its answers have no values" in (folder / "SOURCE.md").read_text()
    assert [path.name for path in (tmp_path / "mood").iterdir()] == ["1"]


def test_nothing_of_a_refused_form_is_written(phq9, tmp_path):
    del phq9["item"][0]["answerOption"][1]["extension"]

    with pytest.raises(InvalidDocument, match="/44250-9: each of its answers needs a value"):
        write_folder(
            read_questionnaire(phq9),
            tmp_path / "mood/1",
            language="en",
            licence="x",
            source="y",
            higher_is="worse",
        )
    assert not (tmp_path / "mood/1").exists()
