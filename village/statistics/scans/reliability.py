"""A file and the columns that make a scale: how well it measures. What `village reliability` prints, and a notebook."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from village.statistics.engine import Engine, Rows, open_rows
from village.statistics.estimators.fit import CannotEstimate
from village.statistics.estimators.psychometrics.consistency import Consistency, consistency
from village.statistics.estimators.psychometrics.factor import OneFactor, one_factor
from village.statistics.estimators.psychometrics.functioning import Functioning, item_functioning
from village.statistics.estimators.psychometrics.invariance import Invariance, invariance
from village.statistics.estimators.psychometrics.spread import complete_spread, pairwise_spread
from village.statistics.moments.items import ItemMoments
from village.statistics.scans.answers import OrientedAnswers, file_answers
from village.statistics.scans.items import scan_answer_counts, scan_items


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How well the items of a scale measure together.

    `consistency` and `factor` (None when there is none to fit) are of complete respondents, `alpha_pairwise` of everybody;
    `invariance` and `functioning` compare the groups of one column (None, empty, without one), the largest group first.
    What could not be estimated is said in `warnings`.
    """

    items: tuple[str, ...]
    consistency: Consistency
    alpha_pairwise: float
    factor: OneFactor | None
    invariance: Invariance | None
    functioning: Mapping[str, Functioning]
    left_out: Mapping[str, int]
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values; an infinite number of degrees of freedom is None."""
        plain = _plain(asdict(self))
        assert isinstance(plain, dict)
        return plain


def reliability_of_file(
    path: Path | str,
    items: Sequence[str],
    *,
    reversed_items: Sequence[str] = (),
    lowest: float | None = None,
    highest: float | None = None,
    by: str | None = None,
    engine: Engine | str = Engine.DUCKDB,
) -> Reliability:
    """Measure a scale from a CSV or Parquet file with a person a row and an item a column.

    `reversed_items` are turned round between `lowest` and `highest`; `by` is a column such as the language. Raises
    `CannotEstimate`, or what the engine says of the file, in one sentence.
    """
    with open_rows(Path(path), engine=engine) as rows:
        answers = file_answers(
            rows,
            items,
            reversed_items=reversed_items,
            lowest=lowest,
            highest=highest,
            by=(by,) if by else (),
        )
        scan = scan_items(rows, answers)
        moments, said = scan.moments, list[str]()
        spread = complete_spread(moments)
        found = consistency(spread)
        factor = None
        try:
            factor = one_factor(spread)
        except CannotEstimate as error:
            said.append(str(error))
        tested, functioning = _compared(rows, answers, moments, by, said)
    return Reliability(
        items=tuple(items),
        consistency=found,
        alpha_pairwise=consistency(pairwise_spread(moments)).alpha,
        factor=factor,
        invariance=tested,
        functioning=functioning,
        left_out=scan.left_out,
        warnings=tuple(
            dict.fromkeys([*found.warnings, *(factor.warnings if factor else ()), *said])
        ),
    )


def _compared(
    rows: Rows, answers: OrientedAnswers, moments: ItemMoments, by: str | None, said: list[str]
) -> tuple[Invariance | None, Mapping[str, Functioning]]:
    """Invariance and DIF over the groups of a column; whoever has no group is compared with nobody."""
    if by is None:
        return None, {}
    sizes = {name: part for name, part in moments.split(by).items() if name}
    groups = dict(sorted(sizes.items(), key=lambda one: (-int(one[1].respondents.sum()), one[0])))
    tested: Invariance | None = None
    functioning: Mapping[str, Functioning] = {}
    try:
        tested = invariance({name: complete_spread(part) for name, part in groups.items()})
        counts = scan_answer_counts(rows, answers, by)
        functioning = item_functioning([one.of(list(groups)) for one in counts])
    except CannotEstimate as error:
        said.append(str(error))
    return tested, functioning


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float):
        return float(value) if isfinite(value) else None
    return value
