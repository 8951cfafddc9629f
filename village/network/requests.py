"""The request of someone who signed in: what every view behind `SignInMiddleware` receives."""

from django.http import HttpRequest

from village.network.models import User


class StaffRequest(HttpRequest):
    """For annotations: `request.user` is an account, never a stranger."""

    user: User
