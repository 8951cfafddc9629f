"""Each organisation keeps a kind that exists: two have another name, and a commune said to be a CCAS becomes one."""

import re

from django.db import migrations

RENAMED = {"intercommunality": "epci", "health": "hospital"}
CCAS = re.compile(r"\bC\.?(C|I)\.?A\.?S\b|\baction sociale\b", re.IGNORECASE)


def rename_kinds(apps, schema_editor):
    """Until now one kind was called “commune or CCAS”: only the name tells which."""
    organisations = apps.get_model("network", "Organisation").objects.using(
        schema_editor.connection.alias
    )
    for old, new in RENAMED.items():
        organisations.filter(kind=old).update(kind=new)
    communes = organisations.filter(kind="commune").values_list("pk", "name")
    ccas = [key for key, name in communes if CCAS.search(name)]
    organisations.filter(pk__in=ccas).update(kind="ccas")


def rename_kinds_back(apps, schema_editor):
    organisations = apps.get_model("network", "Organisation").objects.using(
        schema_editor.connection.alias
    )
    organisations.filter(kind="ccas").update(kind="commune")
    for old, new in RENAMED.items():
        organisations.filter(kind=new).update(kind=old)
    kept = ("commune", "intercommunality", "departement", "association", "health")
    organisations.exclude(kind__in=kept).update(kind="other")


class Migration(migrations.Migration):
    dependencies = [("network", "0008_organisations_known_by_their_numbers")]

    operations = [migrations.RunPython(rename_kinds, rename_kinds_back)]
