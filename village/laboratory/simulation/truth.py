"""The truth of an invented network: exact expectations, from the parameters, never from the draw.

An answer is a latent value, normal, rounded to a whole answer and kept within the range of its item. So the mean
answer of an item is a finite sum of normal tail probabilities, and the mean of a score, which is linear in its items,
follows exactly, with the floor, the ceiling and the rounding of the answers in it. Gaps are drawn uniformly over the
items and filled with the parent's own mean, which changes no expectation. Complications make several normal
distributions of one; the truth stays that of all parents asked, those who stop answering included.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from village.core.scales import TOTAL, Instrument, Item, Scale
from village.laboratory.simulation.design import Design, progress
from village.statistics.arrays import Array, IntArray

Counts = IntArray
Attended = Mapping[str, Counts]

NODES = 200  # of the quadrature
LOWEST = -9.0  # standard deviations under which nobody stands


def home(instrument: Instrument, item: Item) -> Scale:
    """The scale an item expresses: the first of its subscales, else the total."""
    scales = [scale for scale in instrument.scales if item in scale.items]
    return next((scale for scale in scales if scale.key != TOTAL), scales[0])


def expected_answers(item: Item, *, means: Array, sd: float) -> Array:
    """Mean of each of some normal latents (in shares of the item's range) once rounded and kept within the range.

    >>> from village.core.scales import Item
    >>> expected_answers(Item(key="calm", lowest=0, highest=4), means=np.array([0.5]), sd=0.2).round(10)
    array([2.])
    """
    width = item.highest - item.lowest
    cuts = (np.arange(1, width + 1) - 0.5) / width
    above: Array = ndtr((means[:, None] - cuts) / sd).sum(axis=1)
    return item.lowest + above


def expected_score(scale: Scale, answers: Mapping[str, float]) -> float:
    """The mean of a score, from the mean of each raw answer."""
    oriented = [
        item.lowest + item.highest - answers[item.key]
        if item.key in scale.reversed
        else answers[item.key]
        for item in scale.items
    ]
    total = sum(oriented) * scale.multiply
    return total / len(oriented) if scale.method == "mean" else total


def mean_scores(
    instrument: Instrument,
    design: Design,
    *,
    months: float,
    with_groups: bool = True,
    attended: Counts | None = None,
) -> dict[str, float]:
    """The mean score of every scale, some months after entry; `with_groups=False`: had there been no groups.

    `attended` counts the parents who had come to 0, 1, 2… meetings; None: nobody had come to any.
    """
    answers = {}
    for item in instrument.items:
        scale = home(instrument, item)
        construct, course = design.construct_of(scale), progress(months)
        change = construct.natural + (construct.groups if with_groups else 0)
        mixture = _mixture(
            design,
            item,
            sign=sign_of(scale),
            months=months,
            attended=attended if with_groups else None,
        )
        middle = construct.entry + course * change
        sd = mixture.sd(latent_sd(design, course))
        means = expected_answers(item, means=middle + mixture.shifts, sd=sd)
        answer = float(mixture.weights @ means)
        is_reversed = item.key in scale.reversed
        answers[item.key] = item.lowest + item.highest - answer if is_reversed else answer
    return {scale.key: expected_score(scale, answers) for scale in instrument.scales}


def latent_sd(design: Design, course: float) -> float:
    """Standard deviation of a latent answer when `course` of a year's change is there."""
    s = design.spread
    stable = s.house**2 + s.group**2 + s.person**2 + s.item**2
    moving = s.house_change**2 + s.group_change**2 + s.person_change**2
    return float(np.sqrt(stable + course**2 * moving))


def sign_of(scale: Scale) -> int:
    """1 when more is better, −1 when less is."""
    return 1 if scale.higher_is == "better" else -1


@dataclass(frozen=True, slots=True)
class _Mixture:
    """Kinds of parents whose latent answers are normal, shifted from the mean of all; and the variance they share."""

    shifts: Array
    weights: Array
    variance: float = 0.0  # more than without complications; less, when parents were selected

    def sd(self, plain: float) -> float:
        return float(np.sqrt(plain**2 + self.variance))

    def crossed(self, shifts: Array, weights: Array) -> "_Mixture":
        """Each kind divided into kinds that are shifted further."""
        return _Mixture(
            np.add.outer(self.shifts, shifts).ravel(),
            np.multiply.outer(self.weights, weights).ravel(),
            self.variance,
        )


def _mixture(
    design: Design, item: Item, *, sign: int, months: float, attended: Counts | None
) -> _Mixture:
    """Who entered and how low, who came to how many meetings, who answers in which language."""
    how = design.complications
    mixture = _entered(design, sign=sign, is_first=months == min(design.waves.values()))
    if how.per_meeting and attended is not None and attended.sum():
        counts = np.flatnonzero(attended)
        shares = attended[counts] / attended.sum()
        mixture = mixture.crossed(sign * how.per_meeting * counts.astype(float), shares)
    if shift := how.dif.get(item.key):
        english = how.other_language
        share = english if how.dif_language == "en" else 1 - english
        mixture = mixture.crossed(np.array([0.0, shift]), np.array([1 - share, share]))
    return mixture


def _entered(design: Design, *, sign: int, is_first: bool) -> _Mixture:
    """The day's state S of those who entered is normal below a quantile: a quadrature over it.

    S is what a parent has in general (standard deviation a) and what passes (b). On the first day a latent answer moves
    with S itself; later with a²/(a² + b²) S, what is left varying by a²b²/(a² + b²) + b².
    """
    how, spread = design.complications, design.spread
    general = spread.person**2 * spread.shared
    if how.entering == 1:
        return _Mixture(np.zeros(1), np.ones(1), how.passing**2)
    total = general + how.passing**2
    highest = float(ndtri(how.entering))
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    z = highest + (nodes - 1) * (highest - LOWEST) / 2
    density = weights * np.exp(-(z**2) / 2)
    stays = 1.0 if is_first else general / total
    left = 0.0 if is_first else general * how.passing**2 / total + how.passing**2
    return _Mixture(sign * stays * np.sqrt(total) * z, density / density.sum(), left - general)


def truth(
    instrument: Instrument, design: Design, *, attended: Attended | None = None
) -> dict[str, dict[str, dict[str, float]]]:
    """For each scale and wave: the mean, its change since entry, and how much of it would have come anyway.

    Of all the parents asked, those who stopped answering included. `attended` counts, at each wave, the parents who had
    come to 0, 1, 2… meetings.
    """
    counts = attended or {}
    first = min(design.waves, key=lambda wave: design.waves[wave])
    entry = mean_scores(instrument, design, months=design.waves[first], attended=counts.get(first))
    found: dict[str, dict[str, dict[str, float]]] = {scale: {} for scale in entry}
    for wave, months in design.waves.items():
        means = mean_scores(instrument, design, months=months, attended=counts.get(wave))
        natural = mean_scores(instrument, design, months=months, with_groups=False)
        for scale, mean in means.items():
            found[scale][wave] = {
                "mean": mean,
                "mean_change": mean - entry[scale],
                "natural_change": natural[scale] - entry[scale],
            }
    return found
