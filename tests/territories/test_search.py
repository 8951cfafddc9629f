"""A commune is found by what people type, and a name alone never decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.territories.france import everything
from village.territories.choosing import Doubt, meant
from village.territories.names import fold
from village.territories.search import search
from village.territories.territory import TerritoryKind


def found(text, limit=20):
    return [one.commune.code for one in search(text, limit=limit)]


def test_two_communes_of_one_name_are_both_offered_the_most_populated_first():
    assert found("Saint-Denis")[:4] == ["97411", "93066", "11339", "30247"]


def test_a_place_that_does_not_exist_is_not_replaced_by_a_homonym():
    assert found("Saint-Nicolas Martinique") == []
    assert found("Saint-Nicolas 972") == []
    assert found("Saint-Nicolas")[0] == "62764"  # the only one of that name, in Pas-de-Calais


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("arras", "62041"),
        ("ARRAS ", "62041"),
        ("st denis 974", "97411"),
        ("Saint-Denis (La Réunion)", "97411"),
        ("saint denis seine saint denis", "93066"),
        ("l’hay les roses", "94038"),
        ("L'Haÿ", "94038"),
        ("villeneuve ascq", "59009"),
        ("chalon s/ saone", "71076"),
        ("Ste-Rose 971", "97129"),
        ("PLŒUC", "22203"),
        ("ploeuc", "22203"),
        ("nuku hiva", "98731"),
        ("paris 11", "75111"),
        ("75111", "75111"),
        ("2a004", "2A004"),
        ("Arras 62000", "62041"),
    ],
)
def test_a_commune_is_found_however_it_is_typed(typed, code):
    assert found(typed)[0] == code


def test_whole_names_come_before_beginnings_and_beginnings_before_words():
    names = [one.commune.name for one in search("lille")]

    assert names[:2] == ["Lille", "Lillers"]
    assert names.index("Lillebonne") < names.index("Saint-André-lez-Lille")


def test_a_postcode_offers_all_its_communes():
    assert set(found("62000")) == {"62041", "62263"}
    assert set(found("97400")) == {"97411"}


def test_the_former_name_of_a_commune_leads_to_the_one_of_today():
    first = search("Équeurdreville")[0]

    assert (first.commune.name, first.called) == (
        "Cherbourg-en-Cotentin",
        "Équeurdreville-Hainneville",
    )


@given(st.text(max_size=60))
def test_whatever_is_typed_the_answer_is_short_and_always_the_same(text):
    assert found(text) == found(text)
    assert len(found(text)) <= 20
    assert found(text)[:3] == found(text, limit=3)


@pytest.mark.parametrize("text", ["62041", "Arras (62041)", "62041 arras", "Pas-de-Calais 62041"])
def test_an_official_code_decides(text):
    assert meant(text).commune.name == "Arras"
    assert meant(text).doubt is None


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Paris 97411", Doubt.OTHER_NAME),
        ("62999", Doubt.UNKNOWN_CODE),
        ("Arras 62999", Doubt.UNKNOWN_CODE),
        ("50173", Doubt.ABSORBED),
        ("Arras", Doubt.SEVERAL),
        ("Saint-Nicolas", Doubt.SEVERAL),
        ("62000", Doubt.SEVERAL),
        ("97200", Doubt.SEVERAL),
        ("Saint-Nicolas Martinique", Doubt.NOTHING_FOUND),
        ("Atlantis", Doubt.NOTHING_FOUND),
        ("", Doubt.NOTHING_FOUND),
    ],
)
def test_anything_else_is_a_doubt_and_says_which(text, doubt):
    assert meant(text).doubt == doubt


def test_digits_that_are_a_code_and_a_postcode_are_a_doubt_until_a_name_agrees():
    """01090 is the official code of Châtenay, and the postcode of its neighbours."""
    assert {"01090", "01263"} <= set(found("01090"))
    assert meant("01090").doubt == Doubt.SEVERAL
    assert meant("Châtenay 01090").commune.code == "01090"
    assert meant("Montmerle-sur-Saône 01090").doubt == Doubt.SEVERAL


@pytest.mark.parametrize("length", range(1, 9))
def test_a_commune_written_with_its_code_is_itself(length):
    """However long its name, and even when its code is the postcode of another one."""
    named = [one for one in everything() if len(fold(one.name).split()) == length]
    communes = [
        one for one in named if one.kind in (TerritoryKind.COMMUNE, TerritoryKind.ARRONDISSEMENT)
    ]

    assert communes
    for one in communes[:: max(1, len(communes) // 60)]:
        assert meant(f"{one.name} ({one.code})").commune == one


def test_what_was_chosen_must_be_among_what_is_offered():
    assert meant("Saint-Denis", chosen="97411").commune.code == "97411"
    assert meant("Saint-Denis", chosen="62041").doubt == Doubt.SEVERAL
    assert meant("Arras", chosen="97411").commune is None


def test_an_absorbed_commune_can_be_replaced_by_the_one_of_today():
    doubt = meant("Tourlaville 50602")

    assert [one.commune.code for one in doubt.offered] == ["50129"]
    assert meant("Tourlaville 50602", chosen="50129").commune.name == "Cherbourg-en-Cotentin"
