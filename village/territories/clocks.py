"""What time it is in a commune: IANA time zones. Polynesia has three, and the southern lands five."""

from village.territories.register import departement_code

MAINLAND = "Europe/Paris"
OF_A_DEPARTEMENT = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
    "989": "Etc/GMT+8",  # Clipperton, where nobody lives
}
MARQUESAS = ("98718", "98723", "98731", "98746", "98756", "98757")
OF_A_COMMUNE = {
    **dict.fromkeys(MARQUESAS, "Pacific/Marquesas"),
    "98719": "Pacific/Gambier",
    "98413": "Indian/Reunion",  # Crozet
    "98414": "Antarctica/DumontDUrville",
    "98415": "Indian/Mayotte",  # the scattered islands
}


def clock_of(commune_code: str) -> str:
    """The time zone of a commune: a letter leaves at nine in the morning *there*."""
    own = OF_A_COMMUNE.get(commune_code)
    return own or OF_A_DEPARTEMENT.get(departement_code(commune_code), MAINLAND)
