"""Three sites of one network, and the same rows in one place."""

from pathlib import Path

from tests.analytics.planned.conftest import opened, snapshot_of_scores
from village.analytics.federation.joining import join_moments
from village.analytics.federation.sending import send_moments
from village.analytics.planned.findings import PlannedEvaluation
from village.analytics.plans import Plan

Scores = dict[str, list[object]]


def parents(*, houses: range, groups: int = 2, per_group: int = 12) -> Scores:
    """Parents of some houses: half of each group answers three times, the other half twice."""
    return {
        f"p{house}-{group}-{parent}": [
            f"house{house}",
            f"g{house}-{group}",
            "antenatal" if parent % 3 else "postnatal",
            base := 4 + (parent * 7 + house * 3) % 6,
            base + 1 + (parent + group * 2) % 4 + house % 2,
            base + 2 + (parent * house + group) % 5 if parent < per_group // 2 else None,
        ]
        for house in houses
        for group in range(groups)
        for parent in range(per_group)
    }


def sent(scores: Scores, plan: Plan, folder: Path) -> Path:
    """The file that a site sends for these parents."""
    with opened(snapshot_of_scores(folder / "snapshot", scores)) as snapshot:
        send_moments(snapshot, plan, folder / "site.moments")
    return folder / "site.moments"


def three_sites(plan: Plan, folder: Path, **kind: int) -> list[Path]:
    spans = (range(3), range(3, 5), range(5, 9))
    return [
        sent(parents(houses=span, **kind), plan, folder / f"site{place}")
        for place, span in enumerate(spans)
    ]


def joined(plan: Plan, folder: Path, **kind: int) -> PlannedEvaluation:
    return join_moments(three_sites(plan, folder, **kind), plan)
