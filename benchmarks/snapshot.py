"""How long a national snapshot takes, and how much memory: 100 000 parents, four waves, sixteen questions.

    .venv/bin/python -m benchmarks.snapshot [--parents 100000] [--out results.json]

Runs on a database made for it (SQLite; another with VILLAGE_DATABASE), in a temporary folder. The snapshot is
taken in a process of its own, so that its peak memory is its own.
"""

import argparse
import datetime as dt
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
PER_GROUP, PER_HOUSE, PER_BATCH = 10, 400, 2_000


def main() -> None:
    """Fill, take, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--parents", type=int, default=100_000)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--take", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.take:
        print(json.dumps(take(options.take)))
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(VILLAGE_MODE="test", VILLAGE_STATE=folder)
        started = time.perf_counter()
        fill(options.parents)
        filled = time.perf_counter() - started
        child = [sys.executable, "-m", "benchmarks.snapshot", "--take", f"{folder}/snapshot"]
        result = json.loads(
            subprocess.run(child, check=True, capture_output=True, text=True).stdout
        )
    result = {"parents": options.parents, "fill_seconds": round(filled, 1), **result}
    for name, value in result.items():
        print(f"{name:<24}{value:>16,}")
    if options.out:
        options.out.write_text(json.dumps(result, indent=1) + "\n")


def take(folder: Path) -> dict[str, float]:
    """Take the snapshot; seconds, peak memory in MB, rows, size in MB."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "village.config.settings")
    django.setup()
    from village.snapshots.services import take_snapshot

    started = time.perf_counter()
    manifest = take_snapshot(
        folder=folder,
        purpose="national",
        as_of=NOW,
        master_key=b"benchmark",
        code_version="benchmark",
    )
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "answer_rows": manifest["tables"]["answers"]["rows"],
        "score_rows": manifest["tables"]["scores"]["rows"],
        "folder_mb": round(sum(p.stat().st_size for p in folder.iterdir()) / 1e6, 1),
    }


def fill(parents: int) -> None:
    """Make a database with so many parents, all of whom answered everything."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "village.config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    draw = random.Random(1)
    for start in range(0, parents, PER_BATCH):
        _fill_batch(range(start, min(start + PER_BATCH, parents)), draw)


def _fill_batch(numbers: range, draw: random.Random) -> None:
    from django.db import transaction

    from village.groups.models import Enrolment, PeerGroup
    from village.library.installed import default_battery
    from village.network.models import House, Organisation
    from village.people.models import Consent, Participant
    from village.surveys.models import Invitation, Submission
    from village.surveys.services.planning import invitations_for

    battery = default_battery()
    holder, _ = Organisation.objects.get_or_create(name="Benchmark", kind="association")
    people, consents, groups, enrolments = [], [], [], []
    for number in numbers:
        if number % PER_HOUSE == 0:
            house = House.objects.create(
                code=f"house-{number}",
                name=f"House {number}",
                holder=holder,
                commune_code="62041",
                commune_name="Arras",
                opened_on=dt.date(2023, 1, 1),
            )
        if number % PER_GROUP == 0:
            group = PeerGroup(
                house=house, name=f"G{number}", kind="postnatal", started_on=dt.date(2024, 9, 1)
            )
            groups.append(group)
        person = Participant(house=house, created_at=NOW - dt.timedelta(days=800))
        people.append(person)
        consents.append(
            Consent(
                participant=person,
                purpose="national",
                given=True,
                decided_at=person.created_at,
                notice_version="1",
            )
        )
        enrolments.append(Enrolment(participant=person, group=group, joined_on=dt.date(2024, 9, 1)))
    invitations = [i for e in enrolments for i in invitations_for(enrolment=e, battery=battery)]
    submissions = [
        Submission(
            id=uuid.UUID(int=draw.getrandbits(128)),
            invitation=invitation,
            received_at=dt.datetime.combine(invitation.opens_on, dt.time(12), dt.UTC),
            language="fr",
            answers={
                i.name: {item.key: draw.randint(0, 4) for item in i.items}
                for i in battery.instruments
            },
            content_hash="",
        )
        for invitation in invitations
    ]
    with transaction.atomic():
        for model, records in (
            (Participant, people),
            (Consent, consents),
            (PeerGroup, groups),
            (Enrolment, enrolments),
            (Invitation, invitations),
            (Submission, submissions),
        ):
            model.objects.bulk_create(records, batch_size=1_000)


if __name__ == "__main__":
    main()
