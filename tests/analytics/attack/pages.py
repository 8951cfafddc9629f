"""An attacker who has every published page of a network, and subtracts. Knows nothing of our code but what it shows."""

from collections.abc import Mapping

from village.analytics.results import Evaluation


def attack_evaluations(pages: Mapping[str | None, Evaluation], *, minimum: int) -> list[str]:
    """Every count of fewer parents than `minimum` that the pages show, or give away by subtraction."""
    houses = [_counts(page) for house, page in pages.items() if house is not None]
    found = []
    for name, total in _counts(pages[None]).items():
        shown = [house[name] for house in houses]
        found += [
            f"{name}: {count} shown" for count in shown if count is not None and count < minimum
        ]
        if total is None:
            continue
        left = total - sum(count for count in shown if count is not None)
        if 0 < left < minimum:
            found.append(f"{name}: {left} left over")
        if left and sum(count is None for count in shown) == 1:
            found.append(f"{name}: one house left over, with {left}")
    return found


def _counts(page: Evaluation) -> dict[str, int | None]:
    """Each count a page shows (None where it is silent), and both sides of each share."""
    counts: dict[str, int | None] = {"enrolled": page.reach.enrolled}
    shares = {"came": page.reach.came}
    for response in page.responses:
        counts[f"{response.wave} answered"] = response.answered
        shares[f"{response.wave} rate"] = response.rate
    for change in page.changes:
        name = f"{change.scale} {change.response.wave}"
        counts[f"{name} paired"] = change.paired
        for part in (
            "paired_rate",
            "improved",
            "unchanged",
            "worsened",
            "best_before",
            "best_after",
        ):
            shares[f"{name} {part}"] = getattr(change, part)
    for name, share in shares.items():
        counts[name] = None if share is None else share.count
        counts[f"not {name}"] = None if share is None else share.total - share.count
    return counts
