"""Who a demo answers to: whoever sits at this machine, and a phone nearby when it was asked for."""

import pytest

from tests.config.test_production import needed, run

EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - asked for, on purpose
ASK = """
from django.test import Client
print(*(Client(headers={"host": host}).get("/aide-maintenant/").status_code for host in ("localhost", "192.168.1.20")))
"""


@pytest.mark.parametrize(
    ("listens_on", "answers"), [("127.0.0.1", "200 400"), (EVERY_ADDRESS, "200 200")]
)
def test_a_phone_is_answered_when_the_demo_listens_to_others(listens_on, answers, tmp_path):
    done = run(ASK, {"VILLAGE_MODE": "demo", "VILLAGE_LISTENS_ON": listens_on}, tmp_path)

    assert done.stdout.strip() == answers, done.stderr


def test_a_site_in_production_answers_to_its_own_name_whatever_it_listens_on(tmp_path):
    ask = "from django.conf import settings; print(settings.ALLOWED_HOSTS)"
    done = run(ask, {**needed(tmp_path), "VILLAGE_LISTENS_ON": EVERY_ADDRESS}, tmp_path)

    assert done.stdout.strip() == "['village.example']", done.stderr
