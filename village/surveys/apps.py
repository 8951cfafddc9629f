"""Starts listening to the news of the floors below."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Questionnaires sent to parents, and what came back."""

    name = "village.surveys"

    def ready(self) -> None:
        """Hear of enrolments and withdrawals."""
        from village.surveys import news

        news.listen()
