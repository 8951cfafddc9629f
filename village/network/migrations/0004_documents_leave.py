"""Documents have a room of their own: `network` forgets them, and their table stays."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_moved_from_network"),
        ("library", "0002_documents_have_their_own_room"),
        ("network", "0003_readiness_for_a_parent_in_danger"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="safetyreadiness",
                    name="protocol_file",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                migrations.DeleteModel(name="Document"),
            ],
        ),
    ]
