"""The site's register: who may write in it, what it keeps, and that nobody rewrites it."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import NOW, a_house, a_member, a_user
from village.analytics.plans import Plan, load_plan
from village.analytics.plans.registration import standing
from village.audit.models import Event
from village.core.errors import InvalidPlan, NotAllowed
from village.network.models import Role, User
from village.plans.models import RegisterOnlyGrows, Registration
from village.plans.services import register, register_plan

pytestmark = pytest.mark.django_db

SHIPPED = Path(__file__).parents[2] / "plans/village-core/1/plan.toml"
LATER = NOW + dt.timedelta(days=30)


@pytest.fixture
def anna() -> User:
    return a_member(Role.EVALUATOR)


@pytest.fixture
def plan() -> Plan:
    return load_plan(SHIPPED)


def another(tmp_path: Path, version: str) -> Plan:
    path = tmp_path / f"{version}.toml"
    path.write_text(SHIPPED.read_text().replace('version = "1"', f'version = "{version}"', 1))
    return load_plan(path)


def test_a_plan_is_kept_with_its_author_and_its_moment(plan, anna):
    receipt = register_plan(plan=plan, author=anna, latest_snapshot_at=None, now=NOW)

    kept = Registration.objects.get()
    assert (kept.plan_hash, kept.author, kept.registered_at) == (plan.hash, anna, NOW)
    assert register() == [receipt]
    assert standing(plan, register(), as_of=LATER).is_planned
    assert not standing(plan, register(), as_of=NOW).is_planned


def test_what_could_already_be_seen_is_kept_too(plan, anna):
    earlier = NOW - dt.timedelta(days=10)
    register_plan(plan=plan, author=anna, latest_snapshot_at=earlier, now=NOW)

    assert register()[0].latest_snapshot_at == earlier


def test_registered_again_a_plan_keeps_its_first_receipt(plan, anna):
    first = register_plan(plan=plan, author=anna, latest_snapshot_at=None, now=NOW)
    again = register_plan(
        plan=plan, author=a_member(Role.NATIONAL_TEAM), latest_snapshot_at=NOW, now=LATER
    )

    assert again == first
    assert Registration.objects.count() == 1


def test_receipts_hold_on_to_one_another(plan, anna, tmp_path):
    for moment, version in ((NOW, "1"), (LATER, "2"), (LATER, "3")):
        register_plan(
            plan=another(tmp_path, version), author=anna, latest_snapshot_at=None, now=moment
        )

    first, second, third = register()
    assert (second.previous, third.previous) == (first.seal, second.seal)


def test_the_journal_says_that_a_plan_was_registered_but_not_which_answers(plan, anna):
    register_plan(plan=plan, author=anna, latest_snapshot_at=None, now=NOW)

    line = Event.objects.get()
    assert (line.name, line.actor) == ("plan.registered", anna)
    assert line.subject == f"plan:{plan.hash[:16]}"


@pytest.mark.parametrize("role", [Role.FUNDER, Role.TRAINING_MANAGER, Role.FACILITATOR, None])
def test_others_do_not_register_plans(plan, role):
    bilal = (
        a_user() if role is None else a_member(role, a_house() if role == "facilitator" else None)
    )

    with pytest.raises(NotAllowed):
        register_plan(plan=plan, author=bilal, latest_snapshot_at=None, now=NOW)
    assert not Registration.objects.exists()


def test_a_registration_is_neither_changed_nor_removed(plan, anna):
    register_plan(plan=plan, author=anna, latest_snapshot_at=None, now=NOW)
    kept = Registration.objects.get()
    kept.registered_at = NOW - dt.timedelta(days=300)

    for deed in (
        kept.save,
        kept.delete,
        Registration.objects.all().delete,
        lambda: Registration.objects.update(registered_at=LATER),
        lambda: Registration.objects.bulk_update([kept], ["registered_at"]),
    ):
        with pytest.raises(RegisterOnlyGrows):
            deed()
    assert Registration.objects.get().registered_at == NOW


def test_a_moment_changed_in_the_database_is_noticed(plan, anna):
    register_plan(plan=plan, author=anna, latest_snapshot_at=None, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("update plans_registration set plan_key = 'other'")

    with pytest.raises(InvalidPlan, match="register of the site:1: this receipt was changed"):
        register()


def test_no_two_receipts_follow_the_same_one(plan, anna, tmp_path):
    """Two people at once, on a database that lets them: the second is refused rather than lost."""
    register_plan(plan=plan, author=anna, latest_snapshot_at=None, now=NOW)
    kept = Registration.objects.get()
    kept._state.adding, kept.pk = True, None
    kept.plan_hash, kept.seal = "1" * 64, "2" * 64

    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save()
