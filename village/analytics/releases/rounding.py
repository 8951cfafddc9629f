"""Counts to the nearest five, shares in whole hundredths: for tables that leave with less detail than they could."""

from dataclasses import replace

from village.analytics.results import Evaluation, Reach, ScaleChange, Share, WaveResponse

BASE = 5


def rounded(evaluation: Evaluation, *, base: int = BASE) -> Evaluation:
    """The same evaluation with every number of parents rounded to a multiple of `base`, every share to a hundredth.

    Rounding comes last and protects nobody by itself: what is silent was decided on exact counts. Sums of rounded
    counts no longer agree.
    """
    return _Rounder(base).evaluation(evaluation)


class _Rounder:
    """One base, everywhere."""

    def __init__(self, base: int) -> None:
        self.base = base

    def count(self, exact: int) -> int:
        """To the nearest multiple; halfway, up."""
        return (2 * exact + self.base) // (2 * self.base) * self.base

    def evaluation(self, exact: Evaluation) -> Evaluation:
        return replace(
            exact,
            responses=tuple(map(self.response, exact.responses)),
            reach=self.reach(exact.reach),
            changes=tuple(map(self.change, exact.changes)),
            rounded_to=self.base,
        )

    def share(self, exact: Share | None) -> Share | None:
        if exact is None:
            return None
        return Share(
            count=self.count(exact.count),
            total=self.count(exact.total),
            share=round(exact.share, 2),
            low=round(exact.low, 2),
            high=round(exact.high, 2),
        )

    def response(self, exact: WaveResponse) -> WaveResponse:
        if exact.invited is None or exact.answered is None:
            return exact
        return replace(
            exact,
            invited=self.count(exact.invited),
            answered=self.count(exact.answered),
            rate=self.share(exact.rate),
        )

    def reach(self, exact: Reach) -> Reach:
        return replace(
            exact,
            enrolled=None if exact.enrolled is None else self.count(exact.enrolled),
            came=self.share(exact.came),
            stayed={months: self.share(share) for months, share in exact.stayed.items()},
        )

    def change(self, exact: ScaleChange) -> ScaleChange:
        estimate = exact.estimate
        if estimate is None or exact.paired is None:
            return exact
        needed = exact.answers_needed
        return replace(
            exact,
            response=self.response(exact.response),
            paired=self.count(exact.paired),
            paired_rate=self.share(exact.paired_rate),
            estimate=replace(estimate, parents=self.count(estimate.parents)),
            improved=self.share(exact.improved),
            unchanged=self.share(exact.unchanged),
            worsened=self.share(exact.worsened),
            best_before=self.share(exact.best_before),
            best_after=self.share(exact.best_after),
            translated=self.share(exact.translated),
            answers_needed=None if needed is None else max(self.base, self.count(needed)),
        )
