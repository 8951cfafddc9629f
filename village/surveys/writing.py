"""The letter of an invitation, written when it leaves: a parent may have answered, or changed their mind, since."""

import datetime as dt

from village.surveys.addresses import link_url
from village.surveys.models import Invitation
from village.surveys.services.letters import send_letter

QUESTIONNAIRE = "questionnaire"  # the kind of letter that waits in the queue


def write_to_parent(key: str, now: dt.datetime) -> None:
    """Write to the parent of the invitation `key`, and send it; refusals are those of `send_letter`."""
    invitation = Invitation.objects.select_related("enrolment__participant__house").get(pk=key)
    send_letter(invitation=invitation, link_url=link_url, actor=None, now=now)
