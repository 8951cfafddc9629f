"""Organisations enter the network, and what is known of them is corrected."""

import datetime as dt

from django.db import transaction

from village.audit.services import record
from village.core.identifiers import compact
from village.network.models import Organisation, User


@transaction.atomic
def create_organisation(
    *,
    name: str,
    kind: str,
    siret: str = "",
    rna: str = "",
    commune_code: str = "",
    actor: User | None,
    now: dt.datetime,
) -> Organisation:
    """Add an organisation. Its numbers are its own: `ValidationError` when another one has them."""
    organisation = Organisation(
        name=name, kind=kind, siret=compact(siret), rna=compact(rna), commune_code=commune_code
    )
    organisation.full_clean()
    organisation.save()
    record("organisation.created", subject=f"organisation:{organisation.pk}", actor=actor, now=now)
    return organisation


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    name: str,
    kind: str,
    siret: str = "",
    rna: str = "",
    commune_code: str = "",
    actor: User | None,
    now: dt.datetime,
) -> Organisation:
    """Correct what is known of an organisation."""
    organisation.name, organisation.kind = name, kind
    organisation.siret, organisation.rna = compact(siret), compact(rna)
    organisation.commune_code = commune_code
    organisation.full_clean()
    organisation.save()
    record("organisation.changed", subject=f"organisation:{organisation.pk}", actor=actor, now=now)
    return organisation
