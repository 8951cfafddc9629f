"""Who carries a house, where it is, who works in it, and how it is ready to answer a parent in danger."""

from village.network.models.accounts import (
    IN_A_HOUSE,
    IN_THE_NATION,
    Membership,
    Role,
    User,
    UserManager,
)
from village.network.models.communes import validate_commune
from village.network.models.contacts import Contact
from village.network.models.organisations import Organisation, validate_rna, validate_siret
from village.network.models.places import House, Zone, validate_time_zone

__all__ = [
    "IN_A_HOUSE",
    "IN_THE_NATION",
    "Organisation",
    "Contact",
    "House",
    "Membership",
    "Role",
    "User",
    "UserManager",
    "Zone",
    "validate_commune",
    "validate_rna",
    "validate_siret",
    "validate_time_zone",
]
