"""How figures are written for a reader: the same cells in a terminal, on a page, in a report. Rounds, never computes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from village.analytics.results import Evaluation, Reach, ScaleChange, Share
from village.analytics.words import ReportWords
from village.statistics.inference import Estimate


@dataclass(frozen=True, slots=True)
class TextCell:
    """What one cell of a table says; `is_silent` when it says that nothing may be said."""

    text: str
    is_silent: bool = False

    def __str__(self) -> str:
        return self.text


Row = tuple[TextCell, ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Rows under a heading of their own, or all the rows (no heading)."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table to show beside its picture; the first cell of each row names it, within its block."""

    caption: str
    columns: tuple[str, ...]
    blocks: tuple[TextBlock, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All the rows, block after block."""
        return tuple(row for block in self.blocks for row in block.rows)


def response_table(evaluation: Evaluation) -> TextTable:
    """At each wave, how many were asked and how many answered."""
    write = Writer(evaluation.language)
    rows = (
        (
            TextCell(response.title),
            write.count(response.invited),
            write.count(response.answered),
            write.share(response.rate),
        )
        for response in evaluation.responses
    )
    return write.table("response", "wave invited answered rate", rows)


def change_table(evaluation: Evaluation) -> TextTable:
    """For each scale, at each later wave: how many were compared, both means, the change."""
    write = Writer(evaluation.language)
    blocks = write.by_scale(evaluation.changes, write.change_row)
    return write.table("change", "wave paired before after change gain", blocks=blocks)


def share_table(evaluation: Evaluation) -> TextTable:
    """For each scale, at each later wave: how many parents are better, the same, worse."""
    write = Writer(evaluation.language)
    declared = [change for change in evaluation.changes if change.change_threshold is not None]
    blocks = write.by_scale(declared, write.share_row)
    return write.table("shares", "change.wave threshold improved unchanged worsened", blocks=blocks)


def precision_table(evaluation: Evaluation) -> TextTable:
    """What a researcher needs to judge, or redo, each estimate."""
    write = Writer(evaluation.language)
    columns = (
        "change.wave groups houses sd_before sd_after sd_change standard_error df d_z d_av"
        " in_these_houses best_after"
    )
    blocks = write.by_scale(evaluation.changes, write.precision_row)
    return write.table("precision", columns, blocks=blocks)


def translation_table(evaluation: Evaluation) -> TextTable:
    """For each scale and wave, how many of the parents compared answered in a translation nobody has validated."""
    write = Writer(evaluation.language)
    told = [c for c in evaluation.changes if c.has_translations and not c.suppressed]
    blocks = write.by_scale(told, write.translation_row)
    return write.table("translations", "change.wave languages translated", blocks=blocks)


def reach_table(evaluation: Evaluation) -> TextTable:
    """Who enrolled, who came, who stayed."""
    write, reach = Writer(evaluation.language), evaluation.reach
    rows: list[Row] = [
        (write.dated("reach.enrolled", reach, "enrolled"), write.count(reach.enrolled), write.none)
    ]
    rows += [
        (write.dated(key, reach, part, **values), write.counts(share), write.share(share))
        for key, part, values, share in [
            ("reach.came", "came", {}, reach.came),
            *(
                ("reach.stayed", f"stayed_{months}", {"months": months}, share)
                for months, share in reach.stayed.items()
            ),
        ]
    ]
    return write.table("reach", "what count share", rows)


class Writer:
    """Cells and rows in one language."""

    def __init__(self, words: ReportWords | str) -> None:
        self.words = ReportWords(words) if isinstance(words, str) else words
        self.silent = TextCell(self.words.say("value.silent"), is_silent=True)
        self.none = TextCell(self.words.say("value.none"))

    def table(
        self,
        section: str,
        columns: str,
        rows: Iterable[Row] = (),
        blocks: Iterable[TextBlock] = (),
    ) -> TextTable:
        """A table whose caption and columns are named in `section`, or in the section that a column names."""
        named = (name if "." in name else f"{section}.{name}" for name in columns.split())
        return TextTable(
            caption=self.words.say(f"{section}.caption"),
            columns=tuple(map(self.words.say, named)),
            blocks=tuple(blocks) or (TextBlock("", tuple(rows)),),
        )

    def by_scale(
        self, changes: Iterable[ScaleChange], row: Callable[[ScaleChange], Row]
    ) -> Iterator[TextBlock]:
        """One block per scale, whose heading says which way is better."""
        for _, block in groupby(changes, key=lambda c: (c.instrument, c.version, c.scale, c.title)):
            waves = list(block)
            way = "change.better_up" if waves[0].higher_is == "better" else "change.better_down"
            yield TextBlock(self.words.say(way, title=waves[0].title), tuple(map(row, waves)))

    def dated(self, key: str, reach: Reach, part: str, **values: object) -> TextCell:
        """What a row is about, and since when it stands when that is not today."""
        what = self.words.say(key, **values)
        if (as_of := reach.as_of.get(part)) is not None:
            what = self.words.say("value.dated", what=what, date=self.words.date(as_of))
        return TextCell(what)

    def count(self, value: int | None) -> TextCell:
        """A number of parents, or silence."""
        return self.silent if value is None else TextCell(self.words.number(value))

    def counts(self, share: Share | None) -> TextCell:
        """A part and its whole, or silence."""
        if share is None:
            return self.silent
        number = self.words.number
        count, total = number(share.count), number(share.total)
        return TextCell(self.words.say("value.count_of", count=count, total=total))

    def share(self, share: Share | None) -> TextCell:
        """A percentage with its interval, or silence."""
        if share is None:
            return self.silent
        percent = self.words.percent
        part, low, high = percent(share.share), percent(share.low), percent(share.high)
        return TextCell(self.words.say("value.share", share=part, low=low, high=high))

    def counted_share(self, share: Share | None) -> TextCell:
        """A part, its whole, the percentage and its interval, or silence."""
        if share is None:
            return self.silent
        counts, part = self.counts(share), self.share(share)
        return TextCell(self.words.say("value.counted_share", counts=counts, share=part))

    def counted_pairs(self, change: ScaleChange) -> TextCell:
        """How many parents are compared, among those asked where that may be said."""
        return self.counts(change.paired_rate) if change.paired_rate else self.count(change.paired)

    def number(self, value: float | None, *, digits: int) -> TextCell:
        """A number, or a dash when there is none."""
        return self.none if value is None else TextCell(self.words.number(value, digits=digits))

    def interval(
        self, value: float | None, low: float | None, high: float | None, *, digits: int
    ) -> TextCell:
        """A signed value with its interval; a dash when there is none."""

        def signed(number: float) -> str:
            return self.words.number(number, digits=digits, signed=True)

        if value is None:
            return self.none
        if low is None or high is None:
            return TextCell(self.words.say("value.no_interval", value=signed(value)))
        return TextCell(
            self.words.say(
                "value.interval", value=signed(value), low=signed(low), high=signed(high)
            )
        )

    def estimate(self, estimate: Estimate, *, digits: int) -> TextCell:
        """An estimate with its interval."""
        return self.interval(estimate.value, estimate.low, estimate.high, digits=digits)

    def change_row(self, change: ScaleChange) -> Row:
        """One later wave: who is compared, both means, the change."""
        estimate = change.estimate
        if estimate is None or change.gain is None:
            return (TextCell(change.response.title), *[self.silent] * 5)
        return (
            TextCell(change.response.title),
            self.counted_pairs(change),
            self.number(estimate.mean_before, digits=1),
            self.number(estimate.mean_after, digits=1),
            self.estimate(estimate.mean_change, digits=1),
            self.interval(*change.gain, digits=1),
        )

    def share_row(self, change: ScaleChange) -> Row:
        """One later wave: how many are better, the same, worse."""
        shares = (change.improved, change.unchanged, change.worsened)
        threshold = TextCell(self.words.plain(change.change_threshold or 0))
        return (TextCell(change.response.title), threshold, *map(self.counted_share, shares))

    def translation_row(self, change: ScaleChange) -> Row:
        """One later wave: in which translations, how many of the parents compared; a few are not told."""
        languages = ", ".join(map(self.words.language_name, change.translations))
        return (
            TextCell(change.response.title),
            TextCell(languages) if languages else self.silent,
            self.counts(change.translated),
        )

    def precision_row(self, change: ScaleChange) -> Row:
        """One later wave: what it takes to judge the estimate."""
        estimate = change.estimate
        if estimate is None:
            return (TextCell(change.response.title), *[self.silent] * 11)
        mean = estimate.mean_change
        return (
            TextCell(change.response.title),
            self.count(estimate.groups),
            self.count(estimate.houses),
            self.number(estimate.sd_before, digits=2),
            self.number(estimate.sd_after, digits=2),
            self.number(estimate.sd_change, digits=2),
            self.number(mean.standard_error, digits=3),
            self.number(mean.df, digits=1),
            self.estimate(estimate.d_z, digits=2),
            self.estimate(estimate.d_av, digits=2),
            self.estimate(estimate.in_these_houses, digits=2),
            self.share(change.best_after),
        )
