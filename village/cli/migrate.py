"""`village migrate`: bring the database up to date."""

from village.cli import site


def migrate() -> None:
    """Bring the database of this site up to date with the code. Back it up first."""
    site.start()
    site.bring_up_to_date()
    print("The database is up to date.")
