"""Work done after the page has answered: the post office may be slow, the facilitator is not kept waiting."""

import logging
import smtplib
from datetime import timedelta

from django_tasks import task

from village.core.errors import NotAllowed
from village.surveys.addresses import link_url
from village.surveys.models import Invitation
from village.surveys.services.letters import send_letter
from village.ui.clock import now

log = logging.getLogger(__name__)
TRIES = 8


class LetterNotSent(Exception):
    """The post office refused to the end; names the invitation, never the address."""


@task()
def write_to_parent(invitation_id: str, tries_left: int = TRIES) -> None:
    """Send one letter; when the post office does not answer, try again later, less and less often."""
    invitation = Invitation.objects.select_related("enrolment__participant__house").get(
        pk=invitation_id
    )
    try:
        send_letter(invitation=invitation, link_url=link_url, actor=None, now=now())
    except (
        NotAllowed
    ) as refusal:  # things changed while the letter waited: an answer came, a consent went
        log.info("letter for invitation %s not needed any more: %s", invitation_id, refusal)
    except (smtplib.SMTPException, OSError) as error:
        log.warning(
            "letter for invitation %s not sent (%s), %s tries left",
            invitation_id,
            type(error).__name__,
            tries_left,
        )
        if not tries_left:
            raise LetterNotSent(invitation_id) from None  # the refusal quotes the address
        delay = timedelta(minutes=2 ** (TRIES - tries_left))
        write_to_parent.using(run_after=now() + delay).enqueue(invitation_id, tries_left - 1)
