"""The sums of a site, in one file: what leaves a place whose rows do not.

The header says what the sums are of and who is in the denominators; the arrays are those of `moments.files`:

    {"federation": 1, "plan": {"key", "version", "hash"}, "release": "0.1.0", "code_version": "0.1.0+…",
     "snapshot": "its hash", "as_of": "…", "purpose": "national", "site": "…", "marks": ["…", …],
     "waves": {"t1": {"title": {…}, "months": 3}, …},
     "populations": {"everyone": {"enrolled": 820, "waves": {"t1": {"invited": 760, "answered": 530}, …}}},
     "parents": 790, "incomplete": 3, "home": {"cell": {"parents": 61, "answers": 150}},
     "outcomes": {"stress": {"scale": {…}, "paired": {"t1": 495, …}, "left_out": {}}}}

Names of houses and groups are replaced. The new ones come from a secret (the bytes of the table of participants) and
from the plan: the same file again has the same names, another plan has others, and nobody who lacks the snapshot can
work them out. Their alphabetical order, which is the order of the arrays, says nothing. `marks` are something else:
a hash of each house's code, in no relation with the arrays, by which a house that two sites send is noticed. Whoever
knows the code of a house can recognise its mark: it says that the house took part.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from ibis import _

from village.analytics.disclosure import unless_few
from village.analytics.disclosure.staying_home import FEWEST, Discreet, discreet
from village.analytics.engine import Snapshot
from village.analytics.planned.courses import Course, courses_of, key_of
from village.analytics.planned.modelling import formula_of
from village.analytics.plans.matching import match, scale_of
from village.analytics.plans.plan import EVERYONE, LEVELS, Outcome, Plan
from village.analytics.reading import Reading, read
from village.analytics.tables import BASELINE, file_name
from village.core.errors import InvalidPlan, NotAllowed
from village.core.version import code_version
from village.statistics.engine import Rows
from village.statistics.formulas import parse_formula
from village.statistics.moments.files import write_moments
from village.statistics.moments.nested import NestedMoments
from village.statistics.scans.nested import NestedScan, scan_nested

FORMAT = 1
SENT = ("mixed",)  # the models whose sums add


def send_moments(snapshot: Snapshot, plan: Plan, path: Path) -> dict[str, Any]:
    """Write the sums that a plan needs to a new file; returns its header.

    Raises `InvalidPlan` when the snapshot cannot answer the plan or a model of the plan has no sums that add, and
    `NotAllowed` when too many parents would have to stay home (saying which nesting would keep them).
    """
    match(plan, snapshot.manifest)
    if path.exists():
        raise NotAllowed(f"{path} already exists: name a new file.")
    check_sendable(plan)
    courses = courses_of(snapshot, plan)
    counted = {key: read(course.snapshot) for key, course in courses.items()}
    if (enrolled := _enrolled(counted[EVERYONE, ()])) < FEWEST:
        raise NotAllowed(
            f"Sums of fewer than {FEWEST} parents do not leave their site: {enrolled} are enrolled here."
        )
    course = courses[key_of(plan, plan.outcomes[0])]
    complete = complete_rows(course)
    chosen = _discreet(course, complete)
    rename = _names(snapshot, plan)
    moments: dict[str, NestedMoments] = {}
    outcomes: dict[str, Any] = {}
    for outcome in plan.outcomes:
        scan = sums_of(course, outcome, chosen)
        moments[outcome.key] = renamed(scan.moments, rename)
        outcomes[outcome.key] = {
            **_described(snapshot, outcome, plan, counted[key_of(plan, outcome)]),
            "left_out": unless_few(scan.left_out, FEWEST),
        }
    home = {
        reason: {"parents": part.parents, "answers": part.answers}
        for reason, part in chosen.home.items()
    }
    header = _header(snapshot, plan, {one.key: counted[one.key, ()] for one in plan.populations})
    header |= {"outcomes": outcomes, "home": home, "parents": chosen.parents}
    header["incomplete"] = _incomplete(course, complete)
    write_moments(path, moments, header)
    return header


def check_sendable(plan: Plan) -> None:
    """Refuse a plan whose sums do not add across sites, or would tell by subtraction what a few answered.

    Raises `InvalidPlan`: another model than those that add; outcomes of two populations, nestings, baselines or
    sets of covariates (who is in one and not in the other could be found by subtraction); languages that are not named.
    """
    first = plan.outcomes[0]
    for outcome in plan.outcomes:
        if outcome.model not in SENT:
            raise InvalidPlan(
                f"The outcome {outcome.key!r} of the plan {plan.name} has a {outcome.model} model: the sums that add "
                f"across sites are those of {', '.join(SENT)} models."
            )
        for what in ("population", "nesting", "covariates", "baseline"):
            if getattr(outcome, what) != getattr(first, what):
                raise InvalidPlan(
                    f"The outcomes {first.key!r} and {outcome.key!r} of the plan {plan.name} differ by their {what}: "
                    "their sums, subtracted, would tell what those in one and not in the other answered."
                )
    if "language" in first.covariates and not plan.languages:
        raise InvalidPlan(
            f"The plan {plan.name} adjusts for language: name its `languages`, so that every site counts the same ones."
        )


def sums_of(course: Course, outcome: Outcome, chosen: Discreet) -> NestedScan:
    """The sums of one outcome over the rows that may be summed: the same rows for every outcome."""
    rows = course.rows(outcome)
    return scan_nested(
        Rows(rows.path, rows.table.semi_join(chosen.rows.table, ["parent", "wave"]), rows.backend),
        parse_formula(formula_of(outcome)),
        outcome.nesting,
        factor_levels={"wave": waves_of(course.plan, outcome), **_covariates(course.plan, outcome)},
    )


def waves_of(plan: Plan, outcome: Outcome) -> tuple[str, ...]:
    """The levels of the wave in the sums of an outcome: the start of every parent is called `t0`."""
    return (BASELINE, *plan.followups_of(outcome))


def renamed(moments: NestedMoments, rename: Callable[[str, str], str]) -> NestedMoments:
    """The same sums, whose units have other names, in the order of these: `rename` takes a level and a name."""
    labels, above = [], []
    new = np.zeros(1, dtype=np.int64)
    for level, names in enumerate(moments.labels):
        others = np.array([rename(moments.levels[level], str(name)) for name in names], np.str_)
        up = new[moments.above[level - 1]] if level else np.zeros(len(names), dtype=np.int64)
        order = np.lexsort((others, up))
        labels.append(others[order])
        if level:
            above.append(up[order])
        new = np.argsort(order)
    unit = new[moments.cell_unit]
    cells = np.lexsort((moments.cell_size, unit))
    return replace(
        moments,
        labels=tuple(labels),
        above=tuple(above),
        cell_unit=unit[cells],
        cell_size=moments.cell_size[cells],
        cell_units=moments.cell_units[cells],
        cell_sums=moments.cell_sums[cells],
    )


def _covariates(plan: Plan, outcome: Outcome) -> dict[str, tuple[str, ...]]:
    return {feature: plan.values(feature) or () for feature in outcome.covariates}


def complete_rows(course: Course) -> Rows:
    """The parents and waves at which every outcome of the plan has a score.

    The sums of all outcomes are over the same rows: otherwise, where one scale is the sum of others, subtracting
    them would give the score of the parent who is in some and not in all.
    """
    first, *others = (course.rows(outcome) for outcome in course.plan.outcomes)
    table = first.table.filter(first.table.y.notnull())
    for other in others:
        table = table.semi_join(other.table.filter(other.table.y.notnull()), ["parent", "wave"])
    return Rows(first.path, course.snapshot.keep(table), first.backend)


def _incomplete(course: Course, complete: Rows) -> int:
    """How many answer sheets lack the score of one outcome at least."""
    every = course.rows(course.plan.outcomes[0])
    counts = [rows.collect(rows.table.agg(rows=_.count())) for rows in (every, complete)]
    of_all, of_complete = (found.column("rows")[0].as_py() for found in counts)
    return int(of_all - of_complete)


def _discreet(course: Course, rows: Rows) -> Discreet:
    """The rows that may be summed; refused when too few of them may."""
    plan, outcome = course.plan, course.plan.outcomes[0]
    largest = plan.thresholds.largest_share_home

    def chosen_with(nesting: tuple[str, ...]) -> Discreet:
        covariates = _covariates(plan, outcome)
        return discreet(rows, nesting=nesting, waves=waves_of(plan, outcome), covariates=covariates)

    chosen = chosen_with(outcome.nesting)
    if chosen.share_home <= largest:
        return chosen
    coarser, instead = ("house", *LEVELS[-1:]), ""
    if outcome.nesting != coarser:
        kept = 1 - chosen_with(coarser).share_home
        instead = f" With {'/'.join(coarser)} instead, {kept:.0%} would be counted."
    raise NotAllowed(
        f"{chosen.share_home:.0%} of {chosen.parents} parents would stay home, and the plan allows {largest:.0%}: with "
        f"the nesting {'/'.join(outcome.nesting)}, too few parents of one place answered as many times for their sum "
        f"to leave it.{instead}"
    )


def _names(snapshot: Snapshot, plan: Plan) -> Callable[[str, str], str]:
    participants = (snapshot.folder / file_name("participants")).read_bytes()
    secret = hashlib.sha256(b"names of houses and groups in sums\0" + participants).digest()

    def rename(level: str, name: str) -> str:
        return hmac.new(secret, f"{plan.hash}:{level}:{name}".encode(), hashlib.sha256).hexdigest()[
            :20
        ]

    return rename


def _header(snapshot: Snapshot, plan: Plan, counted: Mapping[str, Reading]) -> dict[str, Any]:
    manifest, version = snapshot.manifest, code_version()
    houses = snapshot.collect(
        snapshot.table("participants").select("house").distinct().order_by("house")
    )
    marks = sorted(
        hashlib.sha256(f"{plan.hash}:house:{house}".encode()).hexdigest()[:32]
        for house in houses.column("house").to_pylist()
    )
    return {
        "federation": FORMAT,
        "plan": {"key": plan.key, "version": plan.version, "hash": plan.hash},
        "release": release_of(version),
        "code_version": version,
        "snapshot": manifest.hash,
        "as_of": manifest.as_of.isoformat(),
        "purpose": manifest.purpose,
        "site": hashlib.sha256(":".join(marks).encode()).hexdigest()[:16],
        "marks": marks,
        "waves": {
            wave.key: {"title": dict(wave.titles), "months": wave.months}
            for wave in manifest.waves
            if wave.key in plan.waves
        },
        "populations": {key: _counts(found, plan) for key, found in counted.items()},
    }


def release_of(version: str) -> str:
    """The release that a version of the code belongs to: sums of two releases may not mean the same."""
    return version.partition("+")[0]


def _enrolled(found: Reading) -> int:
    return sum(row["enrolled"] for row in found.reach.values())


def _counts(found: Reading, plan: Plan) -> dict[str, Any]:
    """How many are enrolled, asked, answering in the whole site: how many, never who nor what; None when a few are.

    In a population of a few parents everything is None: nobody is told to be the one who did not answer.
    """
    if 0 < _enrolled(found) < FEWEST:
        nothing = {wave: {"invited": None, "answered": None} for wave in plan.waves}
        return {"enrolled": None, "waves": nothing}
    return {
        "enrolled": _enrolled(found),
        "waves": {
            wave: unless_few(
                {
                    name: sum(row[name] for row in found.responses.get(wave, {}).values())
                    for name in ("invited", "answered")
                },
                FEWEST,
            )
            for wave in plan.waves
        },
    }


def _described(
    snapshot: Snapshot, outcome: Outcome, plan: Plan, counted: Reading
) -> dict[str, Any]:
    note = scale_of(snapshot.manifest, outcome.scale_key)
    cells = {
        wave: counted.cells.get((*outcome.scale_key, wave)) for wave in plan.followups_of(outcome)
    }
    return {
        "scale": {
            "title": dict(note.titles),
            "higher_is": note.higher_is,
            "lowest": note.lowest,
            "highest": note.highest,
            "validated": note.validated,
        },
        "paired": {
            wave: int(cell.groups.parents.sum()) if cell else 0 for wave, cell in cells.items()
        },
    }
