"""What one invitation asks, and of the parent of which baby."""

import datetime as dt
from dataclasses import replace

from village.core.babies import UNKNOWN, Baby
from village.core.waves import Battery, part_named
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


def baby_of(participant: Participant, *, on: dt.date) -> Baby:
    """The baby of a participant on some day; unknown when nobody spoke of one."""
    birth = birth_of(participant)
    return UNKNOWN if birth is None else birth.baby(on=on)
