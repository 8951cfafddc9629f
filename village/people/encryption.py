"""The name by which a migration that landed knows sealed columns; they live in `village.sealing`."""

from village.sealing.fields import SealedField

__all__ = ["SealedField"]
