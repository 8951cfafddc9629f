"""The page of one battery: what is asked when, and the calendar of a parent one imagines."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from tests.library.test_catalogue import read
from village.core.babies import Birth
from village.library.installed import batteries

pytestmark = pytest.mark.django_db
RECOMMENDED = "/questionnaires/batteries/village-recommended/1/"
CORE = "/questionnaires/batteries/village-core/1/"
MARCH = dt.date(2026, 3, 10)
TURN = re.compile(r"<p> du (.+?) au (.+?) </p>")


def test_each_moment_says_its_window_in_words_and_what_stands_in_here(client):
    page = read(client, RECOMMENDED)

    assert "De 2 à 6 semaines après la naissance · pour qui vient d" in page
    assert "De 2 semaines avant l&#x27;arrivée dans un groupe à 4 semaines après" in page
    assert "21 mois après la naissance, de 13 semaines avant à 13 semaines après" in page
    assert page.count("mais leurs mots ne sont pas sur ce site") == 7
    assert "12 questions, environ 2 minutes" in page
    assert batteries()["village-recommended@1"].hash in page


def test_words_that_are_here_are_asked_and_the_rest_is_replaced_scale_by_scale(
    client, install, invented_words
):
    invented_words("who5", "fr")
    install(invented_words("ucla3", "fr"))

    page = read(client, RECOMMENDED)

    first = page[
        page.index("arrivée avant la naissance") : page.index("arrivée après la naissance")
    ]
    assert ">WHO-5 Well-Being Index</a> (5)" in first
    assert "Vos deux dernières semaines</span> (Stress)" in first
    assert "Vos deux dernières semaines</span> (Soutien reçu)" in first


@pytest.mark.parametrize(
    ("query", "birth"),
    [
        ("", None),
        ("&expected=2026-06", Birth(expected_in=dt.date(2026, 6, 1))),
        ("&expected=&born=2025-07", Birth(born_in=dt.date(2025, 7, 1))),
        ("&born=02/2026", Birth(born_in=dt.date(2026, 2, 1))),
        ("&born=2026-05", Birth(born_in=dt.date(2026, 5, 1))),
    ],
)
@pytest.mark.parametrize("address", [RECOMMENDED, CORE])
def test_a_preview_is_the_calendar_of_the_rules(client, address, query, birth):
    battery = batteries()[f"{address.split('/')[-3]}@1"]
    turns = battery.calendar(entered_on=MARCH, birth=birth)

    page = read(client, f"{address}?entered=2026-03-10{query}")

    assert TURN.findall(page) == [
        (date_format(turn.opens_on), date_format(turn.closes_on)) for turn in turns
    ]
    assert page.count(">provisoire</span>") == sum(turn.is_provisional for turn in turns)


def test_provisional_dates_say_what_they_wait_for(client):
    expected = read(client, f"{RECOMMENDED}?entered=2026-03-10&expected=2026-06")
    born = read(client, f"{RECOMMENDED}?entered=2026-03-10&born=2026-03")

    assert "Elles changeront quand la naissance sera notée" in expected
    assert "Elles changeront" not in born


def test_a_wave_that_a_parent_will_not_have_says_why(client):
    late = read(client, f"{RECOMMENDED}?entered=2026-03-10&born=2025-07")
    unknown = read(client, f"{RECOMMENDED}?entered=2026-03-10")

    assert "Vers 3 mois : déjà passé, compte tenu du repos laissé après l" in late
    assert "(fini le 4 novembre 2025, repos jusqu'au 21 avril 2026)" in late
    assert unknown.count("compté à partir d&#x27;une naissance, et aucune") == 5


@pytest.mark.parametrize(
    "query",
    [
        "entered=",
        "entered=hier",
        "entered=0001-01-01",
        "entered=9999-12-31",
        "entered=2026-03-10&born=9999-12",
        "entered=2026-03-10&expected=0001-01",
        "entered=%00&born=%00",
        "entered=2026-02-30",
        "entered=<script>alert(1)</script>",
    ],
)
def test_a_date_that_cannot_be_counted_from_is_refused_at_its_field(client, query):
    page = read(client, f"{RECOMMENDED}?{query}")

    assert 'class="field-error"' in page
    assert "<title>Erreur :" in page.replace("<title> ", "<title>")
    assert "Ses questionnaires" not in page
    assert "<script>alert" not in page


def test_a_preview_asks_no_name_and_keeps_nothing(client):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(f"{RECOMMENDED}?entered=2026-03-10&expected=2026-06")

    # Which words are approved, and nothing of who asks.
    assert all(query["sql"].startswith("SELECT") for query in asked)
    assert {"library_approval"} >= set(re.findall(r'FROM "(\w+)"', str(list(asked))))
    assert set(response.cookies) <= {"csrf"}
    form = response.content.decode().split("novalidate", 1)[1]
    assert set(re.findall(r'name="(\w+)"', form[: form.index("</form>")])) == {
        "entered",
        "expected",
        "born",
    }
