"""Addresses of the network's pages."""

from django.urls import path

from village.network.views import accounts, contacts, houses, organisations, start

app_name = "network"
urlpatterns = [
    path("accueil/", start.start, name="start"),
    path("maisons/", houses.houses, name="houses"),
    path("maisons/nouvelle/", houses.new_house, name="new_house"),
    path("maisons/<slug:code>/", houses.house, name="house"),
    path("maisons/<slug:code>/modifier/", houses.edit_house, name="edit_house"),
    path("maisons/<slug:code>/fermer/", houses.close_house, name="close_house"),
    path("maisons/<slug:code>/rouvrir/", houses.reopen_house, name="reopen_house"),
    path("maisons/<slug:code>/equipe/", accounts.house_team, name="house_team"),
    path("organismes/", organisations.organisations, name="organisations"),
    path("organismes/nouveau/", organisations.new_organisation, name="new_organisation"),
    path("organismes/<uuid:organisation_id>/", organisations.organisation, name="organisation"),
    path(
        "organismes/<uuid:organisation_id>/modifier/",
        organisations.edit_organisation,
        name="edit_organisation",
    ),
    path(
        "organismes/<uuid:organisation_id>/personnes/nouvelle/",
        contacts.new_contact,
        name="new_contact",
    ),
    path(
        "organismes/<uuid:organisation_id>/personnes/<uuid:contact_id>/modifier/",
        contacts.edit_contact,
        name="edit_contact",
    ),
    path(
        "organismes/<uuid:organisation_id>/personnes/<uuid:contact_id>/confirmer/",
        contacts.confirm_contact,
        name="confirm_contact",
    ),
    path(
        "organismes/<uuid:organisation_id>/personnes/<uuid:contact_id>/retirer/",
        contacts.remove_contact,
        name="remove_contact",
    ),
    path("comptes/", accounts.accounts, name="accounts"),
    path("comptes/nouveau/", accounts.new_national_member, name="new_national_member"),
    path("comptes/<uuid:user_id>/", accounts.account, name="account"),
    path("comptes/<uuid:user_id>/lien/", accounts.send_access_link, name="send_access_link"),
    path(
        "comptes/<uuid:user_id>/deuxieme-etape/",
        accounts.forget_second_factor,
        name="forget_second_factor",
    ),
    path("comptes/<uuid:user_id>/fermer/", accounts.close_account, name="close_account"),
    path(
        "comptes/<uuid:user_id>/roles/<int:membership_id>/retirer/",
        accounts.remove_membership,
        name="remove_membership",
    ),
]
