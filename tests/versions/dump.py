"""A whole database as lines of text, from one database to any other: what the next version must be able to migrate.

    VILLAGE_MODE=demo VILLAGE_STATE=… python -m tests.versions.dump write FILE.jsonl.xz
    VILLAGE_MODE=demo VILLAGE_STATE=… python -m tests.versions.dump restore FILE.jsonl.xz

The first line says under which migrations the rows were written. Then, a table after the other, the names of its
columns and a line a row. Restored through the models of that very moment: nothing of today's code stands between the
file and the tables.
"""

import base64
import json
import lzma
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Target = tuple[str, str]
BATCH = 500
# Django fills the first two itself after each migration; sessions are of one day.
LEFT_OUT = {"django_content_type", "auth_permission", "django_session"}


@dataclass(frozen=True)
class Dump:
    """A dump as it lies on disk."""

    migrations: list[Target]
    rows: dict[str, list[Row]]  # table → its rows, each by name of column


def write(path: Path) -> None:
    """Write every row of the database of this process."""
    from django.core.serializers.json import DjangoJSONEncoder
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    loader = MigrationExecutor(connection).loader
    applied = sorted(set(loader.graph.leaf_nodes()) & set(loader.applied_migrations))
    line = partial(json.dumps, ensure_ascii=False, cls=DjangoJSONEncoder, separators=(",", ":"))
    with lzma.open(path, "wt", encoding="utf-8", preset=9 | lzma.PRESET_EXTREME) as file:
        file.write(line({"migrations": applied}) + "\n")
        for model in ours(loader.project_state(applied).apps):
            fields = model._meta.concrete_fields
            head = {"table": model._meta.db_table, "columns": [field.column for field in fields]}
            file.write(line(head) + "\n")
            for record in model._base_manager.order_by("pk").iterator(chunk_size=BATCH):
                file.write(line([_as_text(field, record) for field in fields]) + "\n")


def read(path: Path) -> Dump:
    """A dump, in memory."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        migrations = json.loads(next(file))["migrations"]
        rows: dict[str, list[Row]] = {}
        for entry in map(json.loads, file):
            if isinstance(entry, dict):
                columns, into = entry["columns"], rows.setdefault(entry["table"], [])
            else:
                into.append(dict(zip(columns, entry, strict=True)))
    return Dump([(app, name) for app, name in migrations], rows)


def restore(dump: Dump) -> None:
    """Bring the empty database of this process to the migrations of the dump, and put every row back where it was."""
    add_rows(dump, to_the_day_of(dump))


def to_the_day_of(dump: Dump) -> list[Any]:
    """Bring an empty database to the migrations of a dump; returns the models of that day."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    return ours(MigrationExecutor(connection).migrate(dump.migrations).apps)


def add_rows(dump: Dump, models: list[Any]) -> None:
    """Put the rows of a dump into the tables of its day."""
    from django.core.management.color import no_style
    from django.db import connection, transaction

    with transaction.atomic():  # keys between tables are checked at the end: any order will do
        for model in models:
            rows = dump.rows.get(model._meta.db_table, ())
            records = (_as_record(model, row) for row in rows)
            model._base_manager.bulk_create(records, batch_size=BATCH)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def ours(apps: Any) -> list[Any]:
    """The models whose rows are the site's own, in an order that does not change."""
    models: Iterable[Any] = apps.get_models(include_auto_created=True)
    kept = (m for m in models if m._meta.managed and m._meta.db_table not in LEFT_OUT)
    return sorted(kept, key=lambda model: model._meta.db_table)


def _as_text(field: Any, record: Any) -> Any:
    """A value as text; JSON stays JSON, what is missing stays missing, what is sealed stays sealed."""
    value = record.__dict__[field.attname]
    if value is None or field.get_internal_type() == "JSONField":
        return value
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return field.value_to_string(record)


def _as_value(field: Any, text: Any) -> Any:
    """The same value in a record."""
    from django.db.models import BinaryField

    if text is None:
        return None
    return base64.b64decode(text) if isinstance(field, BinaryField) else field.to_python(text)


def _as_record(model: Any, row: Row) -> Any:
    fields = {field.column: field for field in model._meta.concrete_fields}
    for field in fields.values():
        if field.get_internal_type() == "DateTimeField":
            field.auto_now = field.auto_now_add = False  # of packages: they date a row anew
    return model(
        **{fields[name].attname: _as_value(fields[name], text) for name, text in row.items()}
    )


def main(verb: str, path: str) -> None:
    """One of the two verbs, on the database of this process."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "village.config.settings")
    django.setup()
    if verb == "write":
        write(Path(path))
    elif verb == "restore":
        restore(read(Path(path)))
    else:
        raise SystemExit("write or restore")


if __name__ == "__main__":
    main(*sys.argv[1:])
