"""Count every cell of the calibration, on several processes, keeping what is done in case it must stop."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from village.core.canonical import canonical
from village.core.errors import DomainError
from village.laboratory.calibration.designs import MainDesign, Setting, cells
from village.laboratory.simulation.repeat import Tally, monte_carlo, repeat

COVERAGE = (0.94, 0.96)
FALSE_POSITIVES = (0.04, 0.06)


class CannotCalibrate(DomainError):
    """What was asked cannot be run, or not continued from that file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageCell:
    """What was counted for one design in one setting. Rates come with half of their Monte-Carlo interval."""

    design: str
    setting: str
    networks: int
    failed: int
    coverage: float
    coverage_error: float
    false_positives: float
    false_positives_error: float
    power: float
    truth: float
    mean: float
    spread: float  # of the estimates around the truth
    claimed: float  # by the standard errors
    length: float  # of the intervals
    is_claimed: bool

    @property
    def is_within(self) -> bool:
        """Whether both rates are where we say they are, Monte-Carlo error allowed."""
        return self._fits(self.coverage_error, self.false_positives_error)

    @property
    def is_at_edge(self) -> bool:
        """Whether it takes that error to say so."""
        return self.is_within and not self._fits(0.0, 0.0)

    def _fits(self, coverage_error: float, false_positives_error: float) -> bool:
        return _near(self.coverage, coverage_error, COVERAGE) and _near(
            self.false_positives, false_positives_error, FALSE_POSITIVES
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What was counted, and what it takes to count it again."""

    seed: int
    networks: int
    code_version: str
    cells: tuple[CoverageCell, ...]

    def as_json(self) -> bytes:
        """Canonical JSON: the same seed and code give the same bytes, whatever the number of processes."""
        counted = [asdict(cell) | {"is_within": cell.is_within} for cell in self.cells]
        return canonical(asdict(self) | {"cells": counted}) + b"\n"


def calibrate(
    designs: Sequence[MainDesign],
    *,
    networks: int,
    seed: int,
    code_version: str,
    pool: ProcessPoolExecutor | None = None,
    kept: Path | None = None,
    on_draws: Callable[[str, int], None] = lambda name, done: None,
) -> Calibration:
    """Count every cell of these designs over `networks` draws with an effect, and as many without.

    `kept` is a file of cells already counted, taken up again and added to. Raises `CannotCalibrate` when it was
    counted otherwise, or when there is nothing to count.
    """
    if networks < 1:
        raise CannotCalibrate(f"At least one network is needed, not {networks}.")
    if seed < 0:
        raise CannotCalibrate(f"The seed is a whole number from 0 up, not {seed}.")
    known = {"seed": seed, "networks": networks, "code_version": code_version}
    done = _read(kept, known)
    for design, setting in cells(tuple(designs)):
        key = f"{design.key}/{setting.label}"
        if key in done:
            on_draws(key, 2 * networks * design.times)
            continue
        on_cell = partial(on_draws, key)
        tallies = [
            repeat(study, draws=networks * design.times, seed=seed, pool=pool, on_draws=on_cell)
            for study in design.studies(setting)
        ]
        truth = design.studies(setting)[0].truth
        done[key] = _cell(design, setting, truth, *tallies)
        _keep(kept, known, done)
    wanted = [done[f"{design.key}/{setting.label}"] for design, setting in cells(tuple(designs))]
    return Calibration(**known, cells=tuple(wanted))  # type: ignore[arg-type]


def steps(designs: Sequence[MainDesign], networks: int) -> int:
    """How many networks will be drawn."""
    return 2 * networks * sum(len(design.settings) * design.times for design in designs)


def _cell(
    design: MainDesign, setting: Setting, truth: float, found: Tally, none: Tally
) -> CoverageCell:
    if not found.estimated or not none.estimated:
        raise CannotCalibrate(f"Nothing could be estimated for {design.key}, {setting.label}.")
    return CoverageCell(
        design=design.key,
        setting=setting.label,
        networks=found.draws,
        failed=found.failed + none.failed,
        coverage=found.coverage,
        coverage_error=monte_carlo(found.held, found.estimated),
        false_positives=none.exclusion,
        false_positives_error=monte_carlo(none.excluded_zero, none.estimated),
        power=found.exclusion,
        truth=truth,
        mean=found.mean,
        spread=found.spread,
        claimed=found.claimed,
        length=found.length,
        is_claimed=design.is_claimed,
    )


def _near(rate: float, error: float, target: tuple[float, float]) -> bool:
    return target[0] - error <= rate <= target[1] + error


def _read(kept: Path | None, known: dict[str, Any]) -> dict[str, CoverageCell]:
    if kept is None or not kept.exists():
        return {}
    try:
        content = json.loads(kept.read_bytes())
        rows = [{k: v for k, v in row.items() if k != "is_within"} for row in content["cells"]]
        done = {f"{row['design']}/{row['setting']}": CoverageCell(**row) for row in rows}
        before = {name: content[name] for name in known}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotCalibrate(f"{kept} is not a calibration that can be continued.") from error
    for name, value in known.items():
        if before[name] != value:
            raise CannotCalibrate(
                f"{kept} was counted with {name} {before[name]}, not {value}: name another file."
            )
    return done


def _keep(kept: Path | None, known: dict[str, Any], done: dict[str, CoverageCell]) -> None:
    """Write what is done beside, then in place: the file is whole at any moment."""
    if kept is None:
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_name(f"{kept.name}.unfinished")
    unfinished.write_bytes(Calibration(**known, cells=tuple(done.values())).as_json())
    unfinished.rename(kept)
