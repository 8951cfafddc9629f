"""What a house declares about a parent in danger: one verb, one row more, one line in the journal."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from village.audit.services import record
from village.core.errors import NotAllowed
from village.documents.models import Document
from village.documents.services import Upload, keep_document
from village.network.models import House, User
from village.readiness.models import SafetyReadiness


@transaction.atomic
def prepare_safety(
    *,
    house: House,
    contact: User | None = None,
    contact_quality: str = "",
    deputy: User | None = None,
    deputy_quality: str = "",
    opening_hours: str = "",
    pathway: str = "",
    protocol_version: str = "",
    protocol_text: str = "",
    protocol_file: Upload | Document | None = None,
    trained_on: dt.date | None = None,
    actor: User | None,
    now: dt.datetime,
) -> SafetyReadiness:
    """Note how a house is ready to answer a parent in danger, even in part: what it lacks is said, not guessed.

    Earlier declarations stay: the protocol under which a parent was asked can be found again.
    """
    if contact is not None and contact == deputy:
        raise NotAllowed(_("La personne à joindre et celle qui la remplace sont deux personnes."))
    if trained_on is not None and trained_on > house.date_at(now):
        raise NotAllowed(_("La formation de l'équipe n'a pas encore eu lieu à cette date."))
    if isinstance(protocol_file, Upload):
        protocol_file = keep_document(upload=protocol_file, actor=actor, now=now)
    declared = SafetyReadiness.objects.create(
        house=house,
        contact=contact,
        contact_quality=contact_quality.strip(),
        deputy=deputy,
        deputy_quality=deputy_quality.strip(),
        opening_hours=opening_hours.strip(),
        pathway=pathway.strip(),
        protocol_version=protocol_version.strip(),
        protocol_text=protocol_text.strip(),
        protocol_file=protocol_file,
        trained_on=trained_on,
        recorded_by=actor,
        recorded_at=now,
    )
    record("house.safety_prepared", subject=f"house:{house.pk}", actor=actor, now=now)
    return declared
