"""Starts with the instruments: a site that cannot score rightly does not open."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Questionnaires sent to parents, and what came back."""

    name = "village.surveys"

    def ready(self) -> None:
        """Read every instrument, and listen to the news of the floors below."""
        from village.surveys import instruments, news

        instruments.batteries()
        news.listen()
