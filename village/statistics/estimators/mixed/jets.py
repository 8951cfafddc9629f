"""Truncated Taylor series of arrays: a value and its first and second derivatives, which products and sums respect.

A jet knows the derivatives in the parameters met so far, numbered as they came. `order` says how many it carries:
0 the value alone, 1 the gradient too, 2 the Hessian too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from village.statistics.arrays import Array

Pair = tuple[int, int]


@dataclass(slots=True)
class Jet:
    """An array, its derivatives `first[i]`, and `second[i, j]` for i ≤ j; a parameter that is not there has none."""

    value: Array
    first: list[Array] = field(default_factory=list)
    second: dict[Pair, Array] = field(default_factory=dict)

    def each(self, linear: Callable[[Array], Array]) -> "Jet":
        """The same linear map of the value and of every derivative."""
        return Jet(
            linear(self.value),
            [linear(part) for part in self.first],
            {pair: linear(part) for pair, part in self.second.items()},
        )


def grown(ratio: float, mass: Jet, *, new: int, order: int) -> Jet:
    """a = 1 + λm, where λ is the parameter number `new` and m knows those before it."""
    value = 1 + ratio * mass.value
    if order == 0:
        return Jet(value)
    first = [ratio * part for part in mass.first] + [mass.value]
    if order == 1:
        return Jet(value, first)
    second = {pair: ratio * part for pair, part in mass.second.items()}
    second |= {(i, new): part for i, part in enumerate(mass.first)}
    return Jet(value, first, second | {(new, new): np.zeros_like(value)})


def inverse(a: Jet) -> Jet:
    """1/a."""
    h = 1 / a.value
    first = [-(h**2) * part for part in a.first]
    second = {
        (i, j): h**2 * (2 * h * a.first[i] * a.first[j] - part) for (i, j), part in a.second.items()
    }
    return Jet(h, first, second)


def logarithm(a: Jet) -> Jet:
    """log a."""
    first = [part / a.value for part in a.first]
    second = {(i, j): part / a.value - first[i] * first[j] for (i, j), part in a.second.items()}
    return Jet(np.log(a.value), first, second)


def product(left: Jet, right: Jet, times: Callable[[Array, Array], Array]) -> Jet:
    """Leibniz' rule for a bilinear `times`; `right` may not know the last parameters of `left`."""
    known = len(right.first)

    def once(i: int) -> Array:
        part = times(left.first[i], right.value)
        return part + times(left.value, right.first[i]) if i < known else part

    def twice(i: int, j: int) -> Array:
        part = times(left.second[i, j], right.value)
        if i < known:
            part = part + times(left.first[j], right.first[i])
        if j < known:
            part = part + times(left.first[i], right.first[j])
            part = part + times(left.value, right.second[i, j])
        return part

    return Jet(
        times(left.value, right.value),
        [once(i) for i in range(len(left.first))],
        {pair: twice(*pair) for pair in left.second},
    )


def multiplied(ratio: float, part: Jet, *, new: int) -> Jet:
    """λ times a jet, λ being its own parameter number `new`."""
    first = [ratio * derivative for derivative in part.first]
    if first:
        first[new] = first[new] + part.value
    second = {pair: ratio * derivative for pair, derivative in part.second.items()}
    for i, j in second:
        if j == new:
            second[i, j] = second[i, j] + part.first[i] * (2 if i == new else 1)
    return Jet(ratio * part.value, first, second)
