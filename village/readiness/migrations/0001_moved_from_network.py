"""Readiness leaves `network` for a room of its own. Its table stays where it is: only the state moves."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def carry_content_type(apps, schema_editor):
    """What Django knows of the model (rights, should a site give some) goes with it."""
    types = apps.get_model("contenttypes", "ContentType").objects.using(
        schema_editor.connection.alias
    )
    types.filter(app_label="network", model="safetyreadiness").update(app_label="readiness")


def carry_content_type_back(apps, schema_editor):
    types = apps.get_model("contenttypes", "ContentType").objects.using(
        schema_editor.connection.alias
    )
    types.filter(app_label="readiness", model="safetyreadiness").update(app_label="network")


def account(**options):
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **options,
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("documents", "0001_moved_from_network"),
        ("network", "0004_documents_leave"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="SafetyReadiness",
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
                        (
                            "contact_quality",
                            models.CharField(blank=True, max_length=120, verbose_name="métier"),
                        ),
                        (
                            "deputy_quality",
                            models.CharField(blank=True, max_length=120, verbose_name="métier"),
                        ),
                        (
                            "opening_hours",
                            models.CharField(blank=True, max_length=300, verbose_name="horaires"),
                        ),
                        (
                            "pathway",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="orientation locale"
                            ),
                        ),
                        (
                            "protocol_version",
                            models.CharField(
                                blank=True, max_length=60, verbose_name="version du protocole"
                            ),
                        ),
                        (
                            "protocol_text",
                            models.TextField(
                                blank=True, max_length=10000, verbose_name="protocole"
                            ),
                        ),
                        (
                            "trained_on",
                            models.DateField(
                                blank=True, null=True, verbose_name="formation de l'équipe"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="noté le")),
                        ("contact", account(blank=True)),
                        ("deputy", account(blank=True)),
                        (
                            "house",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="safety_readiness",
                                to="network.house",
                            ),
                        ),
                        (
                            "protocol_file",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("recorded_by", account()),
                    ],
                    options={
                        "verbose_name": "préparation à la sécurité",
                        "verbose_name_plural": "préparations à la sécurité",
                        "db_table": "network_safetyreadiness",
                        "ordering": ("-recorded_at", "-pk"),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("contact__isnull", True),
                                    ("deputy__isnull", True),
                                    models.Q(("contact", models.F("deputy")), _negated=True),
                                    _connector="OR",
                                ),
                                name="safety_deputy_is_another_person",
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.RunPython(carry_content_type, carry_content_type_back),
    ]
