"""The demo's open doors. Included by `config/urls.py` in demo mode, and in no other."""

from django.urls import path

from village.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("demo/entrer/", views.enter, name="enter"),
    path("demo/parent/", views.answer_as_a_parent, name="answer_as_a_parent"),
]
