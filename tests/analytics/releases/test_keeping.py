"""What waits stays as it was published, or is silent; what was written is read again whole."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from village.analytics.disclosure import Silence
from village.analytics.engine import Snapshot
from village.analytics.evaluation import evaluate
from village.analytics.figures import rate_figure, reach_figure
from village.analytics.releases import Kept, kept, rounded, withhold
from village.analytics.results import Evaluation, results_json
from village.core.privacy import Audience

MAY = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


@pytest.fixture
def nation(snapshot: Snapshot) -> Evaluation:
    return evaluate(snapshot, audience=Audience.PUBLIC)


def earlier(evaluation: Evaluation) -> dict[str, Kept]:
    """Everything it shows, as a database would give it back."""
    written = json.loads(json.dumps(kept(evaluation)))
    return {figure: Kept(value, MAY) for figure, value in written.items()}


def test_what_is_not_waiting_is_untouched(nation: Evaluation):
    assert results_json(withhold(nation, set())) == results_json(nation)


def test_what_waits_is_read_again_as_it_was_with_its_date(nation: Evaluation):
    found = withhold(nation, set(kept(nation)), earlier=earlier(nation))

    for before, after in zip(nation.changes, found.changes, strict=True):
        assert after.estimate == before.estimate
        assert after.as_of == MAY
        assert after.response.title == f"{before.response.title} (chiffres arrêtés au 1er mai 2026)"
        response = replace(after.response, title=before.response.title, as_of=None)
        assert replace(after, as_of=None, response=response) == before
    assert found.reach.enrolled == nation.reach.enrolled
    assert found.reach.as_of.keys() == {"enrolled", "came", "stayed_3", "stayed_8"}


def test_what_waits_and_was_never_published_is_silent(nation: Evaluation):
    found = withhold(nation, set(kept(nation)))

    assert all(change.silences["change"] is Silence.WAITING for change in found.changes)
    assert all(change.estimate is change.paired is None for change in found.changes)
    assert (found.reach.enrolled, found.reach.came) == (None, None)
    shown = [r for r in nation.responses if r.rate]
    assert all(r.invited is None for r in found.responses if r.wave in {s.wave for s in shown})


def test_a_figure_written_by_a_version_that_said_other_things_is_silent(nation: Evaluation):
    figures = {figure: Kept({"other": 1}, MAY) for figure in kept(nation)}

    found = withhold(nation, set(figures), earlier=figures)

    assert all(change.silences["change"] is Silence.WAITING for change in found.changes)
    assert found.responses[1].silences == {"rate": Silence.WAITING}


def test_a_new_change_beside_an_older_count_of_answers_does_not_say_its_share(nation: Evaluation):
    found = withhold(nation, {rate_figure("t1")}, earlier=earlier(nation))

    [change, *_] = (c for c in found.changes if c.response.wave == "t1")
    assert change.estimate is not None
    assert (change.paired_rate, change.answers_needed) == (None, None)


def test_only_what_is_shown_is_kept(nation: Evaluation):
    reach = replace(nation.reach, came=None)

    assert reach_figure("came") in kept(nation)
    assert reach_figure("came") not in kept(replace(nation, reach=reach))


def test_rounded_counts_are_multiples_of_five_and_shares_whole_hundredths(nation: Evaluation):
    found = rounded(nation)

    for exact, round_ in zip(nation.changes, found.changes, strict=True):
        assert round_.paired % 5 == 0 and abs(round_.paired - exact.paired) <= 2
        assert round_.estimate.mean_change == exact.estimate.mean_change
        for name in ("improved", "worsened", "best_after"):
            share, whole = getattr(round_, name), getattr(exact, name)
            assert (share is None) == (whole is None)
            if share is not None:
                assert (share.count % 5, share.total % 5) == (0, 0)
                assert share.share == round(whole.share, 2)
    assert found.reach.enrolled % 5 == 0
    assert found.rounded_to == 5
