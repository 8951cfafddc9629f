"""Documents leave `network` for a room of their own. Their table stays where it is: only the state moves."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def carry_content_type(apps, schema_editor):
    """What Django knows of the model (rights, should a site give some) goes with it."""
    types = apps.get_model("contenttypes", "ContentType").objects.using(
        schema_editor.connection.alias
    )
    types.filter(app_label="network", model="document").update(app_label="documents")


def carry_content_type_back(apps, schema_editor):
    types = apps.get_model("contenttypes", "ContentType").objects.using(
        schema_editor.connection.alias
    )
    types.filter(app_label="documents", model="document").update(app_label="network")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("network", "0003_readiness_for_a_parent_in_danger"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="nom du fichier")),
                        ("media_type", models.CharField(max_length=40, verbose_name="type")),
                        ("content", models.BinaryField(verbose_name="contenu")),
                        (
                            "content_hash",
                            models.CharField(max_length=64, verbose_name="empreinte"),
                        ),
                        ("kept_at", models.DateTimeField(verbose_name="reçu le")),
                        (
                            "kept_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "document",
                        "verbose_name_plural": "documents",
                        "db_table": "network_document",
                    },
                ),
            ],
        ),
        migrations.RunPython(carry_content_type, carry_content_type_back),
    ]
