"""The official communes: all of them, told apart, overseas as at home."""

from collections import Counter

import pytest

from tests.territories.france import everything
from village.territories.register import (
    commune,
    commune_today,
    containing,
    departement_code,
    departement_name,
    register,
    territories,
)
from village.territories.territory import TerritoryKind

OVERSEAS_DEPARTEMENTS = {"971", "972", "973", "974", "976"}
COLLECTIVITIES = {"975", "977", "978", "984", "986", "987", "988", "989"}


def named(code):
    return [(one.kind, one.name) for one in territories(code)]


@pytest.fixture(scope="module")
def france():
    return everything()


def test_no_commune_is_left_out_and_none_is_counted_twice(france):
    counts = Counter(one.kind for one in france)

    assert register().vintage == "2026-01-01"
    assert counts == {
        TerritoryKind.COMMUNE: 34_969,
        TerritoryKind.DELEGATED: 2_105,
        TerritoryKind.ASSOCIATED: 471,
        TerritoryKind.ARRONDISSEMENT: 45,
        TerritoryKind.EPCI: 1_255,
        TerritoryKind.EPT: 11,
        TerritoryKind.DEPARTEMENT: 101,
        TerritoryKind.COLLECTIVITY: 8,
        TerritoryKind.REGION: 18,
    }
    assert len({(one.kind, one.code) for one in france}) == len(france)


def test_overseas_is_there_with_its_communes(france):
    communes = Counter(one.departement for one in france if one.kind == TerritoryKind.COMMUNE)
    zones = Counter(one.zone for one in france if one.kind == TerritoryKind.COMMUNE)

    assert zones == {"metropole": 34_746, "drom": 129, "com": 94}
    assert {code for code in communes if len(code) == 3} == OVERSEAS_DEPARTEMENTS | COLLECTIVITIES
    assert (communes["974"], communes["972"], communes["987"], communes["978"]) == (24, 34, 48, 1)


def test_every_commune_lies_where_its_code_says(france):
    for one in france:
        if one.kind in (TerritoryKind.COMMUNE, TerritoryKind.ARRONDISSEMENT):
            assert departement_code(one.code) == one.departement
            assert (one.region is None) == (one.departement in COLLECTIVITIES)


def test_only_four_islands_and_the_collectivities_are_in_no_intercommunality(france):
    alone = {one.name for one in france if one.kind == TerritoryKind.COMMUNE and one.epci is None}
    islands = {"Île-de-Bréhat", "Île-de-Sein", "Ouessant", "L'Île-d'Yeu"}

    assert alone >= islands
    assert all(
        one.zone == "com" or one.name in islands
        for one in france
        if one.kind == TerritoryKind.COMMUNE and one.epci is None
    )


def test_who_lives_there_is_unknown_rather_than_nobody(france):
    communes = [one for one in france if one.kind == TerritoryKind.COMMUNE]

    assert sum(one.population is None for one in communes) == 6  # southern lands and Clipperton
    assert commune("98412").population is None
    assert commune("55039").population == 0  # destroyed in 1916, and it has a mayor
    assert sum(one.population or 0 for one in communes) > 68_000_000


def test_a_code_is_read_with_its_kind():
    assert named("75") == [
        (TerritoryKind.REGION, "Nouvelle-Aquitaine"),
        (TerritoryKind.DEPARTEMENT, "Paris"),
    ]
    assert named("01") == [(TerritoryKind.REGION, "Guadeloupe"), (TerritoryKind.DEPARTEMENT, "Ain")]
    assert named("93066") == [
        (TerritoryKind.COMMUNE, "Saint-Denis"),
        (TerritoryKind.DELEGATED, "Saint-Denis"),
    ]
    assert named("978") == [(TerritoryKind.COLLECTIVITY, "Saint-Martin")]
    assert named("200093201") == [(TerritoryKind.EPCI, "Métropole Européenne de Lille")]


@pytest.mark.parametrize("code", ["62999", "97200", "98765", "Paris", "1001", "2a004", "", "\t"])
def test_what_is_no_code_is_nothing(code):
    assert territories(code) == []
    assert commune(code) is None


def test_a_part_belongs_to_the_commune_of_today():
    paris_11 = commune("75111")

    assert (paris_11.name, paris_11.part_of) == ("Paris 11e Arrondissement", "75056")
    assert paris_11.epci == commune("75056").epci
    assert commune("50173") is None  # Équeurdreville, in Cherbourg-en-Cotentin
    assert commune_today("50173").code == "50129"
    assert commune_today("20004").code == "2A004"  # Corsica was 20
    assert commune_today("93066").code == "93066"
    assert commune_today("62999") is None


def test_a_commune_merged_across_a_border_is_where_it_is_today():
    (escaufourt,) = territories("02285")

    assert (escaufourt.part_of, escaufourt.departement) == ("59545", "59")


def test_what_a_commune_lies_in_is_told():
    assert [(one.kind, one.name) for one in containing(commune("93066"))] == [
        (TerritoryKind.DEPARTEMENT, "Seine-Saint-Denis"),
        (TerritoryKind.REGION, "Île-de-France"),
        (TerritoryKind.EPCI, "Métropole du Grand Paris"),
        (TerritoryKind.EPT, "Plaine Commune"),
    ]
    assert [one.name for one in containing(commune("97801"))] == ["Saint-Martin"]


def test_a_commune_has_several_postcodes_and_a_postcode_several_communes(france):
    shared = Counter(
        code for one in france if one.kind == TerritoryKind.COMMUNE for code in set(one.postcodes)
    )

    assert commune("97411").postcodes == ("97400", "97417", "97490")
    assert (len(shared), sum(n > 1 for n in shared.values())) == (6_310, 4_205)


@pytest.mark.parametrize("code", ["20001", "96001", "97999", "98001", "99999", ""])
def test_no_commune_has_the_code_of_a_departement_that_is_not(code):
    assert departement_code(code) == ""
    assert departement_name(departement_code(code)) == ""
