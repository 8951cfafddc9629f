"""A ledger for whoever holds a snapshot and no site: what was drawn from it so far, in a file.

Pseudonyms of one snapshot name the same persons as long as it is the same snapshot: its figures can be compared, those
of two snapshots cannot (only the site that took them can: `village.snapshots.publishing`).
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Self

import numpy as np

from village.analytics.engine import Snapshot
from village.analytics.evaluation import RULES, network_of
from village.analytics.manifest import Manifest
from village.analytics.releases.contributors import contributors
from village.analytics.releases.keeping import withhold
from village.analytics.releases.kin import kin
from village.analytics.releases.ledger import LedgerRelease, ReleaseLedger, is_few
from village.analytics.releases.packing import pack, unpack
from village.analytics.releases.proposals import Proposal, judge, propose, waiting_at
from village.analytics.releases.sums import Sums, add_up, minus, plus, powers, tokens
from village.analytics.results import Evaluation, Rules
from village.core.errors import DomainError, InvalidDocument
from village.core.formats import not_read
from village.core.privacy import Audience

FORMAT = 1


class OtherSnapshot(DomainError):
    """A ledger of another snapshot: its figures cannot be compared with these."""


@dataclass(slots=True)
class LocalLedger:
    """What was drawn from one snapshot for one audience; `key` makes tokens of its pseudonyms."""

    audience: Audience
    purpose: str
    as_of: str
    key: bytes = field(default_factory=lambda: os.urandom(32), repr=False)
    ledger: ReleaseLedger = field(init=False)

    def __post_init__(self) -> None:
        minimum = self.audience.minimum_parents
        self.ledger = ReleaseLedger(minimum=minimum, total_minimum=minimum, across=True)

    @classmethod
    def of(cls, manifest: Manifest, audience: Audience) -> Self:
        """An empty ledger for a snapshot."""
        return cls(audience, manifest.purpose, manifest.as_of.isoformat())

    @classmethod
    def read(cls, path: Path, *, manifest: Manifest, audience: Audience) -> Self:
        """The ledger in a file; an empty one when there is no file yet.

        Raises `InvalidDocument` for a file that is not a ledger, `OtherSnapshot` for one that is not of this snapshot
        and this audience.
        """
        fresh = cls.of(manifest, audience)
        if not path.exists():
            return fresh
        try:
            content = json.loads(path.read_text("utf-8"))
            if (written := content["format"]) != FORMAT:  # a later one would be cut to what we know
                raise InvalidDocument(f"{path}: {not_read(written, read=(FORMAT,))}.")
            found = cls(
                Audience(content["audience"]),
                content["purpose"],
                content["as_of"],
                bytes.fromhex(content["key"]),
            )
            for release in content["releases"]:
                found.ledger.note(unpack(release))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise InvalidDocument(f"{path}: this is not a ledger.") from None
        if (found.audience, found.purpose, found.as_of) != (audience, fresh.purpose, fresh.as_of):
            raise OtherSnapshot(
                f"{path} is the ledger of figures for {found.audience.value} from the {found.purpose} snapshot of "
                f"{found.as_of}: pseudonyms of two snapshots cannot be compared. Name another file."
            )
        return found

    def write(self, path: Path) -> None:
        """Put it in a file that only its owner reads, whole or not at all."""
        content = {
            "format": FORMAT,
            "audience": self.audience.value,
            "purpose": self.purpose,
            "as_of": self.as_of,
            "key": self.key.hex(),
            "releases": [pack(release) for release in self.ledger.releases],
        }
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file)
        draft.replace(path)

    def evaluation(
        self,
        snapshot: Snapshot,
        *,
        house: str | None = None,
        language: str = "fr",
        rules: Rules = RULES,
    ) -> Evaluation:
        """What may be said of one place, given all that was drawn so far; and that is noted.

        A figure that would differ by a few from an earlier one, or from the sum or difference of two, is silent:
        whichever wave or part of the plan the earlier ones were of (see `kin`).
        """
        network = network_of(snapshot, audience=self.audience, language=language, rules=rules)
        terms = self.ledger.terms
        sums = contributors(snapshot, tokens=partial(tokens, key=self.key), terms=terms)
        proposals = {
            figure: proposal.only(house)
            for figure, proposal in propose(
                sums, houses=network, nation=network, terms=terms
            ).items()
        }
        waiting: dict[str, frozenset[str | None]] = {}
        for figure, proposal in proposals.items():
            waiting |= judge({figure: self._beside_all(proposal, house)}, self.ledger)
        return withhold(network.evaluation(house), waiting_at(waiting, house))

    def tells(self, topic: str, cells: Sequence[Sequence[str]]) -> bool:
        """Whether the parents of each of these cells (their names in the snapshot) may be told; if so, that is noted.

        All or none: one cell left out of a section would be what is left of the others. `topic` is a kin.
        """
        sums = [self._sums(names) for names in cells]
        if any(self._is_close(own, topic) for own in sums):
            return False
        figures: dict[str | None, Sums] = {str(n): own[None] for n, own in enumerate(sums)}
        self.ledger.note(LedgerRelease(topic, figures))
        return True

    def _sums(self, names: Sequence[str]) -> Sums:
        each = powers(tokens(names, key=self.key), self.ledger.terms)
        return add_up(each, np.zeros(len(each), np.int64), 1)[0]

    def _beside_all(self, proposal: Proposal, place: str | None) -> Proposal:
        """Withheld where it is a few parents away from what was told of them elsewhere than on its own topic."""
        for table in proposal.tables:
            if (known := kin(table.topic)) == table.topic or place not in table.shown:
                continue
            own = table.total if place is None else table.sums[place]
            if any(self._is_close(part, known, but=table.topic) for part in own):
                return replace(proposal, withheld=proposal.withheld | {place})
        return proposal

    def _is_close(self, own: Sums, topic: str, *, but: str = "") -> bool:
        """Whether a set of parents differs by a few from one that was told, or from two added or subtracted."""
        told = self._told(topic, but=but)
        return any(
            is_few(minus(own, other)[None], self.ledger.minimum) for other in _within_reach(told)
        )

    def _told(self, topic: str, *, but: str) -> list[Sums]:
        """Every set of parents told of this kin, once."""
        found = {
            part.tobytes(): part
            for release in self.ledger.releases
            if kin(release.topic) == topic and release.topic != but
            for figure in release.figures.values()
            for part in figure
        }
        return list(found.values())


def _within_reach(told: Sequence[Sums]) -> Iterator[Sums]:
    yield from told
    for a, b in combinations(told, 2):
        yield plus(a, b)
        yield minus(a, b)
        yield minus(b, a)
