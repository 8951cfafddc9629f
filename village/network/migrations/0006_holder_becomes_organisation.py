"""A holder becomes an organisation, in words only.

`RenameModel` alone would rename the table and build `network_house` and `library_grant` again around their foreign
keys (on SQLite, by copying them). Nothing in the database has to know: the table keeps the name it was born with.
"""

from django.db import migrations


def rename_content_type(apps, schema_editor):
    """What Django knows of the model (rights, should a site give some) goes with it."""
    types = apps.get_model("contenttypes", "ContentType").objects.using(
        schema_editor.connection.alias
    )
    types.filter(app_label="network", model="holder").update(model="organisation")


def rename_content_type_back(apps, schema_editor):
    types = apps.get_model("contenttypes", "ContentType").objects.using(
        schema_editor.connection.alias
    )
    types.filter(app_label="network", model="organisation").update(model="holder")


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("network", "0005_readiness_leaves"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelTable(name="holder", table="network_holder"),
                migrations.RenameModel(old_name="Holder", new_name="Organisation"),
                migrations.AlterModelOptions(
                    name="organisation",
                    options={
                        "ordering": ("name",),
                        "verbose_name": "organisme",
                        "verbose_name_plural": "organismes",
                    },
                ),
            ],
        ),
        migrations.RunPython(rename_content_type, rename_content_type_back),
    ]
