"""Starts listening to the news of the floor below."""

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    """Peer groups, their meetings, and who was there."""

    name = "village.groups"

    def ready(self) -> None:
        """Hear of withdrawals."""
        from village.groups import news

        news.listen()
