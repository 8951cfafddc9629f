"""What happens in the network: verbs, each one transaction with its line in the journal.

Who may call them is the door's business (`access`).
"""

from village.network.services.accounts import (
    close_account,
    forget_second_factor,
    invite_member,
    remove_membership,
    send_access_link,
)
from village.network.services.contacts import (
    add_contact,
    change_contact,
    confirm_contact,
    erase_stale_contacts,
    remove_contact,
)
from village.network.services.houses import change_house, close_house, create_house, reopen_house
from village.network.services.organisations import change_organisation, create_organisation

__all__ = [
    "add_contact",
    "change_contact",
    "change_house",
    "change_organisation",
    "close_account",
    "close_house",
    "confirm_contact",
    "create_house",
    "create_organisation",
    "erase_stale_contacts",
    "forget_second_factor",
    "invite_member",
    "remove_contact",
    "remove_membership",
    "reopen_house",
    "send_access_link",
]
