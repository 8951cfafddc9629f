"""What is published, read back: all that pages need to know of the ledger."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models.fields.json import KeyTransform

from village.snapshots.catalog import PURPOSE, KeptSnapshot, kept
from village.snapshots.models import Publication, Release

if TYPE_CHECKING:
    from village.analytics.releases import Kept


def name_of(place: str | None) -> str:
    """The key of a place in what a release shows; the colon keeps a code made of digits from being an index."""
    return f"at:{place or ''}"


@dataclass(frozen=True, slots=True)
class Published:
    """The snapshot that pages read, and what was decided of its figures."""

    entry: KeptSnapshot
    publication: int

    def figures_at(self, place: str | None) -> dict[str, "Kept"]:
        """What is shown in one house, or in the nation (None): by figure, its date and its values."""
        from village.analytics.releases import Kept

        here = KeyTransform(name_of(place), "shown")  # one place: the others are not even read
        rows = Release.objects.filter(publication=self.publication).values_list("figure", here)
        return {
            figure: Kept(found["value"], dt.datetime.fromisoformat(found["as_of"]))
            for figure, found in rows
            if found
        }


def current() -> Published | None:
    """The latest snapshot whose figures were judged; None before the first."""
    known = dict(Publication.objects.values_list("snapshot", "pk"))
    return next(
        (Published(entry, known[entry.hash]) for entry in kept(PURPOSE) if entry.hash in known),
        None,
    )


def previously_shown() -> dict[str, dict[str, Any]]:
    """By figure and place, what the pages show at this moment."""
    last = Publication.objects.order_by("taken_at").last()
    return {} if last is None else dict(last.releases.values_list("figure", "shown"))
