"""An item that shifts in one language is planted, and found; where none was, none is."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from village.core.scales import Instrument, Scale
from village.laboratory.simulation.design import Complications, Design
from village.laboratory.simulation.network import InventedNetwork
from village.statistics.estimators.psychometrics.functioning import item_functioning
from village.statistics.moments.items import AnswerCounts

HALF = Design(seed=2, end=dt.date(2026, 11, 15), houses=40, skipped_item=0.0)


def counts(instrument: Instrument, scale: Scale, how: Complications) -> list[AnswerCounts]:
    """Answers at entry of every parent, towards more of what the scale measures, by language and total."""
    design = replace(HALF, complications=how)
    records = dict(InventedNetwork(instrument, design).tables())
    answers = records["answers"].filter(pc.equal(records["answers"]["wave"], "t0"))
    values = answers["value"].to_numpy().reshape(-1, len(instrument.items))
    parents = answers["participant"].to_pylist()[:: len(instrument.items)]
    language = languages(records["participants"])
    groups = np.array([language[parent] for parent in parents])
    places = {item.key: place for place, item in enumerate(instrument.items)}
    oriented = np.stack(
        [
            item.lowest + item.highest - values[:, places[item.key]]
            if item.key in scale.reversed
            else values[:, places[item.key]]
            for item in scale.items
        ]
    )
    totals = oriented.sum(axis=0)
    scores, answered = np.unique(totals), np.unique(oriented)
    return [
        AnswerCounts(
            item.key,
            ("fr", "en"),
            scores.astype(float),
            answered.astype(float),
            np.array(
                [
                    [
                        [((groups == g) & (totals == s) & (given == a)).sum() for a in answered]
                        for s in scores
                    ]
                    for g in ("fr", "en")
                ]
            ),
        )
        for item, given in zip(scale.items, oriented, strict=True)
    ]


def languages(participants: pa.Table) -> dict[str, str]:
    columns = (participants[name].to_pylist() for name in ("participant", "language"))
    return dict(zip(*columns, strict=True))


@pytest.fixture
def scale(instrument: Instrument) -> Scale:
    return max(
        (scale for scale in instrument.scales if scale.key != "total"),
        key=lambda scale: len(scale.items),
    )


def test_the_item_that_was_shifted_is_the_one_found(instrument: Instrument, scale: Scale):
    planted = scale.items[0].key
    how = Complications(other_language=0.5, dif={planted: 0.3})

    found = item_functioning(counts(instrument, scale, how))

    assert found[planted].flagged
    assert found[planted].shifts["en"].low > 0  # placed higher in English
    assert max(found, key=lambda item: found[item].r2_gain) == planted


def test_where_no_item_was_shifted_none_is_found(instrument: Instrument, scale: Scale):
    found = item_functioning(counts(instrument, scale, Complications(other_language=0.5)))

    assert [item for item, one in found.items() if one.flagged] == []
