"""What one invitation asks, and of the parent of which baby."""

import datetime as dt
from dataclasses import dataclass, replace

from village.core.babies import UNKNOWN, Baby
from village.core.waves import Battery, Part, part_named
from village.library.gate.asking import languages_in, still_asked
from village.library.installed import battery_named, library
from village.people.births import birth_of
from village.people.models import Participant
from village.surveys.models import Invitation


def battery_of(invitation: Invitation) -> Battery:
    """The battery of an invitation, reduced to its one wave and to the parts chosen when it was planned."""
    battery = battery_named(invitation.battery, invitation.battery_version)
    wave = battery.wave(invitation.wave)
    if invitation.asked:
        wave = replace(wave, parts=tuple(part_named(name, library()) for name in invitation.asked))
    return replace(battery, waves=(wave,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What an invitation asks on some day: of that baby, in those languages. None of them: nothing may be asked."""

    planned: tuple[Part, ...]  # when the invitation was made
    parts: tuple[Part, ...]  # of these, what this house may still ask
    baby: Baby
    languages: tuple[str, ...]


def asked_today(invitation: Invitation, *, on: dt.date) -> Today:
    """What is asked on that day: a permission may have ended since it was planned, a safety contact left, a baby come."""
    participant = invitation.enrolment.participant
    planned = battery_of(invitation)
    battery = still_asked(planned, participant.house, on=on)
    return Today(
        planned=planned.waves[0].parts,
        parts=battery.waves[0].parts if battery.waves else (),
        baby=baby_of(participant, on=on),
        languages=languages_in(battery, participant.house, on=on) if battery.waves else (),
    )


def baby_of(participant: Participant, *, on: dt.date) -> Baby:
    """The baby of a participant on some day; unknown when nobody spoke of one."""
    birth = birth_of(participant)
    return UNKNOWN if birth is None else birth.baby(on=on)
