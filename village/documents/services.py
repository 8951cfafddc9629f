"""Receive a file that proves something, and give it back to whoever may read it."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from village.core.errors import NotAllowed
from village.documents.models import Document

LARGEST = 5_000_000
MESSAGE = "message/rfc822"
# Known by what they begin with: a name says nothing of what is inside.
BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
SUFFIXES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    MESSAGE: ".eml",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived, not yet accepted."""

    name: str
    content: bytes


def kind_of(content: bytes) -> str | None:
    """The type of a file by its content: a PDF, an image, an e-mail; None for anything else."""
    for beginning, media_type in BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    headers = message_from_bytes(content[:50_000], policy=default)
    is_message = b"\0" not in content and "from" in headers and "date" in headers
    return MESSAGE if is_message else None


def keep_document(*, upload: Upload, actor: Any | None, now: dt.datetime) -> Document:
    """Keep a file as it is. `NotAllowed` when it is empty, too large, or of a kind a reader could not open safely."""
    content = upload.content
    if not content:
        raise NotAllowed(_("Ce fichier est vide."))
    if len(content) > LARGEST:
        raise NotAllowed(_("Ce fichier dépasse 5 Mo : envoyez-en une version plus légère."))
    if (media_type := kind_of(content)) is None:
        raise NotAllowed(
            _("Envoyez un PDF, une image (JPEG ou PNG) ou un e-mail enregistré (.eml).")
        )
    return Document.objects.create(
        name=plain_name(upload.name, SUFFIXES[media_type]),
        media_type=media_type,
        content=content,
        content_hash=hashlib.sha256(content).hexdigest(),
        kept_by=actor,
        kept_at=now,
    )


def plain_name(name: str, suffix: str) -> str:
    """The name a file had, without its folders nor what could mislead, and with the suffix of what it is."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    kept = re.sub(r"[^\w .()-]", "", stem).strip(" .")[:100]
    return (kept or "document") + suffix
