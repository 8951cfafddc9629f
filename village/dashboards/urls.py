"""Addresses of published figures."""

from django.urls import path

from village.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("chiffres/", views.nation, name="nation"),
    path("chiffres/document.pdf", views.nation_printed, name="nation_printed"),
    path("maisons/<slug:code>/chiffres/", views.house, name="house"),
    path("maisons/<slug:code>/chiffres/document.pdf", views.house_printed, name="house_printed"),
]
