"""Files that prove something: a permission, a protocol. Kept with the records, far from the files of the site."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """One file as it was received, never changed.

    It lies in the database: it is kept, saved and taken back in the same transaction and the same backup as the record
    that rests on it, and no address of the site leads to it but the page that checks who asks.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("nom du fichier"), max_length=120)
    media_type = models.CharField(_("type"), max_length=40)
    content = models.BinaryField(_("contenu"))
    content_hash = models.CharField(_("empreinte"), max_length=64)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    kept_at = models.DateTimeField(_("reçu le"))

    class Privacy:
        secret: ClassVar = {"content"}  # it may name and sign
        operational: ClassVar = {"id", "name", "media_type", "content_hash", "kept_by", "kept_at"}

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        db_table = "network_document"  # where it was born: nothing moves in a site that has some

    def __str__(self) -> str:
        return self.name
