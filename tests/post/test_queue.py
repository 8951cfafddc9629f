"""A letter that waits is a kind and a key: it is written when it leaves, and tried again when nobody takes it."""

import datetime as dt
import json
import logging

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult

from tests import clock
from tests.architecture.sources import definitions, modules, place_of
from tests.factories import a_consent, a_group, a_house, a_parent, an_enrolment, an_invitation
from tests.post_office import free_port, send_through
from village.core.errors import NotAllowed
from village.people.models import Purpose
from village.post.queue import TRIES, enqueue
from village.post.sending import LetterNotSent, send_now

# The queue looks at the wall clock: this happens far ahead of it, so that "later" stays later.
SOME_DAY = dt.datetime(2199, 5, 1, 9, tzinfo=dt.UTC)
ADDRESS = "anna@example.org"

written: list[tuple[str, dt.datetime]] = []


def write(key: str, now: dt.datetime) -> None:
    written.append((key, now))
    send_now(EmailMessage("A few minutes", "…", to=[ADDRESS]))


def not_needed(key: str, now: dt.datetime) -> None:
    raise NotAllowed("An answer came.")


LETTERS = {"test": write, "too late": not_needed}


@pytest.fixture(autouse=True)
def letters(settings):
    settings.LETTERS = "tests.post.test_queue.LETTERS"
    written.clear()
    with clock.set_to(SOME_DAY):
        yield


def work() -> None:
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_only_a_kind_and_a_key_wait_and_the_letter_is_written_when_it_leaves(post_office):
    enqueue("test", "42")
    assert DBTaskResult.objects.get().args_kwargs == {"args": ["test", "42"], "kwargs": {}}
    assert written == []

    work()

    assert written == [("42", SOME_DAY)]
    assert [letter["To"] for letter in post_office.letters] == [ADDRESS]


@pytest.mark.django_db(transaction=True)
def test_a_closed_post_office_is_tried_again_later_and_later(settings):
    send_through(settings, free_port())
    enqueue("test", "42")

    waits = []
    for _ in range(TRIES):
        work()
        waiting = DBTaskResult.objects.get(status="READY")
        waits.append(waiting.run_after - SOME_DAY)
        DBTaskResult.objects.filter(pk=waiting.pk).update(run_after=SOME_DAY.replace(year=2000))
    work()

    assert waits == [dt.timedelta(minutes=2**tries) for tries in range(TRIES)]
    assert not DBTaskResult.objects.filter(status="READY").exists()
    refused = DBTaskResult.objects.get(status="FAILED")
    assert refused.exception_class_path.endswith("LetterNotSent")
    assert "test 42" in refused.traceback
    kept = json.dumps(list(DBTaskResult.objects.values("args_kwargs", "traceback")))
    assert ADDRESS not in kept


@pytest.mark.django_db(transaction=True)
def test_what_is_not_needed_any_more_is_not_tried_again(post_office):
    enqueue("too late", "42")

    work()

    assert not post_office.letters
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_the_refusal_of_the_post_office_is_said_in_one_place():
    places = [
        place_of(path)
        for path in modules()
        for name, _node in definitions(path)
        if name == "LetterNotSent"
    ]

    assert places == ["village/post/sending.py"]


@pytest.mark.django_db
def test_a_kind_that_nobody_writes_is_refused_before_it_waits():
    with pytest.raises(KeyError):
        enqueue("birthday", "42")

    assert not DBTaskResult.objects.exists()


def test_whoever_waits_is_told_and_neither_the_words_nor_the_log_say_an_address(settings, caplog):
    send_through(settings, free_port())

    with caplog.at_level(logging.INFO), pytest.raises(LetterNotSent, match="pas pu partir") as told:
        send_now(EmailMessage("A few minutes", "…", to=[ADDRESS]))

    assert told.value.__cause__ is None and told.value.__suppress_context__
    assert "did not take a letter" in caplog.text
    assert ADDRESS not in caplog.text


class Refusing:
    """A post office that quotes whom it does not know, as real ones do."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        return f"550 5.1.1 <{address}> is unknown here"


def test_what_the_post_office_quotes_is_repeated_nowhere(settings, caplog):
    office = Controller(Refusing(), hostname="127.0.0.1", port=free_port())
    office.start()
    send_through(settings, office.port)
    try:
        with caplog.at_level(logging.INFO), pytest.raises(LetterNotSent) as told:
            send_now(EmailMessage("A few minutes", "…", to=[ADDRESS]))
    finally:
        office.stop()

    assert ADDRESS not in f"{told.value} {caplog.text}"


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_waited_under_the_version_before_leaves_all_the_same(post_office, settings):
    settings.LETTERS = "village.config.messages.LETTERS"
    before = [("surveys", "0002_calendars_paper_and_words")]
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationExecutor(connection).migrate(before)
    house = a_house()
    anna = a_parent("Anna", house=house, email=ADDRESS)
    for purpose in (Purpose.MESSAGES, Purpose.EVALUATION):
        a_consent(anna, purpose)
    day = SOME_DAY.date()
    invitation = an_invitation(an_enrolment(anna, a_group(house)), opens_on=day, closes_on=day)
    for arguments in ([str(invitation.pk)], [str(invitation.pk), 3]):
        DBTaskResult.objects.create(
            task_path="village.surveys.tasks.write_to_parent",
            args_kwargs={"args": arguments, "kwargs": {}},
            backend_name="default",
            run_after=SOME_DAY.replace(year=2000),
            exception_class_path="",
            traceback="",
        )

    MigrationExecutor(connection).migrate(latest)
    work()

    assert [letter["To"] for letter in post_office.letters] == [ADDRESS, ADDRESS]
