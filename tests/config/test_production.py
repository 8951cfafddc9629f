"""A production site, started for real in a process of its own: every lock is on, and no door of the demo exists."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIRST_WORDS = "import django; django.setup()\n"


def needed(folder: Path) -> dict[str, str]:
    """What a production site cannot start without."""
    return {
        "VILLAGE_SECRET_KEY": "s" * 50,
        "VILLAGE_FIELD_KEYS": f"k1:{base64.b64encode(b'f' * 32).decode()}",
        "VILLAGE_INDEX_KEY": "i" * 32,
        "VILLAGE_SNAPSHOT_KEY": "p" * 32,
        "VILLAGE_SITE_URL": "https://village.example",
        "VILLAGE_CONTROLLER": "Association Exemple",
        "VILLAGE_DPO_CONTACT": "donnees@village.example",
        "VILLAGE_DATABASE": f"sqlite:///{folder / 'village.sqlite3'}",
        "VILLAGE_FROM": "bonjour@village.example",
    }


NAMES = sorted(needed(Path()))


def run(script: str, variables: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a few lines with these variables, and nothing of ours around them: production is the default."""
    ours = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "village.config.settings"}
    return subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", FIRST_WORDS + script],
        env={**ours, "VILLAGE_STATE": str(folder / "state"), **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


VISIT = """
import datetime as dt, json
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse

call_command("collectstatic", interactive=False, verbosity=0)
call_command("migrate", verbosity=0)
from village.network.models import Membership, User
now = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
phrase = "le chat dort sur la commode"
lea = User.objects.create_user("lea@x.example", phrase, name="Léa", created_at=now)
Membership.objects.create(user=lea, role="national_team")
demo = User.objects.create_user("national_team@demo.invalid", None, name="Démo", created_at=now)
Membership.objects.create(user=demo, role="national_team")

def exists(name):
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False

def cookies(response):
    return {c.key: [bool(c["secure"]), bool(c["httponly"]), c["samesite"], c["path"], c["domain"]] for c in response.cookies.values()}

stranger = Client(headers={"host": "village.example"})
door = stranger.get("/compte/connexion/", secure=True)
entered = stranger.post("/compte/connexion/", {"login": "lea@x.example", "password": phrase}, secure=True)
print(json.dumps({
    "plain": [stranger.get("/").status_code, stranger.get("/")["Location"]],
    "hsts": door.headers["Strict-Transport-Security"],
    "cookies": {**cookies(door), **cookies(entered), **cookies(stranger.post("/langue/", {"language": "en"}, secure=True))},
    "after_password": stranger.get("/accueil/", secure=True)["Location"],
    "other_host": Client(headers={"host": "evil.example"}).get("/", secure=True).status_code,
    "demo_pages": [exists("demo:welcome"), exists("demo:enter"), exists("demo:answer_as_a_parent")],
    "demo_answers": [Client(headers={"host": "village.example"}).post(path, {"role": "national_team"}, secure=True).status_code for path in ("/demo/entrer/", "/demo/parent/")],
    "demo_installed": "village.demo" in settings.INSTALLED_APPS,
    "second_factor": settings.SECOND_FACTOR_REQUIRED,
    "debug": settings.DEBUG,
    "style": [part for part in door.content.decode().split('"') if part.endswith(".css")],
}))
"""


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> dict:
    folder = tmp_path_factory.mktemp("production")
    done = run(VISIT, needed(folder), folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_doors_of_the_demo_do_not_exist(visit):
    assert visit["demo_pages"] == [False, False, False]
    assert visit["demo_answers"] == [404, 404]
    assert visit["demo_installed"] is False


def test_cookies_belong_to_this_host_alone_and_travel_under_tls_alone(visit):
    assert set(visit["cookies"]) == {"__Host-csrf", "__Host-session", "__Host-language"}
    for cookie in visit["cookies"].values():
        assert cookie == [True, True, "Lax", "/", ""]


def test_plain_http_is_left_at_once_and_for_two_years(visit):
    assert visit["plain"] == [301, "https://village.example/"]
    assert visit["hsts"] == "max-age=63072000; includeSubDomains"


def test_a_password_alone_opens_nothing(visit):
    assert visit["second_factor"] is True
    assert visit["after_password"] == "/compte/securite/"


def test_another_host_name_is_refused(visit):
    assert visit["other_host"] == 400


def test_faults_are_not_shown(visit):
    assert visit["debug"] is False


def test_styles_carry_their_fingerprint(visit):
    assert any(
        "ui/village." in style and style != "/static/ui/village.css" for style in visit["style"]
    )


@pytest.mark.parametrize("name", NAMES)
def test_it_does_not_start_without(name, tmp_path):
    variables = needed(tmp_path)
    del variables[name]
    done = run("", variables, tmp_path)

    assert done.returncode != 0
    assert f"Set {name}:" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("VILLAGE_MODE", "prod", "VILLAGE_MODE is one of"),
        ("VILLAGE_SITE_URL", "http://village.example", "VILLAGE_SITE_URL is written https://"),
        (
            "VILLAGE_SITE_URL",
            "https://village.example/site",
            "VILLAGE_SITE_URL is written https://",
        ),
        ("VILLAGE_FIELD_KEYS", "k1:dHJvcCBjb3VydA==", "32 bytes"),
        ("VILLAGE_DATABASE", "mysql://village", "VILLAGE_DATABASE begins with"),
        ("VILLAGE_SSL_REDIRECT", "oui", "VILLAGE_SSL_REDIRECT is 1 or 0"),
        ("VILLAGE_MARK", "nowhere.svg", "VILLAGE_MARK: nowhere.svg cannot be read"),
        ("VILLAGE_MARK", __file__, "is no picture one can print"),
    ],
)
def test_it_does_not_start_with_what_it_cannot_read(name, value, sentence, tmp_path):
    done = run("", {**needed(tmp_path), name: value}, tmp_path)

    assert done.returncode != 0
    assert sentence in done.stderr


@pytest.mark.parametrize(
    "name", ["DEMO", "VILLAGE_DEMO", "VILLAGE_SECOND_FACTOR_REQUIRED", "DEBUG"]
)
def test_no_variable_opens_a_door(name, tmp_path):
    ask = "from django.conf import settings as s; print(s.DEMO, s.SECOND_FACTOR_REQUIRED, s.DEBUG)"
    for value in ("1", "0"):
        done = run(ask, {**needed(tmp_path), name: value}, tmp_path)

        assert done.stdout.split() == ["False", "True", "False"], done.stderr
