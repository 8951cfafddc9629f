"""Addresses of the pages about questionnaires; those of the team are under gestion/."""

from django.urls import path

from village.library.views import gate, grants, houses

app_name = "library"
urlpatterns = [
    path("gestion/", gate.questionnaires, name="questionnaires"),
    path("gestion/langues/<str:battery>/<str:language>/", gate.language, name="language"),
    path(
        "gestion/relectures/<int:approval_id>/reprendre/",
        gate.take_back_approval,
        name="take_back_approval",
    ),
    path("gestion/autorisations/", grants.grants, name="grants"),
    path("gestion/autorisations/nouvelle/", grants.new_grant, name="new_grant"),
    path("gestion/autorisations/<uuid:grant_id>/fichier/", grants.grant_file, name="grant_file"),
    path(
        "gestion/autorisations/<uuid:grant_id>/reprendre/",
        grants.take_back_grant,
        name="take_back_grant",
    ),
    path("gestion/maisons/<slug:code>/", houses.house, name="house"),
    path("gestion/maisons/<slug:code>/choisir/", houses.choose_battery, name="choose_battery"),
]
