"""Starts listening to the sign-in pages."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Holders, houses, accounts and rights."""

    name = "village.network"

    def ready(self) -> None:
        """Hear of second factors shown."""
        from village.network import second_factor

        second_factor.listen()
