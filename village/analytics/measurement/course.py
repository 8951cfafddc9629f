"""One scale through its waves: from its sums to what may be said of how it measured."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from village.analytics.disclosure import Counts, Silence
from village.analytics.engine import Snapshot
from village.analytics.manifest import ScaleNote
from village.analytics.measurement.answers import snapshot_answers
from village.analytics.measurement.findings import (
    ComparisonStep,
    GroupComparison,
    ItemShift,
    ScaleMeasurement,
    as_estimate,
    cautions_on,
    coarse,
    fit_of,
    items_of,
)
from village.analytics.measurement.scores import score_spread
from village.analytics.results import Caution
from village.analytics.tables import BASELINE
from village.core.privacy import Audience
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.psychometrics.consistency import consistency
from village.statistics.estimators.psychometrics.factor import OneFactor, one_factor
from village.statistics.estimators.psychometrics.functioning import item_functioning
from village.statistics.estimators.psychometrics.invariance import invariance
from village.statistics.estimators.psychometrics.precision import precision
from village.statistics.estimators.psychometrics.spread import ItemSpread, complete_spread
from village.statistics.inference import Estimate, sample_sd
from village.statistics.moments.items import ItemMoments
from village.statistics.scans.items import scan_answer_counts, scan_items

# Terwee et al. (2007, J. Clin. Epidemiol. 60:34) ask 50 persons of an agreement or a floor, 100 and 7 per item of a factor.
ENOUGH = 50
ENOUGH_FOR_FACTOR = 100
PER_ITEM = 7
# The fewest in each group with which Cheung & Rensvold (2002) studied the fall in CFI. See measurement.md for our own trial.
ENOUGH_PER_GROUP = 150
ROUND_TO = 10

Row = Mapping[str, Any]


def measurement_report(
    snapshot: Snapshot,
    *,
    audience: Audience,
    scales: Collection[tuple[str, str, str]] | None = None,
    waves: Collection[str] | None = None,
    ceiling: float = 0.15,
) -> tuple[ScaleMeasurement, ...]:
    """Measure each scale of the snapshot at each wave (all of them when None), for one audience.

    `scales` are (instrument, version, scale). Two scans per scale and one for all scores: persons stay in the engine.
    """
    notes = [
        note
        for note in snapshot.manifest.scales
        if (scales is None or note.key in scales) and len(note.items) > 1  # older ones say no item
    ]
    spreads = {
        (row["instrument"], row["version"], row["scale"], row["wave"]): row
        for row in snapshot.collect(score_spread(snapshot.table("scores"), notes)).to_pylist()
    }
    asked = [wave.key for wave in snapshot.manifest.waves if waves is None or wave.key in waves]
    found = []
    for note in notes:
        rows = {wave: spreads[*note.key, wave] for wave in asked if (*note.key, wave) in spreads}
        if rows:  # a scale that nobody answered is not measured
            found += _through(snapshot, note, rows, audience=audience, ceiling=ceiling)
    return tuple(found)


def _through(
    snapshot: Snapshot,
    scale: ScaleNote,
    rows: Mapping[str, Row],
    *,
    audience: Audience,
    ceiling: float,
) -> list[ScaleMeasurement]:
    """One scale at the waves of `rows`, which are lines of `score_spread`."""
    if scale.unverified:
        refused = (
            f"Its score rests on a fact that nobody has checked: {scale.unverified[0].source}."
        )
        return [ScaleMeasurement(**_name(scale, wave), refused=refused) for wave in rows]
    try:
        course = _Course(snapshot, scale, audience, ceiling)
    except CannotEstimate as error:  # scores came without the answers they were made of
        return [ScaleMeasurement(**_name(scale, wave), refused=str(error)) for wave in rows]
    return [course.at(wave, row) for wave, row in rows.items()]


def _name(scale: ScaleNote, wave: str) -> dict[str, Any]:
    return {
        "instrument": scale.instrument,
        "version": scale.version,
        "scale": scale.scale,
        "wave": wave,
        "titles": scale.titles,
        "validated": scale.validated,
    }


class _Course:
    """One scale, all its waves: scanned once."""

    def __init__(
        self, snapshot: Snapshot, scale: ScaleNote, audience: Audience, ceiling: float
    ) -> None:
        self.snapshot, self.scale, self.audience, self.ceiling = snapshot, scale, audience, ceiling
        self.answers = snapshot_answers(snapshot, scale)
        self.moments = scan_items(snapshot, self.answers).moments

    def at(self, wave: str, row: Row) -> ScaleMeasurement:
        """What may be said of one wave; `row` is its line of `score_spread`."""
        moments = self.moments.where(wave=wave)
        respondents = int(moments.respondents.sum())
        known = _name(self.scale, wave)
        if not Counts((respondents,), row["groups"]).is_enough(self.audience):
            return ScaleMeasurement(**known, silences={"all": Silence.TOO_FEW})
        known |= self._ends(row) | {"respondents": respondents // ROUND_TO * ROUND_TO}
        if respondents < ENOUGH:
            refused = f"Fewer than {ENOUGH} parents answered every item."
            return ScaleMeasurement(**known, refused=refused)
        try:
            known |= self._reliability(moments, row, ends=known["cautions"])
        except CannotEstimate as error:
            return ScaleMeasurement(**known, refused=str(error))
        return coarse(ScaleMeasurement(**known, comparisons=self._comparisons(moments, wave)))

    def _ends(self, row: Row) -> dict[str, Any]:
        """Floor and ceiling, each silent where one of its two sides is too small."""
        found: dict[str, Any] = {"silences": {}, "cautions": ()}
        for name, column in (("floor", "lowest"), ("ceiling", "highest")):
            inside, outside = row[column], row["scored"] - row[column]
            if not Counts((inside, outside), row["groups"]).is_enough(self.audience):
                found["silences"][name] = Silence.TOO_FEW
                continue
            found[name] = share = min(99, max(1, round(100 * inside / row["scored"]))) / 100
            if inside / row["scored"] >= self.ceiling:
                found["cautions"] += (Caution(code=name, value=share),)
        return found

    def _reliability(
        self, moments: ItemMoments, row: Row, *, ends: tuple[Caution, ...]
    ) -> dict[str, Any]:
        spread = complete_spread(moments)
        found, factor = consistency(spread), _factor(spread)
        sd = sample_sd(row["scored"], row["sum"], row["square"]) or 0.0
        error = precision(sd=sd, reliability=max(0.0, found.alpha)) if sd else None
        return {
            "alpha": Estimate(value=found.alpha, low=found.low, high=found.high),
            "average_r": found.average_r,
            "sem": error and error.sem,
            "mdc95": error and error.mdc95,
            "items": items_of(found, factor),
            "cautions": (*cautions_on(found, factor), *ends),
            **(fit_of(factor) if factor else {}),
        }

    def _comparisons(self, moments: ItemMoments, wave: str) -> tuple[GroupComparison, ...]:
        found = []
        for by in ("language", "mode"):
            groups = moments.split(by)
            sizes = {name: int(part.respondents.sum()) for name, part in groups.items()}
            if len(chosen := comparable(sizes, self.audience)) > 1:
                found.append(self._comparison(by, {name: groups[name] for name in chosen}, wave))
        return tuple(found)

    def _comparison(self, by: str, groups: Mapping[str, ItemMoments], wave: str) -> GroupComparison:
        names = tuple(groups)
        try:
            tested = invariance({name: complete_spread(part) for name, part in groups.items()})
            shifts = self._shifts(by, names, wave) if wave == BASELINE else ()
        except CannotEstimate as error:
            return GroupComparison(
                by=by, groups=names, level=None, steps=(), means={}, items=(), refused=str(error)
            )
        return GroupComparison(
            by=by,
            groups=names,
            level=tested.level,
            steps=tuple(ComparisonStep.of(constraint) for constraint in tested.constraints),
            means={name: as_estimate(term) for name, term in tested.means.items()}
            if tested.level == "scalar"
            else {},
            items=shifts,
            refused=None,
        )

    def _shifts(self, by: str, groups: Sequence[str], wave: str) -> tuple[ItemShift, ...]:
        counts = scan_answer_counts(self.snapshot, self.answers.at(wave), by)
        found = item_functioning([one.of(groups) for one in counts])
        return tuple(ItemShift.of(one) for one in found.values())


def comparable(sizes: Mapping[str, int], audience: Audience) -> list[str]:
    """The groups with enough respondents, the largest first; those left aside are together none, or enough themselves.

    Whoever knows everyone and those compared knows the rest by subtraction. Groups of 150 never are one peer group.

    >>> comparable({"fr": 900, "ar": 160, "en": 155, "tr": 4}, Audience.PUBLIC)
    ['fr', 'ar']
    """
    order = sorted(sizes, key=lambda name: (-sizes[name], name))
    chosen = [name for name in order if sizes[name] >= ENOUGH_PER_GROUP]
    while (
        chosen
        and 0 < sum(sizes.values()) - sum(map(sizes.__getitem__, chosen)) < audience.minimum_parents
    ):
        chosen.pop()
    return chosen


def _factor(spread: ItemSpread) -> OneFactor | None:
    """One factor, when there are enough respondents and items; otherwise α stands alone."""
    if len(spread.items) < 3 or spread.n < max(ENOUGH_FOR_FACTOR, PER_ITEM * len(spread.items)):
        return None
    try:
        return one_factor(spread)
    except CannotEstimate:
        return None  # no single factor: the item-rest correlations say as much
