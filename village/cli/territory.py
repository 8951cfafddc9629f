"""`village territory`: what an official code is the code of."""

from typing import Annotated, Any

import typer

from village.cli.describing import print_json
from village.core.errors import UnknownTerritory
from village.territories.index import index
from village.territories.register import commune_today, containing, register, territories
from village.territories.search import search
from village.territories.territory import Territory, TerritoryKind

WORDS = {
    TerritoryKind.COMMUNE: "commune",
    TerritoryKind.ARRONDISSEMENT: "municipal arrondissement",
    TerritoryKind.DELEGATED: "delegated commune",
    TerritoryKind.ASSOCIATED: "associated commune",
    TerritoryKind.EPCI: "intercommunality (EPCI)",
    TerritoryKind.EPT: "territory of greater Paris (EPT)",
    TerritoryKind.DEPARTEMENT: "département",
    TerritoryKind.COLLECTIVITY: "overseas collectivity",
    TerritoryKind.REGION: "region",
}


def territory(
    code: Annotated[
        str,
        typer.Argument(
            help="The official code of a commune, an arrondissement of Paris, Lyon or Marseille, a département, a region, "
            "an intercommunality (its SIREN) or an overseas collectivity."
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON instead of sentences.")
    ] = False,
) -> None:
    """Say what an official code is the code of, from the register this version carries, offline.

    A code may be borne by several kinds of territory: 75 is a département and a region. All of them are said. The code of
    a commune that was absorbed by another says which one it belongs to today. A postcode is not an official code.

    Example: village territory 97411
    """
    asked, code = code.strip(), code.strip().upper()
    found = territories(code)
    today = None if found else commune_today(code)
    if today is None and not found:
        raise UnknownTerritory(_refusal(asked))
    shown = [*found, *([today] if today else [])]
    if as_json:
        print_json(
            {
                "code": code,
                "vintage": register().vintage,
                "is_former": today is not None,
                "territories": [_plain(one) for one in shown],
            }
        )
        return
    if today is not None:
        print(f"{code} is no longer an official code. What bore it lies today in {_short(today)}.")
    for one in shown:
        print(_sentence(one))


def _refusal(asked: str) -> str:
    """What it is instead, when it is something."""
    near = ", ".join(_short(one.commune) for one in search(asked, limit=5))
    if asked in index().postcodes:
        return f"{asked} is not an official code but a postcode, of {near}."
    if near:
        return f"{asked!r} is not a code. By that name: {near}."
    return f"{asked!r} is not the code of any territory on {register().vintage}."


def _short(one: Territory) -> str:
    return f"{one.name} ({one.code})"


def _sentence(one: Territory) -> str:
    """`Arras (62041): commune, in Pas-de-Calais (62), Hauts-de-France (32), …`"""
    said = f"{_short(one)}: {WORDS[one.kind]}"
    if around := containing(one):
        said += f", in {', '.join(map(_short, around))}"
    if one.population is not None:
        said += f"; {one.population:,} inhabitants"
    if one.postcodes:
        said += f"; {'postcodes' if one.postcodes[1:] else 'postcode'} {', '.join(one.postcodes)}"
    return f"{said}. Official code on {register().vintage}."


def _plain(one: Territory) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "code": one.code,
        "name": one.name,
        "zone": one.zone,
        "within": [
            {"kind": above.kind.value, "code": above.code, "name": above.name}
            for above in containing(one)
        ],
        "population": one.population,
        "postcodes": one.postcodes,
        "former_codes": one.former_codes,
    }
