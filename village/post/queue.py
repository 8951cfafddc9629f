"""Letters that may wait: the post office may be slow or closed, nobody is kept waiting for it.

A kind and a key wait in the queue, never a name, an address nor a way in: the letter is written when it leaves. Who
writes which kind is said by `settings.LETTERS`, as menus are: rooms above know parents, this one does not.
"""

import datetime as dt
import logging
from collections.abc import Callable, Mapping

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks import task

from village.core.errors import NotAllowed
from village.post.sending import LetterNotSent
from village.ui.clock import now

log = logging.getLogger(__name__)
TRIES = 8  # again after one minute, two, four…: about four hours in all

# Writes the letter of a key and hands it to `send_now`, told the time. `NotAllowed`: it is not needed any more.
Writer = Callable[[str, dt.datetime], None]


def enqueue(kind: str, key: str) -> None:
    """Let a letter leave when the post office takes it. `KeyError` when nobody writes this kind."""
    _writers()[kind]
    send.enqueue(kind, key)


@task()
def send(kind: str, key: str, tries_left: int = TRIES) -> None:
    """Have one letter written and sent; when the post office does not take it, try again, less and less often."""
    try:
        _writers()[kind](key, now())
    except NotAllowed as refusal:  # things changed while it waited: an answer came, a consent went
        log.info("letter %s %s not needed any more: %s", kind, key, refusal)
    except LetterNotSent:
        log.warning("letter %s %s not sent, %s tries left", kind, key, tries_left)
        if not tries_left:
            raise LetterNotSent(f"{kind} {key}") from None
        delay = dt.timedelta(minutes=2 ** (TRIES - tries_left))
        send.using(run_after=now() + delay).enqueue(kind, key, tries_left - 1)


def _writers() -> Mapping[str, Writer]:
    writers: Mapping[str, Writer] = import_string(settings.LETTERS)
    return writers
