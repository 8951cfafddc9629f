"""What a register proves, and what it cannot be made to say afterwards."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from village.analytics.plans import Plan, PlanReceipt, load_plan
from village.analytics.plans.registration import (
    Keeper,
    check_chain,
    read_register,
    receipt_for,
    standing,
)
from village.core.errors import InvalidPlan

MARCH = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
APRIL = dt.datetime(2026, 4, 2, 9, 0, tzinfo=dt.UTC)
NOVEMBER = dt.datetime(2026, 11, 15, 3, 0, tzinfo=dt.UTC)

Write = Callable[..., Path]


def receipts(*plans: Plan) -> list[PlanReceipt]:
    """Anna registers these plans, a month apart."""
    chain: list[PlanReceipt] = []
    for plan, moment in zip(plans, (MARCH, APRIL), strict=False):
        previous = {"previous": chain[-1].seal} if chain else {}
        chain.append(receipt_for(plan, author="Anna", now=moment, keeper=Keeper.AUTHOR, **previous))
    return chain


def written(chain: list[PlanReceipt], path: Path) -> Path:
    path.write_bytes(b"".join(receipt.line() for receipt in chain))
    return path


def test_what_was_registered_is_read_back_whole(plan: Plan, tmp_path: Path):
    chain = receipts(plan, plan)

    assert read_register(written(chain, tmp_path / "register")) == chain


def test_a_plan_registered_before_the_snapshot_is_planned(plan: Plan):
    found = standing(plan, receipts(plan), as_of=NOVEMBER)

    assert (found.is_planned, found.reason) == (True, None)
    assert found.receipt is not None
    assert found.receipt.registered_at == MARCH


def test_the_first_time_a_plan_was_registered_counts(plan: Plan):
    found = standing(plan, receipts(plan, plan), as_of=MARCH + dt.timedelta(days=1))

    assert found.is_planned


@pytest.mark.parametrize("late", [dt.timedelta(0), dt.timedelta(seconds=1), dt.timedelta(days=9)])
def test_a_plan_registered_once_the_answers_could_be_seen_is_exploratory(
    plan: Plan, late: dt.timedelta
):
    found = standing(plan, receipts(plan), as_of=MARCH - late)

    assert (found.is_planned, found.reason) == (False, "too_late")


def test_without_a_receipt_everything_is_exploratory(plan: Plan):
    assert standing(plan, [], as_of=NOVEMBER).reason == "unregistered"


def test_a_plan_changed_since_it_was_registered_says_what_changed(plan: Plan, write: Write):
    changed = load_plan(
        write(
            ('endpoint = "t2"', 'endpoint = "t1"'),
            ('title = { fr = "Le calme"', 'title = { fr = "La paix"'),
            more='[[outcomes]]\nkey = "joy"\ninstrument = "calm@1"\nscale = "joy"\n'
            'family = "secondary"\nmodel = "paired"\n',
        )
    )

    found = standing(changed, receipts(plan), as_of=NOVEMBER)

    assert (found.is_planned, found.reason) == (False, "changed")
    assert found.changes == (
        'titles.fr: "La paix", registered as "Le calme"',
        'outcomes.calm.endpoint: "t1", registered as "t2"',
        "outcomes.joy: added",
    )


def test_a_register_of_other_plans_is_the_wrong_file(plan: Plan, write: Write):
    other = load_plan(write(('key = "calm"\nversion', 'key = "joy"\nversion')))

    with pytest.raises(InvalidPlan, match="holds no receipt for the plan joy@1"):
        standing(other, receipts(plan), as_of=NOVEMBER)


def forge(chain: list[PlanReceipt], place: int, **changes: object) -> list[PlanReceipt]:
    """Rewrite one receipt and seal it again: what somebody who holds the file could do."""
    forged = replace(chain[place], **changes).sealed()  # type: ignore[arg-type]
    return [*chain[:place], forged, *chain[place + 1 :]]


def test_a_moment_cannot_be_moved_without_breaking_what_follows(plan: Plan, write: Write):
    chain = receipts(plan, load_plan(write(('version = "1"', 'version = "2"'))))

    with pytest.raises(InvalidPlan, match=":2: this receipt does not follow"):
        check_chain(forge(chain, 0, registered_at=MARCH - dt.timedelta(days=300)), place="register")


@pytest.mark.parametrize(
    "name", ["author", "plan_hash", "registered_at", "previous", "latest_snapshot_at"]
)
def test_a_changed_receipt_is_noticed(plan: Plan, tmp_path: Path, name: str):
    path = written(receipts(plan), tmp_path / "register")
    content = json.loads(path.read_bytes())
    content[name] = "2025-01-01T00:00:00+00:00"
    path.write_text(json.dumps(content))

    with pytest.raises(InvalidPlan, match="register:1: this receipt was changed"):
        read_register(path)


def test_a_receipt_holds_the_plan_it_names(plan: Plan):
    content = {**plan.content, "audience": "house"}

    with pytest.raises(InvalidPlan, match=":1: the plan of this receipt is not the one it names"):
        check_chain(forge(receipts(plan), 0, content=content), place="register")


def test_time_only_goes_forward(plan: Plan):
    first = receipts(plan)
    back = receipt_for(
        plan,
        author="Anna",
        now=MARCH - dt.timedelta(days=1),
        keeper=Keeper.AUTHOR,
        previous=first[0].seal,
    )

    with pytest.raises(InvalidPlan, match=":2: this receipt is older"):
        check_chain([*first, back], place="register")


def test_a_receipt_taken_out_is_missed(plan: Plan):
    with pytest.raises(InvalidPlan, match=":1: this receipt does not follow"):
        check_chain(receipts(plan, plan)[1:], place="register")


@pytest.mark.parametrize(
    "text",
    ["not json", "[]", "3", '{"format": 1}', '{"format": 2}', "{}", '{"format": 1, "author": 2}'],
)
def test_what_is_not_a_receipt_is_named(tmp_path: Path, text: str):
    path = tmp_path / "register"
    path.write_text(text)

    with pytest.raises(InvalidPlan, match=r"register:1: (this is not a receipt|it is of format 2)"):
        read_register(path)


def test_an_empty_or_absent_register_is_said(tmp_path: Path):
    (tmp_path / "empty").write_text("")

    with pytest.raises(InvalidPlan, match="this register is empty"):
        read_register(tmp_path / "empty")
    with pytest.raises(InvalidPlan, match="there is no such register"):
        read_register(tmp_path / "nothing")
