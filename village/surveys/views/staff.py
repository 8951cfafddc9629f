"""What a facilitator does with questionnaires: see who answered (never what), send, show a code."""

from urllib.parse import quote
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from village.library.installed import battery_named
from village.network.requests import StaffRequest
from village.post.queue import enqueue
from village.surveys.access import get_invitation_or_404, get_own_group_or_404, invitations_of
from village.surveys.addresses import link_url
from village.surveys.models import Link
from village.surveys.progress import progress_of
from village.surveys.services.letters import (
    agrees_to_messages,
    can_be_written_to,
    language_written_to,
    reachable,
    text_message,
)
from village.surveys.services.links import is_open, issue_link, local_date
from village.surveys.writing import QUESTIONNAIRE
from village.ui.addresses import site_address
from village.ui.clock import now


@require_safe
def group(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Who was asked, when, and whether it came back."""
    peer_group = get_own_group_or_404(request.user, group_id)
    progress = progress_of(invitations_of(peer_group), now=now())
    waiting = any(row.open_step and row.can_be_written_to for row in progress.rows)
    context = {"group": peer_group, "progress": progress, "waiting": waiting}
    return render(request, "surveys/group.html", context)


@require_POST
def write_to_group(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Write to every parent of the group whose questionnaire is open and not yet answered."""
    peer_group = get_own_group_or_404(request.user, group_id)
    waiting = [
        invitation
        for invitation in reachable(invitations_of(peer_group).filter(submission=None), now=now())
        if is_open(invitation, now=now())
    ]
    for invitation in waiting:
        enqueue(QUESTIONNAIRE, str(invitation.pk))
    messages.success(
        request,
        ngettext(
            "%(count)s message est en route.", "%(count)s messages sont en route.", len(waiting)
        )
        % {"count": len(waiting)}
        if waiting
        else _("Personne à qui écrire aujourd'hui."),
    )
    return redirect("surveys:group", group_id=peer_group.pk)


@require_POST
def write(request: StaffRequest, invitation_id: UUID) -> HttpResponse:
    """Write to one parent."""
    invitation = get_invitation_or_404(request.user, invitation_id)
    if is_open(invitation, now=now()) and can_be_written_to(invitation, now=now()):
        enqueue(QUESTIONNAIRE, str(invitation.pk))
        messages.success(request, _("Le message est en route."))
    else:
        messages.error(
            request, _("Pas d'adresse, pas d'accord pour les messages, ou questionnaire fermé.")
        )
    return redirect("surveys:group", group_id=invitation.enrolment.group_id)


@require_POST
def show_code(request: StaffRequest, invitation_id: UUID) -> HttpResponse:
    """A code to scan now, with the parent beside; it is made for this moment and shown once."""
    invitation = get_invitation_or_404(request.user, invitation_id)
    issued = issue_link(
        invitation=invitation, channel=Link.Channel.QR, actor=request.user, now=now()
    )
    url = link_url(issued.token, site=site_address(request))
    code = segno.make(url, error="m")
    battery = battery_named(invitation.battery, invitation.battery_version)
    today = local_date(now(), invitation)
    text = text_message(invitation, url=url, on=today)
    language = language_written_to(invitation, on=today)
    context = {
        "group": invitation.enrolment.group,
        "wave": battery.wave(invitation.wave),
        "closes_on": invitation.closes_on,
        "url": url,
        "text": text if agrees_to_messages(invitation, now=now()) else "",
        "text_address": f"sms:?&body={quote(text, safe='')}",  # Android reads `?`, iOS reads `&`
        "language": get_language_info(language),
        "code": code.svg_inline(
            scale=6, border=4, dark="#000", light="#fff", title=_("Code à scanner"), omitsize=True
        ),
    }
    return render(request, "surveys/code.html", context)
