"""The catalogue, open to all; what the team decides, under gestion/."""

from django.urls import include, path, register_converter

from village.library.addresses import Version
from village.library.views import catalogue, documents

register_converter(Version, "version")

app_name = "library"
urlpatterns = [
    path("questionnaires/gestion/", include("village.library.team_urls")),
    path("questionnaires/", catalogue.questionnaires, name="questionnaires"),
    path(
        "questionnaires/batteries/<slug:key>/<version:version>/", catalogue.battery, name="battery"
    ),
    path(
        "questionnaires/batteries/<slug:key>/<version:version>/papier/<int:number>/<slug:language>/",
        documents.sheet,
        name="sheet",
    ),
    path(
        "questionnaires/<slug:key>/<version:version>/",
        catalogue.questionnaire,
        name="questionnaire",
    ),
    path("questionnaires/<slug:key>/", catalogue.latest, name="latest"),
]
