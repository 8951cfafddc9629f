"""Whether a section of a plan may be told beside all that was: nobody is found by subtracting one from another."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from village.analytics.planned.endpoints import Endpoint, Mask
from village.analytics.plans.plan import Outcome
from village.analytics.releases import LocalLedger

Tells = Callable[..., bool]  # the parents (masks) of each cell of a section → whether all are told


@dataclass(frozen=True, slots=True)
class Telling:
    """The parents of one outcome at its endpoint, and the ledger of what was drawn from their snapshot."""

    ledger: LocalLedger
    outcome: Outcome
    endpoint: Endpoint

    @property
    def means(self) -> Tells:
        """For estimates: compared with every set of parents of whom this scale's scores were told."""
        return partial(self._tells, "mean|{instrument}|{scale}")

    @property
    def moved(self) -> Tells:
        """For counts of parents who moved: compared with every such count of this scale and wave."""
        return partial(self._tells, "moved|{instrument}|{scale}|{endpoint}")

    def _tells(self, kin: str, *cells: Mask) -> bool:
        outcome, names = self.outcome, self.endpoint.named("parent")
        topic = kin.format(
            instrument=outcome.instrument, scale=outcome.scale, endpoint=outcome.endpoint
        )
        return self.ledger.tells(topic, [names[cell].tolist() for cell in cells])
