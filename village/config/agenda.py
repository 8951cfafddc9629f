"""Whom to ask what waits, in the order of the start page for one and the same day. Each says when it is for somebody."""

from village.groups import waiting as groups
from village.library import waiting as library
from village.readiness import waiting as readiness
from village.surveys import waiting as surveys

AGENDA = [
    groups.next_steps,
    groups.births_to_note,
    surveys.sheets_to_type,
    readiness.houses_not_ready,
    surveys.open_questionnaires,
    library.languages_to_read,
    library.permissions_ending,
]
