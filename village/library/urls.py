"""Addresses of the pages about questionnaires."""

from django.urls import include, path

app_name = "library"
urlpatterns = [path("questionnaires/gestion/", include("village.library.team_urls"))]
