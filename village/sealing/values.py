"""A value sealed for one place: elsewhere, or changed, it opens nothing.

AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce; the place is authenticated with the value. The key's id
travels in front of it, so keys can be changed one row at a time.
"""

import hashlib
import hmac
import os
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class SealedValueMoved(Exception):
    """A sealed value does not open where it stands: it was moved, changed, or its key is wrong."""


def seal(plain: str, *, place: str) -> bytes:
    """Encrypt `plain` for one place (`table.column.pk`) under the current key."""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, plain.encode(), place.encode())
    return key_id.encode() + b":" + nonce + sealed


def unseal(sealed: bytes, *, place: str) -> str:
    """Decrypt what `seal` made for the same place; anything else raises `SealedValueMoved`."""
    key_id, _, rest = sealed.partition(b":")
    name = key_id.decode(errors="replace")
    key = settings.FIELD_KEYS.get(name)
    if key is None:
        raise SealedValueMoved(f"{place} was sealed with the key {name[:20]!r}, not in FIELD_KEYS")
    try:
        return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], place.encode()).decode()
    except (InvalidTag, ValueError) as error:  # ValueError: too short to hold a nonce
        raise SealedValueMoved(f"{place} does not open with the key {name!r}") from error


def blind_index(value: str, *, column: str) -> bytes | None:
    """A keyed fingerprint that finds a value without opening it; case, accents' form and spaces do not count."""
    if not value:
        return None
    folded = "".join(unicodedata.normalize("NFKC", value).casefold().split())
    return hmac.new(settings.INDEX_KEY, f"{column}:{folded}".encode(), hashlib.sha256).digest()
