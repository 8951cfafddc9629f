"""Starts with the instruments: a site that cannot score rightly does not open."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """The instruments and batteries of this site, who may use them, and in which languages."""

    name = "village.library"

    def ready(self) -> None:
        """Read every instrument and every battery."""
        from village.library import installed

        installed.batteries()
