"""A house has a life before it opens, and after it closes: its dates say where it is."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import clock
from tests.factories import (
    NOW,
    TODAY,
    a_group,
    a_house,
    a_member,
    a_parent,
    an_enrolment,
    an_organisation,
)
from village.audit.models import Event
from village.core.errors import NotAllowed
from village.groups.services import change_group, enrol, note_meeting, open_group
from village.network import services
from village.network.life import life
from village.network.models import House, Role

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
Status = House.Status


def group_of(house, **fields):
    """Open a group there."""
    fields = {"name": "Mardi", "kind": "postnatal", "nominal_size": 10, **fields}
    return open_group(house=house, facilitator=None, actor=None, now=NOW, **fields)


def closed(house, day=TODAY):
    """Note that a house closes."""
    return services.close_house(house=house, closed_on=day, actor=None, now=NOW)


def corrected(house, **known):
    """Change only what is given."""
    as_it_is = {
        name: getattr(house, name)
        for name in ("holder", "name", "host_site", "commune_code", "opened_on")
    }
    return services.change_house(house=house, **{**as_it_is, **known}, actor=None, now=NOW)


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "status", "sentence"),
    [
        (
            None,
            None,
            Status.PLANNED,
            "En préparation : la date d'ouverture n'est pas encore connue.",
        ),
        (TODAY + DAY, None, Status.OPENING, "Ouvrira le 21 novembre 2026."),
        (TODAY, None, Status.OPEN, "Ouverte depuis le 20 novembre 2026."),
        (TODAY.replace(day=1), None, Status.OPEN, "Ouverte depuis le 1er novembre 2026."),
        (TODAY - DAY, TODAY + DAY, Status.OPEN, "Fermera le 21 novembre 2026."),
        (TODAY - DAY, TODAY, Status.CLOSED, "Fermée depuis le 20 novembre 2026 ; elle avait"),
        (TODAY, TODAY, Status.CLOSED, "Fermée depuis le 20 novembre 2026"),
        (None, TODAY - DAY, Status.CLOSED, "Fermée le 19 novembre 2026, sans avoir ouvert."),
        (None, TODAY + DAY, Status.PLANNED, "Fermera le 21 novembre 2026."),
    ],
)
def test_where_a_house_is_in_its_life_is_read_from_its_dates(
    opened_on, closed_on, status, sentence
):
    house = a_house(opened_on=opened_on, closed_on=closed_on)

    assert house.status(on=TODAY) == status
    assert sentence in life(house, on=TODAY)


def test_a_house_overseas_opens_on_its_own_day():
    house = a_house(commune_code="98735", time_zone="Pacific/Tahiti", opened_on=TODAY)

    assert house.status(on=house.date_at(NOW)) == Status.OPENING
    later = NOW + dt.timedelta(hours=12)
    assert house.status(on=house.date_at(later)) == Status.OPEN


def test_a_house_is_created_before_anyone_knows_when_it_opens():
    house = services.create_house(
        holder=an_organisation(), name="Le Nid", host_site="", commune_code="62041",
        opened_on=None, actor=None, now=NOW,
    )  # fmt: skip

    assert House.objects.get() == house
    assert house.status(on=TODAY) == Status.PLANNED


def test_nobody_opens_a_group_in_a_house_without_a_date():
    with pytest.raises(NotAllowed, match="n'est pas encore connue"):
        group_of(a_house(opened_on=None), started_on=TODAY)


def test_a_group_is_prepared_before_its_house_opens():
    house = a_house(opened_on=TODAY + 30 * DAY)

    with pytest.raises(NotAllowed, match="ouvre le 20/12/2026"):
        group_of(house, started_on=TODAY + 29 * DAY)
    assert group_of(house, started_on=TODAY + 30 * DAY).house == house


def test_nobody_enters_a_group_before_the_house_opens():
    house = a_house(opened_on=TODAY + 30 * DAY)
    group = group_of(house, started_on=TODAY + 30 * DAY)

    with pytest.raises(NotAllowed, match="personne ne peut entrer avant"):
        enrol(
            participant=a_parent("Anna", house=house), group=group, joined_on=TODAY,
            actor=None, now=NOW,
        )  # fmt: skip


def test_a_house_closes_once_its_groups_have_ended():
    house = a_house()
    group = a_group(house, name="Groupe du mardi", started_on=TODAY - 60 * DAY)

    with pytest.raises(NotAllowed, match="Terminez d'abord ces groupes : Groupe du mardi"):
        closed(house)
    group.ended_on = TODAY
    group.save()
    assert closed(house).status(on=TODAY) == Status.CLOSED
    assert Event.objects.get().name == "house.closed"


def test_a_group_only_prepared_does_not_keep_a_house_open():
    house = a_house()
    a_group(house, started_on=TODAY + DAY)

    assert closed(house).closed_on == TODAY


def test_a_closing_is_noted_before_the_last_group_ends():
    house = a_house()
    a_group(house, started_on=TODAY - 60 * DAY)

    assert closed(house, TODAY + 90 * DAY).status(on=TODAY) == Status.OPEN


def test_a_house_did_not_close_before_its_last_group_nor_before_it_opened():
    house = a_house()
    a_group(house, started_on=TODAY - 60 * DAY, ended_on=TODAY - DAY)

    with pytest.raises(NotAllowed, match="jusqu'au 19/11/2026"):
        closed(house, TODAY - 2 * DAY)
    with pytest.raises(NotAllowed, match="avant d'avoir ouvert"):
        closed(house, house.opened_on - DAY)
    house.refresh_from_db()
    assert house.closed_on is None


def test_the_database_refuses_a_house_that_closes_before_it_opens():
    house = a_house()
    with pytest.raises(IntegrityError), transaction.atomic():
        House.objects.filter(pk=house.pk).update(closed_on=house.opened_on - DAY)
    house.closed_on = house.opened_on - DAY
    with pytest.raises(ValidationError):
        house.full_clean()


def test_nothing_happens_in_a_house_after_it_closed():
    house = a_house()
    group = a_group(house, started_on=TODAY - 60 * DAY)
    House.objects.update(closed_on=TODAY - DAY)  # planned, and the day came
    group.refresh_from_db()

    with pytest.raises(NotAllowed, match="La maison ferme le 19/11/2026"):
        note_meeting(group=group, held_on=TODAY, minutes=90, present=[], actor=None, now=NOW)


@pytest.mark.parametrize("day", [TODAY - 30 * DAY, TODAY], ids=["an earlier day", "today"])
@pytest.mark.parametrize("since", [0, 60], ids=["closed today", "closed long ago"])
def test_nothing_begins_in_a_house_once_it_has_closed_not_even_with_an_earlier_day(day, since):
    house = a_house()
    group = a_group(house, started_on=TODAY - 90 * DAY)
    House.objects.update(closed_on=TODAY - since * DAY)
    group.refresh_from_db()

    for deed in (
        lambda: group_of(House.objects.get(), started_on=day),
        lambda: enrol(
            participant=a_parent("Anna", house=house), group=group, joined_on=day,
            actor=None, now=NOW,
        ),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="La maison est fermée"):
            deed()


def test_the_last_meeting_of_a_house_is_noted_the_day_it_closes_and_later():
    house = a_house()
    group = a_group(house, started_on=TODAY - 60 * DAY)
    House.objects.update(closed_on=TODAY - DAY)
    group.refresh_from_db()

    note_meeting(group=group, held_on=TODAY - DAY, minutes=90, present=[], actor=None, now=NOW)

    assert group.meetings.get().held_on == TODAY - DAY


def test_a_house_reopens_and_its_groups_go_on():
    house = a_house(closed_on=TODAY)

    assert services.reopen_house(house=house, actor=None, now=NOW).closed_on is None
    services.reopen_house(house=house, actor=None, now=NOW)
    assert [event.name for event in Event.objects.all()] == ["house.reopened"]


@pytest.mark.parametrize("day", [None, TODAY + 30 * DAY, TODAY - 59 * DAY])
def test_a_house_where_a_group_has_begun_was_open(day):
    house = a_house()
    a_group(house, started_on=TODAY - 60 * DAY)

    with pytest.raises(NotAllowed, match="Un groupe y a commencé le 21/09/2026"):
        corrected(house, opened_on=day)
    assert corrected(house, opened_on=TODAY - 60 * DAY).opened_on == TODAY - 60 * DAY


def test_an_opening_put_off_keeps_the_groups_prepared_and_they_wait_too():
    house = a_house(opened_on=TODAY + 10 * DAY)
    group = group_of(house, started_on=TODAY + 10 * DAY)
    corrected(house, opened_on=TODAY + 20 * DAY)
    group.refresh_from_db()

    with pytest.raises(NotAllowed, match="ouvre le 10/12/2026"):
        change_group(
            group=group, name="Mardi", kind="postnatal", nominal_size=8, facilitator=None,
            started_on=group.started_on, actor=None, now=NOW,
        )  # fmt: skip


@pytest.fixture
def lea(client):
    client.force_login(a_member(Role.NATIONAL_TEAM, name="Léa"))
    with clock.set_to(NOW):
        yield client


def test_the_national_team_closes_a_house_and_takes_it_back(lea):
    house = a_house(name="Le Nid")
    address = f"/maisons/{house.code}"
    assert "Rien n" in lea.get(f"{address}/fermer/").content.decode()

    lea.post(f"{address}/fermer/", {"closed_on": "2026-11-19"})
    assert "Fermée depuis le 19 novembre 2026" in lea.get(f"{address}/").content.decode()
    assert "1 fermée" in lea.get("/maisons/").content.decode()
    assert "Retirer la date de fermeture" in lea.get(f"{address}/fermer/").content.decode()

    lea.post(f"{address}/rouvrir/")
    assert "Ouverte depuis le" in lea.get(f"{address}/").content.decode()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("", "obligatoire"),
        ("1999-01-01", "trop ancienne"),
        ("2029-12-01", "plus de deux ans"),
        ("2025-10-31", "avant d'avoir ouvert"),
        ("2026-11-19", "Terminez d'abord ces groupes"),
    ],
)
def test_a_closing_that_cannot_be_is_said_in_the_form(lea, day, sentence):
    house = a_house()
    a_group(house, started_on=TODAY - 60 * DAY)

    page = lea.post(f"/maisons/{house.code}/fermer/", {"closed_on": day}).content.decode()
    assert sentence in page.replace("&#x27;", "'")
    house.refresh_from_db()
    assert house.closed_on is None


def test_an_opening_that_groups_contradict_is_said_in_the_form(lea):
    house = a_house()
    a_group(house, started_on=TODAY - 60 * DAY)
    typed = {"name": "Le Nid", "holder": house.holder_id, "host_site": "", "opened_on": ""}

    response = lea.post(f"/maisons/{house.code}/modifier/", typed | {"commune": "Lens (62498)"})
    assert "Un groupe y a commencé" in response.content.decode()
    house.refresh_from_db()
    assert house.opened_on is not None


def test_every_page_about_a_house_says_that_it_is_not_open_yet(client):
    house = a_house(name="Le Nid", opened_on=None)
    group = a_group(house, started_on=TODAY)
    claire = a_member(Role.COORDINATOR, house)
    lea = a_member(Role.NATIONAL_TEAM)
    said = "En préparation : la date d&#x27;ouverture"

    with clock.set_to(NOW):
        client.force_login(claire)
        for page in (
            "/accueil/",
            f"/maisons/{house.code}/",
            f"/maisons/{house.code}/groupes/",
            f"/groupes/{group.pk}/",
            reverse("library:house", args=[house.code]),
            reverse("dashboards:house", args=[house.code]),
        ):
            response = client.get(page, follow=True)
            assert said in response.content.decode(), page
        client.force_login(lea)
        for page in ("/maisons/", f"/maisons/{house.code}/equipe/"):
            assert said in client.get(page).content.decode(), page


def test_a_house_simply_open_says_so_once_and_warns_of_nothing(lea):
    house = a_house()

    page = lea.get(f"/maisons/{house.code}/").content.decode()
    assert page.count("Ouverte depuis le") == 1
    assert "Ouverte depuis" not in lea.get(f"/maisons/{house.code}/equipe/").content.decode()


def test_an_enrolment_stays_readable_once_the_house_has_closed(lea):
    house = a_house(closed_on=TODAY)
    an_enrolment(a_parent("Anna", house=house), a_group(house, ended_on=TODAY))

    assert lea.get(f"/maisons/{house.code}/groupes/").status_code == 200
