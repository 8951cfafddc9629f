"""The birth that a participant's questionnaires are counted from."""

from collections.abc import Collection
from typing import Any

from village.core.babies import Birth
from village.people.models import Child, Participant


def birth_of(participant: Participant) -> Birth | None:
    """That of the first baby noted: a later pregnancy does not move what was planned. None when there is none."""
    return births_of([participant.pk]).get(participant.pk)


def births_of(participants: Collection[Any]) -> dict[Any, Birth]:
    """The same, of many participants at once, by their ids."""
    children = Child.objects.filter(participant__in=participants).order_by("-pk")
    return {
        participant: Birth(expected_in=expected, born_in=born)  # the first one noted, last here
        for participant, expected, born in children.values_list(
            "participant", "expected_month", "birth_month"
        )
    }
