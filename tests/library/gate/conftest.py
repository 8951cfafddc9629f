"""Léa of the national team, a house in Lens, and invented words for scales whose words belong to others."""

import shutil

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests import clock
from tests.factories import NOW, a_house, a_member
from tests.installed import forget
from tests.library.gate.words import invented_words
from village.config.settings import ROOT
from village.core.instruments import load_library
from village.formats.pack import place_wording
from village.library.installed import batteries
from village.network.models import Role

SHIPPED = load_library([ROOT / "instruments"])


@pytest.fixture(autouse=True)
def stopped_clock():
    """It is 20 November 2026, in the morning."""
    with clock.set_to(NOW):
        yield


@pytest.fixture
def lens(db):
    return a_house(name="Maison de Lens", code="lens")


@pytest.fixture
def lea(client, db):
    lea = a_member(Role.NATIONAL_TEAM, name="Léa")
    client.force_login(lea)
    return lea


@pytest.fixture
def site(settings, tmp_path):
    """A site of its own: the shipped instruments and batteries, copied, and a folder for the words it was given."""
    for name in ("instruments", "batteries"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "ours").mkdir()
    settings.INSTRUMENTS_DIRS = [tmp_path / "instruments", tmp_path / "ours"]
    settings.BATTERIES_DIR = tmp_path / "batteries"
    forget()
    yield tmp_path
    forget()


@pytest.fixture
def core(site):
    """The battery of our own questions, read again at each call."""
    return lambda: batteries()["village-core@1"]


@pytest.fixture
def catalogues(settings, tmp_path):
    """The site's catalogues, copied; `catalogues(language, change)` writes one again, changed."""
    shutil.copytree(ROOT / "locale", tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    forget()

    def rewrite(language, change):
        with (ROOT / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
            catalogue = read_po(file, locale="en")
        for message in catalogue:
            if message.id:
                change(message)
        folder = tmp_path / f"locale/{language}/LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "django.po").open("wb") as file:
            write_po(file, catalogue)
        with (folder / "django.mo").open("wb") as file:
            write_mo(file, catalogue)
        forget()

    yield rewrite
    forget()


@pytest.fixture
def bring(site):
    """Bring invented words to an instrument: `bring("epds", "fr")`; validated, unless a status is given."""

    def bring_words(key: str, language: str, status: str = "validated") -> None:
        instrument = SHIPPED[f"{key}@1"]
        place_wording(invented_words(instrument, language, status), instrument, site / "ours")
        forget()

    return bring_words


@pytest.fixture
def write_battery(site):
    """Install a battery asked once, at entry: `write_battery("humeur", "epds@1")`; `stand_in` is text of its own."""

    def write(key: str, *instruments: str, stand_in: str = "") -> str:
        folder = site / f"batteries/{key}/1"
        folder.mkdir(parents=True)
        listed = ", ".join(f'"{name}"' for name in instruments)
        (folder / "battery.toml").write_text(
            f'format = 1\nkey = "{key}"\nversion = "1"\ninstruments = [{listed}]\n{stand_in}\n'
            '[[waves]]\nkey = "t0"\ntitle = { fr = "à l\'entrée" }\nmonths = 0\n'
            "opens_days_before = 14\ncloses_days_after = 28\n"
        )
        forget()
        return f"{key}@1"

    return write
