"""The register: one file, read whole when somebody first asks, and the territories of a code.

Rows stay text until they are asked for: 39 000 of them weigh less than one picture, 39 000 objects would not.
"""

import gzip
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from village.territories.names import begins_with
from village.territories.territory import Territory, TerritoryKind


@dataclass(frozen=True, slots=True)
class OfficialRegister:
    """What the file holds: rows by code, the largest kind first, and the communes of former codes."""

    vintage: str  # the day the codes are those of
    source: str
    rows: dict[str, tuple[str, ...]]
    former: dict[str, str]


@cache
def register() -> OfficialRegister:
    """The official communes, once in the life of a process."""
    file = files("village.territories").joinpath("official", "communes.tsv.gz")
    title, *lines = gzip.decompress(file.read_bytes()).decode("utf-8").splitlines()
    rows: dict[str, tuple[str, ...]] = {}
    former: dict[str, str] = {}
    for line in lines:
        code = line.split("\t", 2)[1]
        rows[code] = (*rows.get(code, ()), line)
        if not line.endswith("\t"):
            former |= dict.fromkeys(line.rsplit("\t", 1)[1].split(), code)
    vintage, source = title.split("\t")
    return OfficialRegister(vintage, source, rows, former)


def territories(code: str) -> list[Territory]:
    """All that bears this code today: none, one, or several of different kinds, communes before their parts.

    >>> [(one.kind.value, one.name) for one in territories("75")]
    [('region', 'Nouvelle-Aquitaine'), ('departement', 'Paris')]
    >>> territories("62999")
    []
    """
    return [_read(row) for row in register().rows.get(code, ())]


def commune(code: str) -> Territory | None:
    """The commune, or the arrondissement of Paris, Lyon or Marseille, that bears this code today."""
    return _of_kind(code, TerritoryKind.COMMUNE, TerritoryKind.ARRONDISSEMENT)


def commune_today(code: str) -> Territory | None:
    """The commune in which a former, delegated or associated commune lies today; None when the code never was one.

    >>> commune_today("50173").name
    'Cherbourg-en-Cotentin'
    """
    absorbed = _of_kind(code, TerritoryKind.DELEGATED, TerritoryKind.ASSOCIATED)
    if absorbed is not None and absorbed.part_of is not None:
        return commune(absorbed.part_of)
    return commune(register().former.get(code, code))


def departement(code: str) -> Territory | None:
    """A département or an overseas collectivity, by its own code."""
    return _of_kind(code, TerritoryKind.DEPARTEMENT, TerritoryKind.COLLECTIVITY)


def departement_code(commune_code: str) -> str:
    """The département or collectivity of a commune (62, 2A, 974), read from its code; `""` when none begins so."""
    code = begins_with(commune_code)
    return code if departement(code) else ""


def departement_name(code: str) -> str:
    """What people call a département; what is not one is given back as it is."""
    known = departement(code)
    return known.name if known else code


def containing(one: Territory) -> list[Territory]:
    """What a territory lies in: its commune, its département, its region, its intercommunalities."""
    around = (
        one.part_of and commune(one.part_of),
        one.departement and departement(one.departement),
        one.region and _of_kind(one.region, TerritoryKind.REGION),
        one.epci and _of_kind(one.epci, TerritoryKind.EPCI),
        one.ept and _of_kind(one.ept, TerritoryKind.EPT),
    )
    return [above for above in around if above and above != one]


def _of_kind(code: str, *kinds: TerritoryKind) -> Territory | None:
    for row in register().rows.get(code, ()):
        if (
            row.split("\t", 1)[0] in kinds
        ):  # looked at before it is read: a part may bear the code of its commune
            return _read(row)
    return None


def _read(row: str) -> Territory:
    kind, code, name, zone, within, epci, ept, population, postcodes, former = row.split("\t")
    known = Territory(
        kind=TerritoryKind(kind),
        code=code,
        name=name,
        zone=zone,
        epci=epci or None,
        ept=ept or None,
        population=int(population) if population else None,
        postcodes=tuple(postcodes.split()),
        former_codes=tuple(former.split()),
    )
    match known.kind:
        case TerritoryKind.REGION:
            return replace(known, region=code)
        case TerritoryKind.DEPARTEMENT:
            return replace(known, departement=code, region=within)
        case TerritoryKind.COLLECTIVITY:
            return replace(known, departement=code)
        case TerritoryKind.COMMUNE:
            above = departement(within)
            return replace(known, departement=within, region=above.region if above else None)
        case TerritoryKind.ARRONDISSEMENT | TerritoryKind.DELEGATED | TerritoryKind.ASSOCIATED:
            return _as_part(known, commune(within))
    return known


def _as_part(known: Territory, whole: Territory | None) -> Territory:
    """A part is where its commune is: some communes were merged across the border of a département."""
    if whole is None:
        return known
    return replace(
        known,
        part_of=whole.code,
        departement=whole.departement,
        region=whole.region,
        epci=whole.epci,
        ept=whole.ept,
    )
