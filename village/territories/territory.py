"""What a territory is. Its identity is its kind and its code, on the day of the register: codes alone collide."""

from dataclasses import dataclass
from enum import StrEnum


class TerritoryKind(StrEnum):
    """`75` is a département and a region, `93066` a commune and one of its parts: a code is read with its kind."""

    COMMUNE = "commune"
    ARRONDISSEMENT = "arrondissement"  # of Paris, Lyon and Marseille
    DELEGATED = "delegated"  # a former commune that kept its name, and a town hall, in a new one
    ASSOCIATED = "associated"  # the same, merged between 1971 and 2010
    EPCI = "epci"  # an intercommunality that raises taxes; its code is its SIREN
    EPT = "ept"  # the eleven parts of greater Paris
    DEPARTEMENT = "departement"
    COLLECTIVITY = "collectivity"  # overseas, and neither département nor region
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Territory:
    """One official territory. Codes are text; `None` is what the register does not say.

    `departement` is the code of the département, or of the collectivity; a collectivity has no region. `part_of` is the
    commune of today, for its arrondissements and for the communes it absorbed. `population` counts inhabitants (municipal
    population). A postcode belongs to several communes and a commune has several: none of them is an identifier.
    """

    kind: TerritoryKind
    code: str
    name: str
    zone: str  # metropole, drom or com
    departement: str | None = None
    region: str | None = None
    part_of: str | None = None
    epci: str | None = None
    ept: str | None = None
    population: int | None = None
    postcodes: tuple[str, ...] = ()
    former_codes: tuple[str, ...] = ()
