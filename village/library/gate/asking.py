"""What a house may ask on a day: words that are here and read again, permissions that cover it, somebody to answer.

- `Standing(house, day).may_ask(instrument, "fr")`: one instrument, on the page of a parent;
- `still_asked(battery, house, on=day)`: that page, whole; then `languages_in`;
- `battery_for(house, on=day)`: whoever enrols that day;
- `obstacles(battery, house, on=day)`: for the team, in sentences.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from village.core.scales import Instrument
from village.core.waves import Battery, find_battery
from village.library.gate.obstacles import Obstacle, ObstacleKind
from village.library.installed import languages_offered, wanted_batteries
from village.library.languages import parity
from village.library.models import Choice, Grant
from village.network.models import House
from village.readiness.lacks import Lack, lacks


@dataclass
class HouseStanding:
    """What a house was granted and has prepared, on one day. Read once for a whole page, and only when something asks.

    At most one query for permissions, one for safety, and one for each wording that waits for an approval; none for
    our own questionnaires in the languages of the team.
    """

    house: House
    on: dt.date

    @cached_property
    def granted(self) -> frozenset[tuple[str, str]]:
        """Instruments (their keys) and languages for which a permission covers this house today."""
        grants = Grant.objects.covering(self.house).valid(on=self.on)
        return frozenset(grants.values_list("instrument", "language"))

    @cached_property
    def lacks(self) -> tuple[Lack, ...]:
        """What the house lacks to answer a parent in danger."""
        return lacks(self.house, on=self.on)

    def obstacles_to(self, instrument: Instrument, language: str) -> tuple[Obstacle, ...]:
        """Everything that keeps this house from asking an instrument in a language, that day."""
        found = []
        if language not in instrument.wordings:
            found.append(
                Obstacle(kind=ObstacleKind.WORDS, instrument=instrument, language=language)
            )
        elif not parity.is_read_again(instrument, language):
            found.append(
                Obstacle(kind=ObstacleKind.REVIEW, instrument=instrument, language=language)
            )
        permission = instrument.evidence.permission
        if (
            permission is not None
            and permission.is_asked_first
            and (instrument.key, language) not in self.granted
        ):
            found.append(
                Obstacle(kind=ObstacleKind.PERMISSION, instrument=instrument, language=language)
            )
        if instrument.asks_about_self_harm and self.lacks:
            found.append(
                Obstacle(
                    kind=ObstacleKind.SAFETY,
                    instrument=instrument,
                    language=language,
                    lacks=self.lacks,
                )
            )
        return tuple(found)

    def may_ask(self, instrument: Instrument, language: str) -> bool:
        """Whether nothing does."""
        return not self.obstacles_to(instrument, language)

    def is_asked(self, instrument: Instrument) -> bool:
        """Whether it may be asked in the first language of the site; in another, when it has no words in that one."""
        first = settings.LANGUAGE_CODE
        languages = [first] if first in instrument.wordings else list(instrument.wordings)
        return any(self.may_ask(instrument, language) for language in languages)

    def as_asked(self, battery: Battery) -> Battery:
        """A battery with nothing in it that may not be asked here: what stands in, or nothing, in its place."""
        first = settings.LANGUAGE_CODE
        return self.left_of(battery.resolved(lambda one: self.may_ask(one, first)))

    def left_of(self, battery: Battery) -> Battery:
        """A battery without what may not be asked here, and nothing in its place."""
        refused = [one for one in battery.instruments if not self.is_asked(one)]
        return battery.without(refused) if refused else battery


def obstacles(
    battery: Battery, house: House, *, on: dt.date, language: str | None = None
) -> tuple[Obstacle, ...]:
    """What keeps a house from asking a battery as its author wants it, in the first language of the site or another."""
    standing = HouseStanding(house, on)
    wanted = wanted_batteries().get(battery.name, battery)
    return tuple(
        obstacle
        for one in wanted.instruments
        for obstacle in standing.obstacles_to(one, language or settings.LANGUAGE_CODE)
    )


def choice_of(house: House, *, on: dt.date) -> Choice | None:
    """The choice of a house that counts on a day; None when it left the battery to the site."""
    return house.battery_choices.filter(starts_on__lte=on).select_related("chosen_by").first()


def wanted_by(house: House, *, on: dt.date) -> Battery:
    """The battery a house chose, as its author wants it; that of the site without a choice, or when it is gone."""
    choice = choice_of(house, on=on)
    default = find_battery(wanted_batteries(), settings.DEFAULT_BATTERY)
    return default if choice is None else wanted_batteries().get(choice.battery, default)


def battery_for(house: House, *, on: dt.date) -> Battery:
    """What is asked of whoever enrols in this house on a day: nothing that may not be.

    A permission that ended, or a contact who left, does not keep a parent from enrolling: what may not be asked is left
    out, and when that is all, the battery of the site is asked.
    """
    standing = HouseStanding(house, on)
    asked = standing.as_asked(wanted_by(house, on=on))
    if asked.waves:
        return asked
    return standing.as_asked(find_battery(wanted_batteries(), settings.DEFAULT_BATTERY))


def resolved_here(battery: Battery, house: House, *, on: dt.date) -> Battery:
    """A battery that was begun with earlier, as it can be asked in this house now."""
    return HouseStanding(house, on).as_asked(wanted_batteries().get(battery.name, battery))


def still_asked(battery: Battery, house: House, *, on: dt.date) -> Battery:
    """A battery that was planned, without what may no longer be asked. Nothing comes in its place: that was chosen once."""
    return HouseStanding(house, on).left_of(battery)


def languages_in(battery: Battery, house: House, *, on: dt.date) -> tuple[str, ...]:
    """The languages in which parents of this house may be asked a battery, as `battery_for` gives it."""
    standing = HouseStanding(house, on)
    return tuple(
        language
        for language in languages_offered(battery)
        if all(standing.may_ask(one, language) for one in battery.instruments)
    )


def refusals(found: Sequence[Obstacle]) -> str:
    """Obstacles as one text, a sentence each."""
    return " ".join(dict.fromkeys(str(obstacle.sentence) for obstacle in found))
