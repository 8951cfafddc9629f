"""`village tidy`: keep the promises about what is not kept."""

from typing import Annotated

import typer

from village.cli import site


def tidy(
    demo: Annotated[bool, typer.Option("--demo", help="Use the demo's database.")] = False,
) -> None:
    """Erase contact details twelve months after the last group ended, sessions and letters that are over.

    Contacts of organisations go three years after somebody last said that they are right.

    Run it once a day (cron); `village serve` also runs it when it starts. What is erased is written in the journal,
    by id. Answers stay, under a random id, for as long as the evaluation needs them.
    """
    site.start(demo=demo)
    print(f"{tidy_up()} contact details erased.")


def tidy_up() -> int:
    """Do it; returns how many contact details went."""
    from django.core.management import call_command

    from village.groups.services import erase_old_contacts
    from village.network.services.contacts import erase_stale_contacts
    from village.ui.clock import now

    call_command("clearsessions")
    call_command("prune_db_task_results", min_age_days=30, verbosity=0)
    return erase_old_contacts(now=now()) + erase_stale_contacts(now=now())
