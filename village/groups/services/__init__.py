"""What happens to groups: verbs, each whole or not at all."""

from village.groups.services.belonging import come_back, enrol, leave, welcome_parent
from village.groups.services.meetings import correct_meeting, note_meeting
from village.groups.services.opening import change_group, close_group, open_group
from village.groups.services.retention import erase_old_contacts

__all__ = [
    "change_group",
    "close_group",
    "come_back",
    "correct_meeting",
    "enrol",
    "erase_old_contacts",
    "leave",
    "note_meeting",
    "open_group",
    "welcome_parent",
]
