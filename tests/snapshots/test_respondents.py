"""The people of a real snapshot, one by one, on their way to another tool."""

import json

import pyarrow.parquet as pq

from tests.factories import a_group, an_enrolment
from tests.snapshots.conftest import ENTERED, ITEMS, answer, take
from village.analytics.engine import open_snapshot
from village.analytics.respondents import respondents
from village.core.scoring import score_all
from village.formats.fhir.returning import responses_of
from village.formats.redcap.project import Project
from village.library.installed import default_battery, library
from village.surveys.services.planning import plan_invitations


def people_of(folder):
    """Everyone in the snapshot."""
    with open_snapshot(folder, check=True) as opened:
        return list(respondents(opened))


def test_what_they_answered_gives_the_scores_of_the_snapshot(everybody, tmp_path):
    take(tmp_path / "s", purpose="house")
    totals = {
        row["participant"]: row["value"]
        for row in pq.read_table(tmp_path / "s/scores.parquet").to_pylist()
        if row["scale"] == "total"
    }

    people = people_of(tmp_path / "s")

    assert [person.pseudonym for person in people] == sorted(totals)
    for person in people:
        (sheet,) = person.returned
        scored = score_all(library()[sheet.instrument], sheet.answers)
        assert scored.total == totals[person.pseudonym]
        assert (sheet.wave, sheet.turn, sheet.answered_after_days) == ("t0", 1, 14)
        assert person.answered_in(sheet) in ("2026-11", "2026")


def test_a_parent_of_two_groups_has_two_sheets(everybody, anna, tmp_path):
    second = an_enrolment(anna.participant, a_group(anna.group.house), joined_on=ENTERED)
    plan_invitations(enrolment=second, battery=default_battery())
    answer(second, value=3)

    take(tmp_path / "s")
    (twice,) = (person for person in people_of(tmp_path / "s") if len(person.returned) > 1)

    assert [(one.wave, one.turn) for one in twice.returned] == [("t0", 1), ("t0", 2)]
    assert {one.answers[ITEMS[0]] for one in twice.returned} == {0, 3}


def test_nothing_that_leaves_names_anyone(everybody, tmp_path):
    take(tmp_path / "s", purpose="house")
    names = ("Anna", "Bilal", "Chloé")
    ids = [str(enrolment.participant.pk) for enrolment in everybody]
    (tmp_path / "out").mkdir()

    with open_snapshot(tmp_path / "s") as opened:
        waves = {wave.key: wave.key for wave in opened.manifest.waves}
        chosen = [library()[name] for name in opened.manifest.instruments]
        project = Project(chosen, waves, language="fr")
        project.write(tmp_path / "out", respondents(opened))
        sent = [
            json.dumps(response)
            for person in respondents(opened)
            for _, response in responses_of(person, library(), snapshot="s", release="R5")
        ]
    written = [path.read_text() for path in (tmp_path / "out").iterdir()]

    assert len(sent) == 3
    assert "Presque toujours" in (tmp_path / "out/dictionary.csv").read_text()  # our own words go
    for text in (*sent, *written):
        assert not [word for word in (*names, *ids, ENTERED.isoformat()) if word in text]
