"""Columns that are sealed one by one: a stolen table tells nothing, a moved value opens nothing.

Table, column and primary key are the place of a value: a ciphertext copied to another row or column no longer opens.
"""

import base64
import binascii
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from village.sealing.values import seal, unseal

DUMPED = "sealed:"  # what a sealed value begins with in a fixture


class DumpedValue(bytes):
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
        if isinstance(value, bytes) and not isinstance(value, DumpedValue):
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
            return DumpedValue(base64.b64decode(value.removeprefix(DUMPED), validate=True))
        except binascii.Error as error:
            raise ValidationError(f"{self.name} does not hold a sealed value") from error

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return bytes(value) or "" if value is not None else ""

    def get_default(self) -> str:
        return ""
