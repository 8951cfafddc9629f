"""Addresses of what a house prepared for a parent in danger."""

from django.urls import path

from village.readiness import views

app_name = "readiness"
urlpatterns = [
    path("securite/", views.houses, name="houses"),
    path("maisons/<slug:code>/securite/", views.safety, name="safety"),
    path("maisons/<slug:code>/securite/modifier/", views.edit_safety, name="edit_safety"),
    path("maisons/<slug:code>/securite/protocole/", views.protocol, name="protocol"),
]
