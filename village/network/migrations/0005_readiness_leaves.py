"""Readiness has a room of its own: `network` forgets it, and its table stays."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0004_documents_leave"),
        ("readiness", "0001_moved_from_network"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="SafetyReadiness")]
        ),
    ]
