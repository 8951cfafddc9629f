"""How long a site of the version before takes to be brought up to date: 50 000 parents, on the database that is named.

    .venv/bin/python -m benchmarks.migration [--parents 50000] [--out results.json]
    .venv/bin/python -m tests.postgres .venv/bin/python -m benchmarks.migration     on a throw-away PostgreSQL

The stored dump of that version, copied as often as it takes: each copy has keys of its own. Then `village migrate`, as a
keeper runs it. The project promises less than a minute; the ratio is to that.
"""

import argparse
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROMISED_SECONDS = 60
APART = 1_000_000_000  # between the numbers of two copies
# One a site, or one a person of it: copied once.
ONCE = {"mfa_authenticator", "plans_registration", "snapshots_publication", "snapshots_release"}


def main() -> None:
    """Fill, migrate, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--parents", type=int, default=50_000)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VILLAGE_MODE": "demo", "VILLAGE_STATE": folder}
        parents = fill(options.parents)
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "village.cli", "migrate"], check=True)
        seconds = time.perf_counter() - started
    result = {
        "parents": parents,
        "seconds": round(seconds, 1),
        "of_what_is_promised": round(seconds / PROMISED_SECONDS, 2),
    }
    for name, value in result.items():
        print(f"{name:<24}{value:>16,}")
    if options.out:
        options.out.write_text(json.dumps(result, indent=1) + "\n")


def fill(parents: int) -> int:
    """Restore the dump as often as it takes; returns how many parents there are."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "village.config.settings")
    django.setup()
    from tests.versions.conftest import BEFORE
    from tests.versions.dump import Dump, add_rows, read, to_the_day_of

    dump = read(BEFORE / "records.jsonl.xz")
    models = to_the_day_of(dump)
    times = -(-parents // len(dump.rows["people_participant"]))
    for copy in range(times):
        rows = {
            model._meta.db_table: list(copied(model, dump, copy))
            for model in models
            if model._meta.db_table not in ONCE or copy == 0
        }
        add_rows(Dump(dump.migrations, rows), models)
    return times * len(dump.rows["people_participant"])


def copied(model: Any, dump: Any, copy: int) -> Iterator[dict[str, Any]]:
    """The rows of one table in one copy: other keys, and other values where each must be the only one."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    for row in dump.rows.get(model._meta.db_table, ()):
        yield {
            name: another(fields[name], value, copy) if copy and value is not None else value
            for name, value in row.items()
        }


def another(field: Any, value: Any, copy: int) -> Any:
    """A value as this copy has it."""
    target = field.target_field if field.is_relation else field
    if not (target.primary_key or target.unique):
        return value
    if target.get_internal_type() == "UUIDField":
        return str(uuid.uuid5(uuid.UUID(value), str(copy)))
    if target.get_internal_type() in {"BigAutoField", "AutoField"}:
        return str(int(value) + copy * APART)
    mixed = hashlib.sha256(f"{value}{copy}".encode())
    if target.get_internal_type() == "BinaryField":
        return base64.b64encode(mixed.digest()).decode()
    return f"{mixed.hexdigest()[:12]}{value[12:]}"


if __name__ == "__main__":
    main()
