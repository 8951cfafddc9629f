"""Whether a house is ready to answer a parent in danger on a given day, and what it lacks."""

import datetime as dt
from collections.abc import Collection

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from village.network.models import House, Membership, Role
from village.readiness.models import SafetyReadiness


class Lack(models.TextChoices):
    """One thing without which nobody is sure to answer: each with the sentence that asks for it."""

    CONTACT = (
        "contact",
        _("une personne compétente à joindre : un compte ouvert, contact de sécurité de la maison, avec son métier"),
    )  # fmt: skip
    DEPUTY = (
        "deputy",
        _("une deuxième personne pour la remplacer : un autre compte ouvert, contact de sécurité, avec son métier"),
    )  # fmt: skip
    HOURS = "hours", _("les horaires auxquels on peut la joindre")
    PATHWAY = "pathway", _("vers qui orienter, près de la maison : PMI, CMP, maternité…")
    PROTOCOL = "protocol", _("le protocole écrit, et sa version")
    TRAINING = "training", _("la date à laquelle l'équipe a été formée, déjà passée")


def readiness_of(house: House) -> SafetyReadiness | None:
    """The latest declaration of a house, with who may answer today: `contact_answers` and `deputy_answers`."""
    return (
        _with_who_answers(house.safety_readiness.all())
        .select_related("contact", "deputy", "protocol_file__kept_by", "recorded_by")
        .defer("protocol_file__content")
        .first()
    )


def _with_who_answers(declared: QuerySet[SafetyReadiness]) -> QuerySet[SafetyReadiness]:
    in_the_house = Membership.objects.filter(
        house=OuterRef("house"), role=Role.SAFETY_CONTACT, user__is_active=True
    )
    return declared.annotate(
        contact_answers=Exists(in_the_house.filter(user=OuterRef("contact"))),
        deputy_answers=Exists(in_the_house.filter(user=OuterRef("deputy"))),
    )


def lacks(house: House, *, on: dt.date) -> tuple[Lack, ...]:
    """What a house lacks on a day; everything, when it declared nothing. One query.

    An account that was closed, or is no longer a safety contact of this house, answers no more.
    """
    declared = readiness_of(house)
    return tuple(Lack) if declared is None else lacks_of(declared, on=on)


def lacks_of_each(houses: Collection[House], *, now: dt.datetime) -> dict[House, tuple[Lack, ...]]:
    """What each of these houses lacks, the day it is there. One query."""
    latest = SafetyReadiness.objects.filter(house=OuterRef("house")).values("pk")[:1]
    declared = SafetyReadiness.objects.filter(house__in=houses, pk=Subquery(latest))
    found = {one.house_id: one for one in _with_who_answers(declared)}
    return {
        house: lacks_of(found[house.pk], on=house.date_at(now))
        if house.pk in found
        else tuple(Lack)
        for house in houses
    }


def lacks_of(declared: SafetyReadiness, *, on: dt.date) -> tuple[Lack, ...]:
    """What a declaration (from `readiness_of`) lacks on a day."""
    has = {
        Lack.CONTACT: declared.contact_answers and declared.contact_quality,  # type: ignore[attr-defined]
        Lack.DEPUTY: declared.deputy_answers and declared.deputy_quality,  # type: ignore[attr-defined]
        Lack.HOURS: declared.opening_hours,
        Lack.PATHWAY: declared.pathway,
        Lack.PROTOCOL: declared.protocol_version
        and (declared.protocol_text or declared.protocol_file_id),
        Lack.TRAINING: declared.trained_on is not None and declared.trained_on <= on,
    }
    return tuple(lack for lack in Lack if not has[lack])
