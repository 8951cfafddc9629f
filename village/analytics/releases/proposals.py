"""From the blocks of an evaluation and the people behind them to the tables a ledger judges."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from village.analytics.disclosure import Block
from village.analytics.evaluation import Network
from village.analytics.releases.contributors import Blocks, nobody
from village.analytics.releases.ledger import Ledger, Table
from village.analytics.releases.sums import Sums

Place = str | None
TOTAL = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """One figure: a table for each of its blocks, and the places where it cannot be shown whatever was released."""

    tables: tuple[Table, ...]
    withheld: frozenset[Place] = frozenset()

    def only(self, place: Place) -> "Proposal":
        """The same figure, shown in one place at most."""
        tables = (
            replace(table, shown=[shown for shown in table.shown if shown == place])
            for table in self.tables
        )
        return Proposal(tuple(tables), self.withheld & {place})


def propose(
    sums: Mapping[str, Blocks], *, houses: Network, nation: Network, terms: int
) -> dict[str, Proposal]:
    """Every figure of a snapshot: of each house as the `houses` network shows it, of all of them as the `nation` does.

    Both are networks of the same reading, for two audiences (or the same one). Whoever reads the houses can subtract
    them from the total: it is withheld where they could not be shown it.
    """
    proposals = {}
    for figure, blocks in houses.figures.items():
        wider = nation.figures[figure]
        withheld = any(
            TOTAL not in wider[name].silenced and TOTAL in block.silenced
            for name, block in blocks.items()
        )
        tables = (
            _table(f"{figure}|{name}", sums.get(figure, {}).get(name), block, wider[name], terms)
            for name, block in blocks.items()
        )
        proposals[figure] = Proposal(
            tables=tuple(tables), withheld=frozenset([TOTAL] if withheld else [])
        )
    return proposals


def _table(
    topic: str, sums: Mapping[str, Sums] | None, block: Block, wider: Block, terms: int
) -> Table:
    shown: list[Place] = [house for house in block.houses if house not in block.silenced]
    if TOTAL not in wider.silenced:
        shown.append(TOTAL)
    behind = sums or nobody(tuple(block.houses), len(block.total.cells), terms)
    return Table(topic, behind, shown)


def judge(proposals: Mapping[str, Proposal], ledger: Ledger) -> dict[str, frozenset[Place]]:
    """Where each figure must wait; what is released is noted in the ledger."""
    waiting = {}
    for figure, proposal in proposals.items():
        tables = [table.without(proposal.withheld) for table in proposal.tables]
        found, releases = ledger.judge_together(tables)
        for release in releases:
            ledger.note(release)
        waiting[figure] = found | proposal.withheld
    return waiting


def waiting_at(waiting: Mapping[str, Iterable[Place]], place: Place) -> set[str]:
    """The figures that wait at one place."""
    return {figure for figure, places in waiting.items() if place in places}
