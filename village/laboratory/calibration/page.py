"""The calibration as a page of the documentation."""

import datetime as dt
from collections.abc import Iterator, Sequence

from village.laboratory.calibration.designs import MainDesign
from village.laboratory.calibration.running import Calibration, CoverageCell

HEAD = """# Calibration: are our intervals honest?

<!-- Written by `{command}`: run it again rather than changing it here. -->

On {day}, with village {version}, seed {seed}: {networks} invented networks, or more, for each coverage, and as many for
each rate of false positives. What is drawn and why is told in
[the explanation](../explanation/statistics/calibration.md).

Of the two ICCs, the first is the share of the variance that houses make, the second that of groups; *mar* says that those
whose last score was low leave more often, and otherwise 40 % leave at random.

An interval of 95 % should hold the truth 95 times in a hundred (we ask for 94 to 96 %), and exclude 0 when there is
nothing to find 5 times in a hundred (4 to 6 %). After ± is what counting over so many networks leaves uncertain, 95 times
in a hundred: *at the edge* is where it takes that to reach the target. *SE* is the mean standard error over the true spread
of the estimates: 1 when it is right.
"""

COLUMNS = "| networks | drawn | coverage | false positives | SE | bias | verdict |"
RULE = "|---|---|---|---|---|---|---|"


def page(
    calibration: Calibration, designs: Sequence[MainDesign], *, on: dt.date, command: str
) -> str:
    """The page, in Markdown."""
    head = HEAD.format(
        command=command,
        day=f"{on.day} {on:%B %Y}",
        version=calibration.code_version,
        networks=_count(calibration.networks),
        seed=calibration.seed,
    )
    return "\n".join([head, *_sections(calibration, designs)])


def _sections(calibration: Calibration, designs: Sequence[MainDesign]) -> Iterator[str]:
    for design in designs:
        yield f"## {design.title}\n"
        yield COLUMNS
        yield RULE
        yield from (_row(cell) for cell in calibration.cells if cell.design == design.key)
        yield ""


def _row(cell: CoverageCell) -> str:
    left_out = f" ({cell.failed} without estimate)" if cell.failed else ""
    return (
        f"| {cell.setting} | {_count(cell.networks)}{left_out} | {_rate(cell.coverage, cell.coverage_error)}"
        f" | {_rate(cell.false_positives, cell.false_positives_error)}"
        f" | {cell.claimed / cell.spread:.2f} | {cell.mean - cell.truth:+.3f} | {verdict(cell)} |"
    )


def _count(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _rate(rate: float, error: float) -> str:
    return f"{100 * rate:.1f} ± {100 * error:.1f} %"


def verdict(cell: CoverageCell) -> str:
    """In a word: within what we claim, or not."""
    if cell.is_at_edge:
        return "at the edge"
    if cell.is_within:
        return "within"
    return "**outside**" if cell.is_claimed else "outside, as it should be"
