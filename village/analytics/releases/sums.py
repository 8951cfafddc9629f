"""Who stands behind a figure, in a few numbers that name nobody: the power sums of a set.

Every person has a token t, a number modulo the prime 2⁶¹ − 1 that only the holder of a key can make. Of a set we keep
1 + 1 + …, t₁ + t₂ + …, t₁² + t₂² + … and so on, `terms` of them. They have three virtues:

- they add: the sums of two houses are those of the two together, and the sums of what remains after a subtraction are
  the difference of the sums, whatever was subtracted from whatever;
- they count: Σ cᵢ tᵢᵏ for k = 0, 1, 2… is a linear recurrence whose order is the number of persons with cᵢ ≠ 0. The
  algorithm of Berlekamp and Massey finds it from twice as many terms, so `terms` numbers tell how many persons two
  publications differ by, exactly, up to terms / 2;
- they forget: a set of more than terms / 2 persons cannot be read back from them, and somebody who withdraws leaves
  nothing behind that could be erased.

Sources: Massey (1969), IEEE Trans. Inf. Theory 15:122; Prony's method; Dodis et al. (2008), SIAM J. Comput. 38:97
(the same sums, as sketches of sets).
"""

import hashlib
import hmac
from collections.abc import Iterable

import numpy as np

from village.statistics.arrays import IntArray

PRIME = 2**61 - 1
HEAVIEST = 4
Sums = np.ndarray[tuple[int, ...], np.dtype[np.uint64]]  # the last axis is the powers
_P = np.uint64(PRIME)
_LOW31, _LOW30 = np.uint64(2**31 - 1), np.uint64(2**30 - 1)
_LOW32 = np.uint64(2**32 - 1)


def tokens(names: Iterable[str], *, key: bytes) -> Sums:
    """(n,) the token of each name, by HMAC-SHA-256; never 0."""
    numbers = [
        int.from_bytes(hmac.new(key, name.encode(), hashlib.sha256).digest()[:16], "big")
        for name in names
    ]
    return np.array([1 + number % (PRIME - 1) for number in numbers], np.uint64)


def terms_for(minimum: int) -> int:
    """How many power sums tell a difference of fewer than `minimum` persons from a larger one.

    >>> terms_for(11), terms_for(5)
    (24, 12)
    """
    return 2 * (minimum + 1)


def powers(token: Sums, terms: int) -> Sums:
    """(n, terms) the powers 0, 1, 2… of each token."""
    found = np.ones((len(token), terms), np.uint64)
    for k in range(1, terms):
        found[:, k] = times(found[:, k - 1], token)
    return found


def times(a: Sums, b: Sums) -> Sums:
    """Products modulo 2⁶¹ − 1, in 64 bits: by halves, since 2⁶² is 2 and 2⁶¹ is 1."""
    a1, a0 = a >> np.uint64(31), a & _LOW31
    b1, b0 = b >> np.uint64(31), b & _LOW31
    middle = a1 * b0 + a0 * b1
    product = (
        np.uint64(2) * a1 * b1
        + (middle >> np.uint64(30))
        + ((middle & _LOW30) << np.uint64(31))
        + a0 * b0
    )
    return product % _P


def add_up(powers: Sums, cell: IntArray, cells: int) -> Sums:
    """(cells, terms) the sums of the persons of each cell; `cell` (n,) is where each row of `powers` belongs."""
    order = np.argsort(cell, kind="stable")
    sums = np.zeros((cells, powers.shape[1]), np.uint64)
    if len(order):
        present, starts = np.unique(cell[order], return_index=True)
        rows = powers[order]
        low = np.add.reduceat(rows & _LOW32, starts, axis=0)  # halves of 2³² persons fit in 64 bits
        high = np.add.reduceat(rows >> np.uint64(32), starts, axis=0) % _P
        shift = np.uint64(2**32)
        sums[present] = (times(high, np.full_like(high, shift)) + low % _P) % _P
    return sums


def plus(*several: Sums) -> Sums:
    """The sums of disjoint sets together; those with more terms are cut to the shortest."""
    terms = min(sums.shape[-1] for sums in several)
    total = np.zeros_like(several[0][..., :terms])
    for sums in several:
        total = (total + sums[..., :terms]) % _P
    return total


def minus(a: Sums, b: Sums) -> Sums:
    """The sums of what is left of `a` once `b` is subtracted, as someone with both figures would."""
    terms = min(a.shape[-1], b.shape[-1])
    return (a[..., :terms] + (_P - b[..., :terms])) % _P


def how_many(sums: Sums) -> int:
    """How many persons these sums stand for, added or subtracted; beyond half the terms, only that they are more.

    The order of the shortest linear recurrence of the sequence (Berlekamp–Massey, modulo 2⁶¹ − 1). More persons than
    half the terms would have to agree by chance, once in 2¹²⁰, to be taken for fewer.

    >>> everyone = powers(np.array([12, 345, 6789], np.uint64), terms_for(5))
    >>> how_many(plus(*everyone)), how_many(minus(plus(*everyone[:2]), plus(*everyone[1:])))
    (3, 2)
    """
    sequence = [int(term) for term in sums]
    current, previous = [1], [1]
    order, since, last = 0, 1, 1
    for position, term in enumerate(sequence):
        reach = range(1, min(order, len(current) - 1) + 1)
        gap = (term + sum(current[i] * sequence[position - i] for i in reach)) % PRIME
        if gap == 0:
            since += 1
            continue
        factor = gap * pow(last, -1, PRIME)
        shorter = current
        current = current + [0] * (len(previous) + since - len(current))
        for i, value in enumerate(previous):
            current[i + since] = (current[i + since] - factor * value) % PRIME
        if 2 * order <= position:
            order, previous, last, since = position + 1 - order, shorter, gap, 1
        else:
            since += 1
    return order


def how_many_up_to(sums: Sums, enough: int) -> int:
    """The same, but as soon as it is `enough` nobody needs to know how many more.

    Nobody may weigh more than `HEAVIEST` in the combination: a sum or difference of four figures. `ValueError` when there are too few terms to tell.
    """
    if not sums.any():
        return 0
    count = int(sums[0])
    if min(count, PRIME - count) >= HEAVIEST * enough:
        return enough  # so many more, or fewer, that there is no need to look closer
    terms = terms_for(enough)
    if len(sums) < terms:
        raise ValueError(f"{len(sums)} power sums cannot tell {enough} persons from fewer.")
    return min(enough, how_many(sums[:terms]))
