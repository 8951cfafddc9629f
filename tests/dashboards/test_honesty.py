"""From the folder of an instrument to the page: what nobody has checked is not shown, and is said."""

import shutil

import pytest

from tests.dashboards.test_pages import LENS, NATION, text_of
from tests.factories import a_member
from tests.installed import forget
from tests.networks import people_lens_arras_and_mende, take
from village.network.models import Role
from village.snapshots.models import Release
from village.surveys.models import Submission

FACT = """
[[facts]]
about = ["stress"]
status = "memory"
source = "these three items make the stress: from memory"
"""


@pytest.fixture
def from_memory(settings, tmp_path):
    """A site whose folder of instruments says that the scale of stress is from memory."""
    folder = tmp_path / "instruments"
    shutil.copytree(settings.INSTRUMENTS_DIRS[0], folder)
    with (folder / "village-16/1/scale.toml").open("a") as scale:
        scale.write(FACT)
    settings.INSTRUMENTS_DIRS = [folder]
    forget()
    yield
    forget()


@pytest.fixture
def national_team(client, db):
    client.force_login(a_member(Role.NATIONAL_TEAM))
    return client


@pytest.mark.parametrize("page", [NATION, LENS])
def test_a_scale_from_memory_has_no_figure_on_any_page(from_memory, network, national_team, page):
    plain = text_of(national_team.get(page)).replace("\u00a0", " ")

    assert (
        "village-16 (Stress) : aucun chiffre n'est publié, parce que ces scores reposent sur un fait cité de mémoire, "
        "que personne n'a vérifié : « these three items make the stress: from memory »."
    ) in plain
    assert "Stress, à 3 mois : non publié." in plain
    assert "Stress (mieux : plus bas) à 3 mois non publié non publié" in plain
    assert "parents ont répondu à l'entrée et à 3 mois" in plain  # on what was checked


def test_nothing_of_it_enters_the_ledger(from_memory, network):
    figures = set(Release.objects.values_list("figure", flat=True))

    assert "change|village-16@1|isolation|t1" in figures
    assert not [figure for figure in figures if "|stress|" in figure]


def test_the_page_says_how_many_answered_in_words_nobody_validated(
    site, lens, mende, national_team
):
    people_lens_arras_and_mende(lens, mende)
    Submission.objects.filter(invitation__enrolment__group__house=lens).update(
        language="ar", words={}
    )
    take("national", site)

    nation, house = (text_of(national_team.get(page)) for page in (NATION, LENS))

    assert "village-16 : des parents ont répondu dans une traduction" in nation.replace(
        "\u00a0", " "
    )
    assert "à 3 mois arabe 12 sur 23" in nation
    # Of Lens it was everyone: a share of all is never said, nor in which language.
    assert "Combien, et dans laquelle, n'est pas publié." in house
    assert "arabe" not in house
