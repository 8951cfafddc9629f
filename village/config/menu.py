"""What stands in the menus, one line a page: lower floors need not know the pages above them."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from village.network.access import Right, has_right
from village.network.models import User
from village.ui.menu import Entry


def holding(right: Right) -> Callable[[User], bool]:
    """For whoever holds `right` somewhere."""
    return lambda user: has_right(user, right)


# The band at the top of every page, and the start page.
MAIN = [
    Entry(_("Accueil"), "network:start", lambda user: True),
    Entry(
        _("Maisons"),
        "network:houses",
        holding(Right.MANAGE_NETWORK),
        _("Ouvrir une maison, la décrire, composer son équipe."),
    ),
    Entry(
        _("Comptes"),
        "network:accounts",
        holding(Right.MANAGE_NETWORK),
        _("Inviter une personne, changer ses rôles, fermer un accès."),
    ),
]

# The page of one house, and its card on the start page: tests receive the user and the house.
HOUSE: list[Entry] = []
