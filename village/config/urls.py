"""The map of the site: one line an app."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from village.ui import views

urlpatterns: list[URLPattern | URLResolver] = [
    # The demo's open doors stand before the ordinary home page; elsewhere their addresses do not exist.
    *([path("", include("village.demo.urls"))] if settings.DEMO else []),
    path("", views.home, name="home"),
    path("", include("village.ui.urls")),
    path("compte/", include("village.network.account_urls")),
    path("", include("village.network.urls")),
    path("", include("village.readiness.urls")),
    path("", include("village.library.urls")),
    path("", include("village.groups.urls")),
    path("", include("village.surveys.urls")),
    path("", include("village.dashboards.urls")),
]

handler400 = "village.ui.views.bad_request"
handler403 = "village.ui.views.forbidden"
handler404 = "village.ui.views.not_found"
handler429 = "village.ui.views.too_many_requests"  # asked for by django-allauth
handler500 = "village.ui.views.server_error"
