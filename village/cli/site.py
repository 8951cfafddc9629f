"""Start Django for the commands that need the records."""

import os


def start(*, demo: bool = False) -> None:
    """Read the settings; what is missing stops here, with its name."""
    os.umask(0o077)  # what a site writes is for its own account: database, snapshots, keys
    if demo:
        os.environ["VILLAGE_MODE"] = "demo"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "village.config.settings")
    import django

    django.setup()


def bring_up_to_date() -> None:
    """Apply what the database lacks."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
