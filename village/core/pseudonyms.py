"""Names for a snapshot: stable inside it, without meaning outside it."""

import hashlib
import hmac
from collections.abc import Callable


def snapshot_key(master: bytes, *, purpose: str, as_of: str) -> bytes:
    """The key of one snapshot: from the site's master key, so that the same snapshot can be written again.

    Another date or purpose gives another key, and pseudonyms that cannot be joined.
    """
    return hmac.new(master, f"snapshot:{purpose}:{as_of}".encode(), hashlib.sha256).digest()


def ledger_key(master: bytes) -> bytes:
    """The key of the release ledger's tokens: the same for every snapshot, and for nothing else."""
    return hmac.new(master, b"ledger", hashlib.sha256).digest()


def pseudonyms(key: bytes) -> Callable[[str, object], str]:
    """A function (kind, id) → 80-bit code, by HMAC-SHA-256 (RFC 2104); kinds never collide."""

    def pseudonym(kind: str, identifier: object) -> str:
        return hmac.new(key, f"{kind}:{identifier}".encode(), hashlib.sha256).hexdigest()[:20]

    return pseudonym
