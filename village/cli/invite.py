"""`village invite`: the first account of a new site."""

from typing import Annotated

import typer

from village.cli import site
from village.core.errors import NotAllowed


def invite(
    email: Annotated[str, typer.Argument(help="Where the link to choose a password is sent.")],
    name: Annotated[str, typer.Option(help="How colleagues will see this person.")],
    role: Annotated[
        str,
        typer.Option(help="A national role: national_team, evaluator, funder, training_manager."),
    ] = "national_team",
) -> None:
    """Open an account in the nation: the first one of a new site, who will then invite the others on its pages."""
    site.start()
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from village.network.models import IN_THE_NATION
    from village.network.services import invite_member
    from village.ui.clock import now

    if role not in IN_THE_NATION:
        raise NotAllowed(f"{role!r} is not a national role: {', '.join(IN_THE_NATION)}.")
    try:
        validate_email(email)
    except ValidationError:
        raise NotAllowed(f"{email!r} is not an e-mail address.") from None
    invite_member(
        email=email,
        name=name,
        role=role,
        house=None,
        site_address=settings.SITE_URL,
        actor=None,
        now=now(),
    )
    print("Invited. The letter is on its way.")
