"""`village plan`: write down what will be looked at, and when it was written."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from village.cli import site
from village.core.errors import NotAllowed

if TYPE_CHECKING:
    from village.analytics.plans import Plan, PlanReceipt

plan = typer.Typer(
    name="plan",
    help="Write down what will be looked at before looking: check a plan, show it, register it.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
PlanFile = Annotated[Path, typer.Argument(help="The plan.toml file.")]
Demo = Annotated[bool, typer.Option("--demo", help="Use the demo's database.")]


@plan.command()
def check(
    plan: PlanFile,
    snapshot: Annotated[
        Path | None,
        typer.Option(help="Also check that this snapshot has the scales and waves of the plan."),
    ] = None,
) -> None:
    """Read a plan strictly; say its name and its hash when nothing is wrong.

    What is wrong is named with its file and line. The hash is the SHA-256 of what the plan decides: a comment or the
    order of its keys do not change it, any decision does.
    """
    from village.analytics.plans import load_plan

    found = load_plan(plan)
    if snapshot is not None:
        from village.analytics.manifest import read_manifest
        from village.analytics.plans.matching import match

        match(found, read_manifest(snapshot))
    print(json.dumps({"plan": found.name, "hash": found.hash}))


@plan.command()
def show(plan: PlanFile) -> None:
    """Print what a plan decides, the usual choices included, as the JSON that its hash is made of.

    Two plans with the same content are the same plan, whatever their comments and layout.
    """
    from village.analytics.plans import load_plan

    found = load_plan(plan)
    print(json.dumps({**found.content, "hash": found.hash}, indent=1, ensure_ascii=False))


@plan.command()
def register(
    plan: PlanFile,
    author: Annotated[
        str,
        typer.Option(
            help="Who decided: the e-mail address of an account of the site, or any name with --register."
        ),
    ],
    register: Annotated[
        Path | None,
        typer.Option(
            help="Write in this file instead of the site's register; it is created, then only grows."
        ),
    ] = None,
    demo: Demo = False,
) -> None:
    """Register a plan before the snapshot it will be run on, and print the receipt.

    In a site, the clock and the register are the site's, and the author is an account that may register plans. With
    --register, a file is enough: it shows that nothing was changed since, but the moment is the author's word unless
    somebody else was given the seal that day. The same plan registered again keeps its first receipt.
    """
    from village.analytics.plans import load_plan

    found = load_plan(plan)
    receipt = _in_file(found, author, register) if register else _in_site(found, author, demo)
    sys.stdout.buffer.write(receipt.line())


@plan.command()
def receipts(demo: Demo = False) -> None:
    """Print the site's register, one receipt a line: what `village evaluate --registration` reads.

    Every seal is checked first. Authors are accounts, by number.
    """
    site.start(demo=demo)
    from village.plans.services import register as site_register

    for receipt in site_register():
        sys.stdout.buffer.write(receipt.line())


def _in_site(plan: "Plan", author: str, demo: bool) -> "PlanReceipt":
    site.start(demo=demo)
    from village.network.models import User
    from village.plans.services import register_plan
    from village.snapshots.catalog import latest
    from village.snapshots.services import PURPOSES
    from village.ui.clock import now

    account = User.objects.filter(email__iexact=author, is_active=True).first()
    if account is None:
        raise NotAllowed(f"No open account of this site has the address {author!r}.")
    kept = [entry.as_of for purpose in PURPOSES if (entry := latest(purpose)) is not None]
    return register_plan(
        plan=plan, author=account, latest_snapshot_at=max(kept, default=None), now=now()
    )


def _in_file(plan: "Plan", author: str, path: Path) -> "PlanReceipt":
    from village.analytics.plans.registration import FIRST, Keeper, read_register, receipt_for
    from village.ui.clock import now

    earlier = read_register(path) if path.exists() else []
    if same := next((receipt for receipt in earlier if receipt.plan_hash == plan.hash), None):
        return same
    receipt = receipt_for(
        plan,
        author=author,
        now=now(),
        keeper=Keeper.AUTHOR,
        previous=earlier[-1].seal if earlier else FIRST,
    )
    with path.open("ab") as file:
        file.write(receipt.line())
    return receipt
