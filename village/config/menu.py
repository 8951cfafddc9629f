"""What stands in the menus, one line a page: lower floors need not know the pages above them."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from village.network.access import Right, has_right, has_right_in, sees_every_house
from village.network.models import House, User
from village.ui.menu import MenuEntry


def holding(right: Right) -> Callable[[User], bool]:
    """For whoever holds `right` somewhere."""
    return lambda user: has_right(user, right)


def holding_here(right: Right) -> Callable[[User, House], bool]:
    """For whoever holds `right` in the house the menu is about."""
    return lambda user, house: has_right_in(user, right, house)


# The band at the top of every page, and the start page.
MAIN = [
    MenuEntry(_("Accueil"), "network:start", lambda user: True),
    MenuEntry(
        _("Mes groupes"),
        "groups:mine",
        holding(Right.SEE_PERSONS),
        _("Inscrire un parent, noter une séance, voir qui a répondu."),
    ),
    MenuEntry(
        _("Feuilles à saisir"),
        "surveys:sheets",
        holding(Right.KEY_SHEETS),
        _("Recopier ce qu'un parent a répondu sur papier."),
    ),
    MenuEntry(
        _("Maisons"),
        "network:houses",
        sees_every_house,
        _("Toutes celles du réseau, avec leur équipe et leurs résultats."),
    ),
    MenuEntry(
        _("Comptes"),
        "network:accounts",
        holding(Right.MANAGE_NETWORK),
        _("Inviter une personne, changer ses rôles, fermer un accès."),
    ),
    MenuEntry(
        _("Questionnaires"),
        "library:languages",
        holding(Right.MANAGE_QUESTIONNAIRES),
        _("Langues ouvertes, autorisations, et ce que chaque maison demande."),
    ),
    MenuEntry(
        _("Chiffres nationaux"),
        "dashboards:nation",
        holding(Right.SEE_NATIONAL_FIGURES),
        _("Qui répond, et ce qui change pour les parents, dans tout le réseau."),
    ),
]

# The page of one house, and its card on the start page: tests receive the user and the house.
HOUSE: list[MenuEntry] = [
    MenuEntry(
        _("Groupes"),
        "groups:house_groups",
        holding_here(Right.MANAGE_GROUPS),
        _("Les groupes de la maison, et en ouvrir un."),
    ),
    MenuEntry(
        _("Chiffres de la maison"),
        "dashboards:house",
        holding_here(Right.SEE_HOUSE_FIGURES),
        _("Qui répond, et ce qui change pour les parents de cette maison."),
    ),
    MenuEntry(
        _("Questionnaires"),
        "library:house",
        holding_here(Right.SEE_HOUSE_QUESTIONNAIRES),
        _("Ce qui est demandé aux parents, et ce qui ne peut pas l'être."),
    ),
    MenuEntry(
        _("Si un parent est en danger"),
        "readiness:safety",
        holding_here(Right.SEE_SAFETY),
        _("Qui appeler, quand, et ce que dit le protocole."),
    ),
]

# The page of a group for whoever leads it, who alone is shown it: tests receive the user and the group.
GROUP: list[MenuEntry] = [
    MenuEntry(
        _("Questionnaires"),
        "surveys:group",
        lambda user, group: group.facilitator_id == user.pk,
    ),
]
