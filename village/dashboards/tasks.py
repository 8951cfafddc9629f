"""Drawing ahead, away from whoever waits for a page."""

from django.conf import settings
from django_tasks import task

from village.dashboards.figures import prepare
from village.snapshots.catalog import latest


@task()
def draw_figures(purpose: str) -> int:
    """Draw every page of the current snapshot for a purpose, in the site's first language."""
    entry = latest(purpose)
    return 0 if entry is None else prepare(entry, settings.LANGUAGE_CODE)
