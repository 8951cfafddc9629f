"""Drawing ahead, away from whoever waits for a page."""

from django.conf import settings
from django_tasks import task

from village.core.privacy import Audience
from village.dashboards.figures import pages_of, pictures
from village.snapshots.releases import current


@task()
def draw_figures() -> int:
    """Ask for every page of the current snapshot; returns how many."""
    published = current()
    pages = [] if published is None else pages_of(published.entry)
    for audience, house in pages:
        draw_page.enqueue(audience.value, house)
    return len(pages)


@task()
def draw_page(audience: str, house: str | None) -> None:
    """Draw one page in the site's first language: a task short enough for the site to stop at any time."""
    published = current()
    if published is not None:
        pictures(published, Audience(audience), settings.LANGUAGE_CODE, house)
