"""Which scores of some answers were sought: one that was not is no missing score, it does not exist."""

import datetime as dt

from village.core.babies import Birth
from village.core.scales import Instrument, Scale
from village.core.scoring import Answers, Score, score_all


def sought_scores(
    instrument: Instrument, answers: Answers, *, birth: Birth | None = None, on: dt.date
) -> dict[str, Score]:
    """The scores, by scale, that mean something of `answers` given `on` some day by a parent of that baby.

    An item that was asked has an entry in `answers`, None when it was left; one that was not asked has none. Nobody
    noted a birth: whoever asked knew of one. Raises `InvalidAnswers` for an answer the instrument does not allow.

    >>> from village.core.scales import Instrument, Item
    >>> calm, tired = (Item(key=key, lowest=0, highest=4) for key in ("calm", "tired"))
    >>> scales = (Scale(key="total", items=(calm, tired)), Scale(key="calm", items=(calm,)))
    >>> demo = Instrument(key="demo", version="1", validated=False, recall_days=None, licence="", items=(calm, tired),
    ...                   scales=scales, safety=(), wordings={}, hash="")
    >>> day = dt.date(2026, 11, 20)
    >>> list(sought_scores(demo, {"calm": 3}, on=day)), list(sought_scores(demo, {"calm": 3, "tired": None}, on=day))
    (['calm'], ['total', 'calm'])
    """
    if not _is_in_window(instrument, birth, on):
        return {}
    scores = score_all(instrument, answers).scores
    return {
        scale.key: scores[scale.key] for scale in instrument.scales if _is_asked(scale, answers)
    }


def _is_in_window(instrument: Instrument, birth: Birth | None, on: dt.date) -> bool:
    """A birth may have been noted since, or a page have stayed open: outside the window, scores mean nothing."""
    window = instrument.evidence.window
    if window is None or birth is None:
        return True
    return any(window.admits(baby) for baby in birth.possible_babies(on=on))


def _is_asked(scale: Scale, answers: Answers) -> bool:
    """Some items are not asked of a pregnant parent, or where another instrument measures the same."""
    return all(item.key in answers for item in scale.items)
