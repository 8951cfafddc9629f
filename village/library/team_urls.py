"""Addresses of the pages for the team, under questionnaires/gestion/."""

from django.urls import path

from village.library.views import documents, gate, grants, houses

urlpatterns = [
    path("", gate.languages, name="languages"),
    path("langues/<str:battery>/<str:language>/", gate.language, name="language"),
    path(
        "langues/<str:battery>/<str:language>/document.<slug:kind>",
        documents.bilingual,
        name="bilingual",
    ),
    path(
        "relectures/<int:approval_id>/reprendre/",
        gate.take_back_approval,
        name="take_back_approval",
    ),
    path("autorisations/", grants.grants, name="grants"),
    path("autorisations/nouvelle/", grants.new_grant, name="new_grant"),
    path("autorisations/<uuid:grant_id>/fichier/", grants.grant_file, name="grant_file"),
    path(
        "autorisations/<uuid:grant_id>/reprendre/",
        grants.take_back_grant,
        name="take_back_grant",
    ),
    path("maisons/<slug:code>/", houses.house, name="house"),
    path("maisons/<slug:code>/choisir/", houses.choose_battery, name="choose_battery"),
]
