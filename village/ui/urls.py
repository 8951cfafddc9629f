"""Pages that belong to no domain: help, accessibility, the language of the screen."""

from django.urls import path

from village.ui import views

app_name = "ui"
urlpatterns = [
    path("aide-maintenant/", views.help_now, name="help_now"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("langue/", views.language, name="language"),
]
