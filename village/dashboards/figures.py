"""The figures of a snapshot, evaluated once and drawn once: a snapshot never changes, nor do its figures."""

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from village.core.privacy import Audience
from village.snapshots.catalog import KeptSnapshot
from village.snapshots.releases import Published, current

if TYPE_CHECKING:
    from village.analytics.results import Evaluation

KEPT_IN_MEMORY = 8  # two snapshots (the next one arrives), two audiences, two languages


@dataclass(frozen=True, slots=True)
class Pictures:
    """The charts of one page, as SVG made here."""

    change: str
    responses: str


@lru_cache(maxsize=KEPT_IN_MEMORY)
def evaluations(path: Path, audience: Audience, language: str) -> dict[str | None, "Evaluation"]:
    """The evaluation of the network (under None) and of each house, for one audience in one language.

    As the snapshot alone would have it: what may be shown of it, given all that was published, is `shown`.
    """
    # Ibis takes seconds to import: a parent's page never pays for it.
    from village.analytics.engine import open_snapshot
    from village.analytics.evaluation import evaluate_all

    with open_snapshot(path) as snapshot:
        return evaluate_all(snapshot, audience=audience, language=language)


def shown(
    published: Published, audience: Audience, language: str, house: str | None
) -> "Evaluation | None":
    """What one page shows: figures that would differ from earlier ones by a few stay as they were.

    None for a house that opened since the snapshot was taken.
    """
    from village.analytics.releases import kept, withhold

    entry = published.entry
    evaluation = evaluations(entry.path, audience, language).get(house)
    if evaluation is None:
        return None
    released = published.figures_at(house)
    waiting = {
        figure
        for figure in kept(evaluation)
        if figure not in released or released[figure].as_of != entry.as_of
    }
    return withhold(evaluation, waiting, earlier=released)


def pictures(
    published: Published, audience: Audience, language: str, house: str | None
) -> Pictures:
    """The charts of one page; drawn the first time, read from the disk afterwards."""
    path = _place(published.entry, audience, language, house)
    try:
        return Pictures(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        # Not drawn yet, or half written by a machine that stopped.
        return _draw(path, published, audience, language, house)


def pages_of(entry: KeptSnapshot) -> list[tuple[Audience, str | None]]:
    """Every page drawn from a snapshot: the nation for the public, and each house for its team."""
    houses = evaluations(entry.path, Audience.HOUSE, settings.LANGUAGE_CODE)
    return [(Audience.PUBLIC, None), *((Audience.HOUSE, house) for house in houses if house)]


def read_ahead() -> None:
    """Evaluate the current snapshot before anybody asks: the first page would otherwise wait for it."""
    published = current()
    if published is not None:
        evaluations(published.entry.path, Audience.HOUSE, settings.LANGUAGE_CODE)
        pictures(published, Audience.PUBLIC, settings.LANGUAGE_CODE, None)


def _draw(
    path: Path, published: Published, audience: Audience, language: str, house: str | None
) -> Pictures:
    from village.analytics.charts import change_chart, response_chart

    evaluation = shown(published, audience, language, house)
    if evaluation is None:
        return Pictures(change="", responses="")
    drawn = Pictures(change=change_chart(evaluation), responses=response_chart(evaluation))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(
        json.dumps({"change": drawn.change, "responses": drawn.responses}), encoding="utf-8"
    )
    draft.replace(path)
    return drawn


def _place(entry: KeptSnapshot, audience: Audience, language: str, house: str | None) -> Path:
    """By snapshot and by code: another version of the code may draw otherwise."""
    from village.core.version import code_version

    folder = settings.STATE / "figures" / entry.hash[:16] / code_version()
    return Path(folder) / f"{audience.value}-{language}-{house or '_network'}.json"
