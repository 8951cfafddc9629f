"""One scale at one later wave: who stands behind each of its figures, what may be said, with which cautions."""

from collections.abc import Iterator, Mapping
from math import ceil

from village.analytics.disclosure import Block, Counts, Silence
from village.analytics.manifest import ScaleNote, WaveNote
from village.analytics.reading import SnapshotReading
from village.analytics.results import Caution, Rules, ScaleChange, Share, WaveResponse, silent
from village.core.privacy import Audience
from village.statistics.change import ChangeEstimate, estimate_change
from village.statistics.inference import wilson_interval
from village.statistics.moments.paired import PairedCell, PairedMoments

BESTS = ("best_before", "best_after")


class Followup:
    """The change on one scale at one later wave, for the network and for each of its houses."""

    def __init__(
        self,
        reading: SnapshotReading,
        scale: ScaleNote,
        wave: WaveNote,
        *,
        rate: Block,
        audience: Audience,
    ) -> None:
        self.scale, self.wave, self.rate, self.audience = scale, wave, rate, audience
        self.cell: PairedCell | None = reading.cells.get((*scale.key, wave.key))
        self.counted = dict.fromkeys(reading.houses, _NOBODY) | _count(self.cell)
        self.translated = reading.translated.get((*scale.key, wave.key), {})
        self.blocks = self._blocks()
        self.languages = {
            language: self._of_paired(found, within=self.blocks["change"])
            for language, found in self.translated.items()
            if language is not None
        }

    def result(
        self, house: str | None, response: WaveResponse, *, rules: Rules, language: str
    ) -> ScaleChange:
        """What may be said to this audience of one house, or of the network (None); nothing, of an unchecked scale."""
        scale, blocks = self.scale, self.blocks
        estimate = self._estimate(house)
        paired_rate = share(blocks["paired_rate"], house)
        is_enough, needed = self._judge(house, estimate, paired_rate, rules)
        best_before, best_after = (share(blocks[name], house) for name in BESTS)
        cautions = [
            *_cautions_on_answers(scale, is_enough, rules),
            *_cautions_on_figures(estimate, best_before, best_after, rules),
        ]
        change = ScaleChange(
            instrument=scale.instrument,
            version=scale.version,
            scale=scale.scale,
            title=scale.titles.get(language, scale.scale),
            validated=scale.validated,
            higher_is=scale.higher_is,
            lowest=scale.lowest,
            highest=scale.highest,
            change_threshold=scale.change_threshold,
            response=response,
            paired=estimate.parents if estimate else None,
            paired_rate=paired_rate,
            estimate=estimate,
            improved=share(blocks.get("improved"), house),
            unchanged=share(blocks.get("directions"), house, part=1),
            worsened=share(blocks.get("directions"), house, part=2),
            best_before=best_before,
            best_after=best_after,
            is_enough=is_enough,
            answers_needed=needed,
            cautions=tuple(cautions),
            silences=silences_of(blocks, house),
            has_translations=bool(self.translated),
            translated=share(blocks.get("translated"), house),
            translations=tuple(
                sorted(name for name, block in self.languages.items() if not block.silence(house))
            ),
            unverified=scale.unverified,
            threshold_basis=scale.threshold_basis,
            threshold_source=scale.threshold_source,
        )
        return silent(change, Silence.UNCHECKED) if scale.unverified else change

    def _blocks(self) -> dict[str, Block]:
        change = self._split("paired")
        blocks = {
            "change": change,
            "paired_rate": self._paired_rate(change),
            **{name: self._split(name, f"not_{name}", within=(change,)) for name in BESTS},
        }
        if self.scale.change_threshold is not None:
            # Who improved is a coarser figure than the three directions: it can be shown more often.
            improved = self._split("improved", "not_improved", within=(change,))
            directions = self._split("improved", "unchanged", "worsened", within=(improved,))
            blocks |= {"improved": improved, "directions": directions}
        if self.translated:
            blocks["translated"] = self._of_paired(self.translated[None], within=change)
        return blocks

    def _of_paired(self, some: Mapping[str, int], *, within: Block) -> Block:
        """Some of the paired parents of each house, and the others."""
        houses = {
            house: Counts((some.get(house, 0), paired.parents - some.get(house, 0)), paired.groups)
            for house, paired in within.houses.items()
        }
        return Block(houses, audience=self.audience, within=(within,))

    def _split(self, *parts: str, within: tuple[Block, ...] = ()) -> Block:
        houses = {
            house: Counts(tuple(row[part] for part in parts), row["groups"])
            for house, row in self.counted.items()
        }
        return Block(houses, audience=self.audience, within=within)

    def _paired_rate(self, change: Block) -> Block:
        """The paired among the invited: silent wherever one of these two counts is."""
        houses = {
            house: Counts((paired.parents, invited - paired.parents), paired.groups)
            for house, paired in change.houses.items()
            for invited in [self.rate.counts(house).parents]
        }
        return Block(houses, audience=self.audience, within=(change, self.rate))

    def _estimate(self, house: str | None) -> ChangeEstimate | None:
        if self.cell is None or self.blocks["change"].silence(house):
            return None
        if house is None:
            return estimate_change(self.cell.groups, self.cell.by_house)
        groups = self.cell.of(house)
        return estimate_change(groups, groups.added([0]))

    def _judge(
        self,
        house: str | None,
        estimate: ChangeEstimate | None,
        paired_rate: Share | None,
        rules: Rules,
    ) -> tuple[bool | None, int | None]:
        """Whether there are enough answers to conclude; if not, how many more would do, when that may be said."""
        if estimate is None:
            return None, None
        enough = ceil(rules.minimum_paired_share * self.rate.counts(house).parents)
        if estimate.parents < enough:
            return False, enough - estimate.parents if paired_rate else None
        return estimate.mean_change.low is not None, None


def share(block: Block | None, house: str | None, *, part: int = 0) -> Share | None:
    """One part of a figure as a share of its whole, with its Wilson interval; None where it is silent."""
    if block is None or block.silence(house):
        return None
    counts = block.counts(house)
    count, total = counts.cells[part], counts.parents
    low, high = wilson_interval(count, total)
    return Share(count=count, total=total, share=count / total, low=low, high=high)


def silences_of(blocks: Mapping[str, Block], house: str | None) -> dict[str, Silence]:
    """Which of these figures are silent for one house, or for the network, and why."""
    found = {name: block.silence(house) for name, block in blocks.items()}
    return {name: silence for name, silence in found.items() if silence is not None}


def _cautions_on_answers(
    scale: ScaleNote, is_enough: bool | None, rules: Rules
) -> Iterator[Caution]:
    if is_enough is False:
        yield Caution(code="not_enough_answers", value=rules.minimum_paired_share)
    if not scale.validated:
        yield Caution(code="not_validated")


def _cautions_on_figures(
    estimate: ChangeEstimate | None, before: Share | None, after: Share | None, rules: Rules
) -> Iterator[Caution]:
    if estimate and estimate.groups < 2:
        yield Caution(code="one_group")
    elif estimate and estimate.houses == 1 and estimate.groups < rules.few_groups:
        yield Caution(code="few_groups", value=estimate.groups)
    elif estimate and 1 < estimate.houses < rules.few_houses:
        yield Caution(code="few_houses", value=estimate.houses)
    highest = max((best.share for best in (before, after) if best), default=0.0)
    if highest > rules.ceiling:
        yield Caution(code="ceiling", value=highest)


_NOBODY = dict.fromkeys(
    ["paired", "groups", "improved", "not_improved", "unchanged", "worsened"]
    + [f"{prefix}{name}" for name in BESTS for prefix in ("", "not_")],
    0,
)


def _count(cell: PairedCell | None) -> dict[str, dict[str, int]]:
    """For each house with paired parents, how many there are in each part of each figure."""
    if cell is None:
        return {}
    spans = cell.houses.items()
    return {
        house: _row(cell.by_house, place, groups=stop - start)
        for place, (house, (start, stop)) in enumerate(spans)
    }


def _row(houses: PairedMoments, place: int, *, groups: int) -> dict[str, int]:
    paired = int(houses.parents[place])
    before, after = int(houses.best_before[place]), int(houses.best_after[place])
    row = {
        "paired": paired,
        "groups": groups,
        "best_before": before,
        "not_best_before": paired - before,
        "best_after": after,
        "not_best_after": paired - after,
    }
    if houses.improved[place] == houses.improved[place]:  # a NaN: no threshold was declared
        improved, worsened = int(houses.improved[place]), int(houses.worsened[place])
        row |= {
            "improved": improved,
            "not_improved": paired - improved,
            "unchanged": paired - improved - worsened,
            "worsened": worsened,
        }
    return row
