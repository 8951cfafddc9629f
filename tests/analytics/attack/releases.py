"""Somebody who kept every page ever published, knows who came and when, and wants to know what a few of them answered.

The worst one we can think of: of each figure they know exactly which persons stand behind it. What they combine is
checked on the true sets, which the defence never sees.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import linprog

Parts = Mapping[str, frozenset[str]]  # part → persons
Everyone = Mapping[str, Parts]  # house → parts


@dataclass(frozen=True)
class Page:
    """One day's figures: those shown, and (which the attacker does not need) everybody there was."""

    shown: Mapping[str | None, Parts]
    everyone: Everyone


def differences(pages: Sequence[Page], minimum: int, total_minimum: int) -> Iterator[str]:
    """Two figures of one place, a day apart: the few who came, left, or answered between them."""
    for (i, before), (j, after) in combinations(enumerate(pages), 2):
        for place in before.shown.keys() & after.shown.keys():
            least = total_minimum if place is None else minimum
            sizes = {
                part: len(before.shown[place][part] ^ after.shown[place][part])
                for part in after.shown[place]
            }
            if any(sizes.values()) and min(sizes.values()) < least:
                yield f"{place or 'all'} on days {i} and {j}: {sizes}"


def remainders(pages: Sequence[Page], minimum: int) -> Iterator[str]:
    """A total without its houses, each as it stood on whatever day serves best."""
    for day, page in enumerate(pages):
        if None not in page.shown:
            continue
        for part in page.shown[None]:
            left = 0
            for house, parts in page.everyone.items():
                known = [p.shown[house][part] for p in pages if house in p.shown]
                left += min(len(parts[part] ^ other) for other in [frozenset(), *known])
            if 0 < left < minimum:
                yield f"day {day}: {left} of {part} left of the total"


def moving_remainders(pages: Sequence[Page], minimum: int) -> Iterator[str]:
    """How a total moved between two days, without the houses that say how they moved."""
    totals = [(day, page) for day, page in enumerate(pages) if None in page.shown]
    for (i, before), (j, after) in combinations(totals, 2):
        for part in before.shown[None].keys() & after.shown[None].keys():
            left = 0
            for house in after.everyone:
                now = after.everyone[house][part]
                then = before.everyone.get(house, {}).get(part, frozenset())
                if house in before.shown and house in after.shown:
                    continue  # both days say it exactly
                left += len(now ^ then)
            if 0 < left < minimum:
                yield f"days {i} and {j}: {left} of {part} moved where nothing says so"


def pinned(pages: Sequence[Page], minimum: int) -> Iterator[str]:
    """Solve everything at once: who cannot be told apart forms an atom; is any small one's answer known?

    Variables are how many of each atom are in each part. A count on a page is a sum over the atoms behind it.
    """
    figures = [
        (place, {person: part for part, persons in parts.items() for person in persons})
        for page in pages
        for place, parts in page.shown.items()
    ]
    people = sorted({person for _, found in figures for person in found})
    answer = {person: part for _, found in figures for person, part in found.items()}
    parts = sorted(set(answer.values()))
    signature = {person: tuple(person in found for _, found in figures) for person in people}
    atoms = Counter(signature.values())
    index = {atom: number for number, atom in enumerate(atoms)}
    column = {
        (atom, part): index[atom] * len(parts) + k for atom in atoms for k, part in enumerate(parts)
    }
    rows, right = [], []
    for number, (_, found) in enumerate(figures):
        for part in parts:
            row = np.zeros(len(column))
            row[[column[atom, part] for atom in atoms if atom[number]]] = 1.0
            rows.append(row)
            right.append(float(sum(kind == part for kind in found.values())))
    for atom, size in atoms.items():
        row = np.zeros(len(column))
        row[[column[atom, part] for part in parts]] = 1.0
        rows.append(row)
        right.append(float(size))
    if not rows:
        return
    left = np.array(rows)
    for atom, size in atoms.items():
        if size >= minimum:
            continue
        for part in parts:
            aim = np.zeros(len(column))
            aim[column[atom, part]] = 1.0
            ends = [
                sign * linprog(sign * aim, A_eq=left, b_eq=right, bounds=(0, None)).fun
                for sign in (1.0, -1.0)
            ]
            if ends[1] - ends[0] < 0.5:
                yield f"{size} persons, of whom {round(ends[0])} are known to have {part}"
