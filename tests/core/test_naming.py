"""The names people look an instrument up by, and its evidence in other languages: facts beside the scoring, refused with their line when they are not names."""

import re
import shutil
from pathlib import Path

import pytest

from village.core.errors import InvalidInstrument
from village.core.instruments import load_instrument, load_library
from village.core.naming import texts_to_say
from village.core.scales import InstrumentNames

SHIPPED = Path(__file__).parents[2] / "instruments"


@pytest.fixture
def edinburgh(tmp_path):
    """A copy of the Edinburgh scale, to name otherwise."""
    return Path(shutil.copytree(SHIPPED / "epds/1", tmp_path / "epds/1"))


def test_a_usual_name_and_those_it_is_looked_for_by(edinburgh):
    (edinburgh / "names.toml").write_text(
        'format = 1\n[fr]\nusual = "Échelle d\'Édimbourg"\nalso = ["EDPS"]\n[pt-BR]\nalso = ["escala"]\n'
    )

    assert load_instrument(edinburgh).names == {
        "fr": InstrumentNames(usual="Échelle d'Édimbourg", also=("EDPS",)),
        "pt-BR": InstrumentNames(also=("escala",)),
    }


def test_names_are_no_part_of_the_scoring(edinburgh):
    named = load_instrument(edinburgh)
    (edinburgh / "names.toml").unlink()
    nameless = load_instrument(edinburgh)

    assert named.names["fr"].usual and not nameless.names
    assert named.hash == nameless.hash


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (
            "format = 2",
            1,
            "it is of format 2, and this version of village reads format 1: a later version wrote it",
        ),
        ('format = 1\nfr = "Édimbourg"', 2, "`fr` must be a table"),
        ("format = 1\n[fr]", 2, "'fr' needs a `usual` name, others in `also`, or `said`"),
        ('format = 1\n[fr]\nusual = " "', 3, "`usual` is empty"),
        ('format = 1\n[fr]\nalso = ["a", "a"]', 3, "`also` names a more than once"),
        (
            'format = 1\n[fr]\nusuel = "a"',
            2,
            "'fr' needs a `usual` name, others in `also`, or `said`",
        ),
        ('format = 1\n[fr]\nusual = "a"\nother = 1', 4, "`other` is not a key of this format"),
        ('format = 1\n[French]\nusual = "a"', 2, "'French' is not the tag of a language"),
        ('format = 1\n[fr.said]\n"adlts" = "adultes"', 3, "scale.toml says nothing like 'adlts'"),
        ('format = 1\n[fr.said]\n"screening" = ""', 3, "`screening` is empty"),
        ("= not TOML", 1, "not TOML"),
    ],
)
def test_what_is_not_a_name_is_refused_with_its_line(edinburgh, text, line, reason):
    (edinburgh / "names.toml").write_text(text)

    with pytest.raises(InvalidInstrument, match=re.escape(reason)) as caught:
        load_instrument(edinburgh)
    assert f"names.toml:{line}: " in str(caught.value)


def test_what_is_told_of_every_shipped_instrument_is_told_in_french_but_for_names():
    for instrument in load_library([SHIPPED]).values():
        evidence = instrument.evidence
        names = {evidence.permission.holder} if evidence.permission else {"CC-BY-4.0"}
        french = instrument.names.get("fr", InstrumentNames()).said
        assert set(texts_to_say(instrument)) - set(french) <= names, instrument.name
