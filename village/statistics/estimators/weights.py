"""Weights that make those seen stand for all: what they cost in precision, and when they cannot be trusted."""

from dataclasses import dataclass

import numpy as np

from village.statistics.arrays import Array
from village.statistics.estimators.fit import CannotEstimate

CERTAIN = 1e-6  # a probability this close to 0 or 1 leaves nobody to stand for the others
RARE = 0.02  # a probability at which one parent stands for fifty
HEAVY = 10.0  # a weight this many times the mean is said


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSummary:
    """What the weights are; `effective` is Kish's number of equally weighted parents worth as much."""

    parents: int
    mean: float
    smallest: float
    largest: float
    effective: float
    warnings: tuple[str, ...]


def effective_size(weights: Array) -> float:
    """(Σ w)² / Σ w² (Kish 1965, § 11.7)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def summarise(weights: Array, *, rare: int = 0) -> WeightSummary:
    """Mean, range and effective size; `rare` is how many parents had a probability near 0 or 1."""
    effective, ratio = effective_size(weights), float(weights.max() / weights.mean())
    said = []
    if rare:
        said.append(f"{rare} parents had less than {RARE:.0%} chance of being where they are.")
    if ratio > HEAVY:
        said.append(f"One parent counts for {ratio:.0f} times the average.")
    if effective < len(weights) / 2:
        said.append(
            f"The weights leave the precision of {effective:.0f} parents out of {len(weights)}."
        )
    return WeightSummary(
        parents=len(weights),
        mean=float(weights.mean()),
        smallest=float(weights.min()),
        largest=float(weights.max()),
        effective=effective,
        warnings=tuple(said),
    )


def inverse_probability(probability: Array, *, of: str) -> Array:
    """1 / p. Raises `CannotEstimate` when some p is so small that one parent would stand for everybody."""
    if (probability < CERTAIN).any():
        raise CannotEstimate(
            f"Some parents had no chance {of} given what is known of them: nobody can stand for them."
        )
    return 1 / probability


def count_rare(*probabilities: Array) -> int:
    """How many parents had less than 2 % chance of what happened to them, in one of these respects."""
    return int(np.logical_or.reduce([p < RARE for p in probabilities]).sum())


def truncated(weights: Array, *, share: float) -> Array:
    """Weights beyond the quantiles `share` and 1 − `share` brought to them (Cole & Hernán 2008, AJE 168:656)."""
    low, high = np.quantile(weights, [share, 1 - share])
    return np.clip(weights, low, high)
