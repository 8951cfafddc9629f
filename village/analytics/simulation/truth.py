"""The truth of an invented network: exact expectations, from the parameters, never from the draw.

An answer is a latent value, normal, rounded to a whole answer and kept within the range of its item. So the mean
answer of an item is a finite sum of normal tail probabilities, and the mean of a score, which is linear in its items,
follows exactly, with the floor, the ceiling and the rounding of the answers in it. Gaps are drawn uniformly over the
items and filled with the parent's own mean, which changes no expectation; attrition is at random.
"""

from collections.abc import Mapping

import numpy as np
from scipy.special import ndtr

from village.analytics.simulation.design import Design, progress
from village.core.scales import TOTAL, Instrument, Item, Scale


def home(instrument: Instrument, item: Item) -> Scale:
    """The scale an item expresses: the first of its subscales, else the total."""
    scales = [scale for scale in instrument.scales if item in scale.items]
    return next((scale for scale in scales if scale.key != TOTAL), scales[0])


def expected_answer(item: Item, *, mean: float, sd: float) -> float:
    """Mean of a normal latent (in shares of the item's range) once rounded and kept within the range.

    >>> from village.core.scales import Item
    >>> round(expected_answer(Item(key="calm", lowest=0, highest=4), mean=0.5, sd=0.2), 10)
    2.0
    """
    width = item.highest - item.lowest
    cuts = (np.arange(1, width + 1) - 0.5) / width
    return item.lowest + float(ndtr((mean - cuts) / sd).sum())


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
    instrument: Instrument, design: Design, *, months: float, with_groups: bool = True
) -> dict[str, float]:
    """The mean score of every scale, some months after entry; `with_groups=False`: had there been no groups."""
    answers = {}
    for item in instrument.items:
        scale = home(instrument, item)
        construct, course = design.construct_of(scale), progress(months)
        change = construct.natural + (construct.groups if with_groups else 0)
        answer = expected_answer(
            item, mean=construct.entry + course * change, sd=latent_sd(design, course)
        )
        is_reversed = item.key in scale.reversed
        answers[item.key] = item.lowest + item.highest - answer if is_reversed else answer
    return {scale.key: expected_score(scale, answers) for scale in instrument.scales}


def latent_sd(design: Design, course: float) -> float:
    """Standard deviation of a latent answer when `course` of a year's change is there."""
    s = design.spread
    stable = s.house**2 + s.group**2 + s.person**2 + s.item**2
    moving = s.house_change**2 + s.group_change**2 + s.person_change**2
    return float(np.sqrt(stable + course**2 * moving))


def truth(instrument: Instrument, design: Design) -> dict[str, dict[str, dict[str, float]]]:
    """For each scale and wave: the mean, its change since entry, and how much of it would have come anyway."""
    first = min(design.waves.values())
    entry = mean_scores(instrument, design, months=first)
    found: dict[str, dict[str, dict[str, float]]] = {scale: {} for scale in entry}
    for wave, months in design.waves.items():
        means = mean_scores(instrument, design, months=months)
        natural = mean_scores(instrument, design, months=months, with_groups=False)
        for scale, mean in means.items():
            found[scale][wave] = {
                "mean": mean,
                "mean_change": mean - entry[scale],
                "natural_change": natural[scale] - entry[scale],
            }
    return found
