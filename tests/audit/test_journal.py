"""The journal only grows."""

import pytest

from tests.factories import NOW, a_user
from village.audit.models import Event, JournalOnlyGrows
from village.audit.services import record

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Event:
    return record("house.created", subject="house:1", actor=a_user(), now=NOW)


def test_a_line_says_who_did_what_and_when(line):
    assert (line.name, line.subject, line.happened_at) == ("house.created", "house:1", NOW)
    assert str(line) == "house.created house:1"


def test_a_line_is_not_rewritten(line):
    line.name = "nothing.happened"

    with pytest.raises(JournalOnlyGrows):
        line.save()
    assert Event.objects.get().name == "house.created"


def test_a_line_is_not_torn_out(line):
    with pytest.raises(JournalOnlyGrows):
        line.delete()
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "deed",
    [
        lambda lines: lines.update(name="nothing.happened"),
        lambda lines: lines.delete(),
        lambda lines: lines.bulk_update(list(lines), ["name"]),
    ],
    ids=["update", "delete", "bulk_update"],
)
def test_lines_are_not_changed_by_the_dozen_either(line, deed):
    with pytest.raises(JournalOnlyGrows):
        deed(Event.objects.all())
    assert Event.objects.get().name == "house.created"


def test_who_wrote_in_the_journal_is_not_erased_from_the_accounts(line):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        line.actor.delete()
