"""`village moments`: the sums of a site, for those who may not have its rows."""

import json
from pathlib import Path
from typing import Annotated

import typer


def moments(
    snapshot: Annotated[Path, typer.Argument(help="The folder that `village snapshot` wrote.")],
    plan: Annotated[
        Path, typer.Option(help="The plan.toml that every site uses: its models must be mixed.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="A new file, such as site.moments.")],
) -> None:
    """Write the sums from which `village combine` computes the national result, instead of rows.

    No row leaves, and no sum over a house that stands for fewer than 5 parents; it may tell how many of them have a
    feature, even one of them, which the site then has 5 parents with at least. Those who would be alone, or nearly, in their
    group or house to have answered as many times, or to have answered at the same moments, stay home and are
    counted by reason. When too many would, the command refuses and says which nesting of the plan would keep them.

    Names of houses and groups are replaced. What is printed says how many parents are in the sums and how many stay.
    """
    from village.analytics.engine import open_snapshot
    from village.analytics.federation import send_moments
    from village.analytics.plans import load_plan

    written = load_plan(plan)
    with open_snapshot(snapshot, check=True, threads=1) as opened:
        header = send_moments(opened, written, out)
    said = ("site", "parents", "incomplete", "home")
    print(json.dumps({"file": str(out), **{name: header[name] for name in said}}))
