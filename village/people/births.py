"""The birth that a participant's questionnaires are counted from."""

from village.core.babies import Birth
from village.people.models import Participant


def birth_of(participant: Participant) -> Birth | None:
    """That of the first baby noted: a later pregnancy does not move what was planned. None when there is none."""
    child = participant.children.order_by("pk").first()
    if child is None:
        return None
    return Birth(expected_in=child.expected_month, born_in=child.birth_month)
