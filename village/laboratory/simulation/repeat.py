"""Draw a network many times, analyse each, and count: how often an interval holds the truth, how often it excludes 0.

Draw number i of a study has its own stream, made of the seed, the name of the study and i: any draw can be made
again alone, and the count does not depend on the number of processes.
"""

import multiprocessing
import os
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import partial
from math import sqrt
from typing import Any

import numpy as np

from village.laboratory.simulation.design import CannotSimulate
from village.statistics.estimators.fit import CannotEstimate, Term
from village.statistics.inference import wilson_interval

CHUNK = 50  # draws that a process makes before it answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One question put to many draws of one design.

    `draw` makes a network from a generator; `analyse` finds one figure in it; `truth` is what it should find. All
    three can be sent to another process: functions of modules, or partials of them.
    """

    name: str
    draw: Callable[[np.random.Generator], Any]
    analyse: Callable[[Any], Term]
    truth: float


@dataclass(frozen=True, slots=True)
class Tally:
    """What many draws said. They add."""

    draws: int = 0
    failed: int = 0  # nothing could be estimated
    held: int = 0  # the interval held the truth
    excluded_zero: int = 0
    total: float = 0.0  # of the estimates
    squares: float = 0.0  # of estimate − truth
    variances: float = 0.0  # of the squared standard errors
    lengths: float = 0.0  # of the intervals

    def __add__(self, other: "Tally") -> "Tally":
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Tally(*(a + b for a, b in pairs))

    @property
    def estimated(self) -> int:
        """Draws in which something could be estimated."""
        return self.draws - self.failed

    @property
    def coverage(self) -> float:
        """Share of the intervals that held the truth."""
        return self.held / self.estimated

    @property
    def exclusion(self) -> float:
        """Share of the intervals that excluded 0: false positives when the truth is 0, power when it is not."""
        return self.excluded_zero / self.estimated

    @property
    def mean(self) -> float:
        """Mean of the estimates."""
        return self.total / self.estimated

    @property
    def spread(self) -> float:
        """Root mean square of estimate − truth."""
        return sqrt(self.squares / self.estimated)

    @property
    def claimed(self) -> float:
        """Root mean square of the standard errors: what the spread should be."""
        return sqrt(self.variances / self.estimated)

    @property
    def length(self) -> float:
        """Mean length of the intervals."""
        return self.lengths / self.estimated


def monte_carlo(count: int, draws: int) -> float:
    """What counting over draws leaves uncertain: half of Wilson's 95 % interval, which is not 0 when the count is.

    >>> round(monte_carlo(1900, 2000), 4), round(monte_carlo(0, 100), 4)
    (0.0096, 0.0185)
    """
    low, high = wilson_interval(count, draws)
    return (high - low) / 2


def repeat(
    study: Study,
    *,
    draws: int,
    seed: int,
    pool: ProcessPoolExecutor | None = None,
    on_draws: Callable[[int], None] = lambda done: None,
) -> Tally:
    """Make the draws, in the processes of `pool` or in this one; `on_draws` hears how many more were made."""
    spans = [(start, min(start + CHUNK, draws)) for start in range(0, draws, CHUNK)]
    count = partial(_count, study, seed)
    tallies: Iterator[Tally] = pool.map(count, spans) if pool else map(count, spans)
    total = Tally()
    for tally in tallies:
        total += tally
        on_draws(tally.draws)
    return total


@contextmanager
def pool_of(count: int) -> Iterator[ProcessPoolExecutor | None]:
    """That many processes, each on one thread; one process is this one (None). Raises `CannotSimulate` for none."""
    if count < 1:
        raise CannotSimulate(f"At least one process is needed, not {count}.")
    if count == 1:
        yield None
        return
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # small matrices: a second thread only waits
    # a fork would take the threads of a progress bar with it, half alive
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


def stream(study: str, *, seed: int, draw: int) -> np.random.Generator:
    """The generator of one draw of a study."""
    return np.random.default_rng([seed, zlib.crc32(study.encode()), draw])


def _count(study: Study, seed: int, span: tuple[int, int]) -> Tally:
    total = Tally()
    for draw in range(*span):
        drawn = study.draw(stream(study.name, seed=seed, draw=draw))
        try:
            found = study.analyse(drawn)
        except CannotEstimate:
            total += Tally(draws=1, failed=1)
            continue
        total += Tally(
            draws=1,
            held=int(found.low <= study.truth <= found.high),
            excluded_zero=int(not found.low <= 0 <= found.high),
            total=found.estimate,
            squares=(found.estimate - study.truth) ** 2,
            variances=found.se**2,
            lengths=found.high - found.low,
        )
    return total
