"""Register a plan, and give the register to whoever wants to check it."""

import datetime as dt

from django.db import transaction

from village.analytics.plans.plan import Plan
from village.analytics.plans.registration import FIRST, Keeper, Receipt, check_chain, receipt_for
from village.audit.services import record
from village.core.errors import NotAllowed
from village.network.access import Right, rights_now
from village.network.models import User
from village.plans.models import Registration


@transaction.atomic
def register_plan(
    *, plan: Plan, author: User, latest_snapshot_at: dt.datetime | None, now: dt.datetime
) -> Receipt:
    """Keep that this plan was written by now. Registered again, it keeps the receipt of the first time.

    Raises `NotAllowed` when the author may not register plans. Two people at once: the second waits, or is refused
    by the database, because no two receipts may follow the same one.
    """
    if not rights_now(author).has(Right.REGISTER_PLANS):
        raise NotAllowed("Plans are registered by the national team and by evaluators.")
    if earlier := Registration.objects.filter(plan_hash=plan.hash).first():
        return receipt_of(earlier)
    last = Registration.objects.select_for_update().order_by("pk").last()
    receipt = receipt_for(
        plan,
        author=str(author.pk),
        now=now,
        keeper=Keeper.SITE,
        previous=last.seal if last else FIRST,
        latest_snapshot_at=latest_snapshot_at,
    )
    Registration.objects.create(
        plan_key=receipt.plan_key,
        plan_hash=receipt.plan_hash,
        content=receipt.content,
        author=author,
        registered_at=receipt.registered_at,
        latest_snapshot_at=receipt.latest_snapshot_at,
        previous=receipt.previous,
        seal=receipt.seal,
    )
    record("plan.registered", subject=f"plan:{plan.hash[:16]}", actor=author, now=now)
    return receipt


def register() -> list[Receipt]:
    """Every receipt of this site, the first one first, checked as a chain.

    Raises `InvalidPlan` when somebody changed the table behind our back. Authors are accounts, by id.
    """
    receipts = [receipt_of(registration) for registration in Registration.objects.order_by("pk")]
    check_chain(receipts, place="register of the site")
    return receipts


def receipt_of(registration: Registration) -> Receipt:
    """A registration as others can check it."""
    return Receipt(
        plan_key=registration.plan_key,
        plan_hash=registration.plan_hash,
        content=registration.content,
        author=str(registration.author_id),
        registered_at=registration.registered_at,
        latest_snapshot_at=registration.latest_snapshot_at,
        keeper=Keeper.SITE,
        previous=registration.previous,
        seal=registration.seal,
    )
