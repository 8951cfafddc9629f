"""The door of the application server."""

import logging
import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "village.config.settings")
application = get_wsgi_application()


def _read_ahead() -> None:
    from village.dashboards.figures import read_ahead

    try:
        read_ahead()
    except Exception:  # pages say what is wrong with a snapshot; the site itself must open
        logging.getLogger("village").exception("figures could not be read ahead")


threading.Thread(target=_read_ahead, name="figures", daemon=True).start()
