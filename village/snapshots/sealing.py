"""The ledger at rest: sealed by the key that also makes its tokens, so that a stolen database compares nobody."""

import hashlib
import hmac
import json
import os
import zlib
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from village.core.pseudonyms import ledger_key

NONCE = 12


def seal(content: Any, *, master_key: bytes, place: str) -> bytes:
    """JSON values, compressed and sealed with AES-256-GCM; they open in the same `place` only."""
    nonce = os.urandom(NONCE)
    packed = zlib.compress(json.dumps(content, sort_keys=True).encode())
    return nonce + AESGCM(_key(master_key)).encrypt(nonce, packed, place.encode())


def unseal(sealed: bytes, *, master_key: bytes, place: str) -> Any:
    """What `seal` was given. `InvalidTag` under another key, in another place, or once changed."""
    packed = AESGCM(_key(master_key)).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    return json.loads(zlib.decompress(packed))


def _key(master_key: bytes) -> bytes:
    return hmac.new(ledger_key(master_key), b"at rest", hashlib.sha256).digest()
