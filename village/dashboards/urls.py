"""Addresses of published figures."""

from django.urls import path

from village.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("chiffres/", views.nation, name="nation"),
    path("maisons/<slug:code>/chiffres/", views.house, name="house"),
]
