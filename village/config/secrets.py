"""Keys: given by the environment in production, made once on the spot for a demo or a test."""

import base64
import contextlib
import json
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from village.config import environment

WHY = {
    "VILLAGE_SECRET_KEY": "it signs sessions and cookies (50 random characters)",
    "VILLAGE_FIELD_KEYS": "they seal contact details (id:base64 of 32 bytes)",
    "VILLAGE_INDEX_KEY": "it finds a sealed address again (32 random characters)",
    "VILLAGE_SNAPSHOT_KEY": "it makes the pseudonyms of snapshots (32 random characters)",
}


def from_environment() -> dict[str, str]:
    """Every key, or the name of the first one missing."""
    return {name: environment.required(name, why=why) for name, why in WHY.items()}


def read_keys(text: str) -> dict[str, bytes]:
    """Read `id:base64,id:base64`: the first seals, all of them open. Keys are 32 bytes."""
    keys = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        key_id, _, encoded = entry.partition(":")
        key = base64.b64decode(encoded)
        if not key_id or len(key_id) > 20 or len(key) != 32:
            raise ImproperlyConfigured("A field key is written id:base64 with 32 bytes in it.")
        keys[key_id] = key
    if not keys:
        raise ImproperlyConfigured("At least one field key is needed to keep contact details.")
    return keys


def new_keys() -> dict[str, str]:
    """Fresh random keys, in the form the environment variables take."""
    return {
        "VILLAGE_SECRET_KEY": secrets.token_urlsafe(50),
        "VILLAGE_FIELD_KEYS": f"k1:{base64.b64encode(os.urandom(32)).decode()}",
        "VILLAGE_INDEX_KEY": secrets.token_urlsafe(32),
        "VILLAGE_SNAPSHOT_KEY": secrets.token_urlsafe(32),
    }


def made_here(path: Path) -> dict[str, str]:
    """The keys of this demo, made the first time; readable by its owner only."""
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(new_keys(), file)
        with contextlib.suppress(FileExistsError):  # another process of the same site was quicker
            os.link(draft, path)
        draft.unlink()
    return dict(json.loads(path.read_text()))
