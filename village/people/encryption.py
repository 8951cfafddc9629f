"""Contact details are sealed one by one: a stolen table tells nothing, a moved value opens nothing.

Each value is AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce; table, column and primary key are
authenticated with it, so a ciphertext copied to another row or column no longer opens. The key's id
travels in front of the value, so keys can be changed one row at a time.
"""

import base64
import binascii
import hashlib
import hmac
import os
import unicodedata
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

NONCE_BYTES = 12
DUMPED = "sealed:"  # what a sealed value begins with in a fixture


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


class Kept(bytes):
    """A sealed value on its way back from a fixture: written as it is, without being opened."""


class _Opening:
    """Opens a sealed value the first time it is read, and only then."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, record: models.Model | None, owner: type | None = None) -> Any:
        if record is None:
            return self
        value = record.__dict__.get(self.field.attname)
        if value is None and self.field.attname not in record.__dict__:
            record.refresh_from_db(fields=[self.field.attname])  # it was deferred
            value = record.__dict__[self.field.attname]
        if isinstance(value, bytes) and not isinstance(value, Kept):
            value = record.__dict__[self.field.attname] = unseal(
                value, place=self.field.place(record)
            )
        return value

    def __set__(self, record: models.Model, value: Any) -> None:
        record.__dict__[self.field.attname] = (
            bytes(value) if isinstance(value, memoryview) else value
        )


class SealedField(models.BinaryField):
    """Text that is encrypted on its way to the database. `""` stays empty and is not sealed."""

    # For the type checker: bytes at rest, text in a record.
    _pyi_private_get_type: str  # type: ignore[assignment]
    _pyi_private_set_type: str

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("editable", True)
        super().__init__(*args, **options)

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opening(self))

    def place(self, record: models.Model) -> str:
        """Where a value lives: what is authenticated with it."""
        if record.pk is None:
            raise TypeError(f"{self.name} is sealed to its row: the row needs its key first")
        return f"{record._meta.db_table}.{self.column}.{record.pk}"

    def sealed(self, record: models.Model) -> bytes:
        """The value as it is kept: what was never opened is left as it was found."""
        value = record.__dict__.get(self.attname)
        if isinstance(value, bytes):
            return value
        return seal(value, place=self.place(record)) if value else b""

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        return self.sealed(model_instance)

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            raise TypeError(
                f"{self.name} is sealed per row: save the record, do not update() or filter() it"
            )
        return super().get_prep_value(value or b"")

    def value_to_string(self, obj: models.Model) -> str:
        """What `dumpdata` writes: the sealed value, which opens again in the same row with the same key."""
        getattr(obj, self.attname)  # fetches it when it was deferred
        kept = self.sealed(obj)
        return DUMPED + base64.b64encode(kept).decode() if kept else ""

    def to_python(self, value: Any) -> Any:
        """Read back what `value_to_string` wrote; text in clear stays as it is."""
        if not (isinstance(value, str) and value.startswith(DUMPED)):
            return value
        try:
            return Kept(base64.b64decode(value.removeprefix(DUMPED), validate=True))
        except binascii.Error as error:
            raise ValidationError(f"{self.name} does not hold a sealed value") from error

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return bytes(value) or "" if value is not None else ""

    def get_default(self) -> str:
        return ""
