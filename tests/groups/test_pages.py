"""The pages a facilitator uses, as a browser without scripts sees them."""

import datetime as dt
import uuid
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from tests.factories import (
    NOW,
    TODAY,
    a_child,
    a_facilitator,
    a_group,
    a_house,
    a_meeting,
    a_member,
    a_parent,
    an_attendance,
    an_enrolment,
)
from village.audit.models import Event
from village.groups.access import groups_for
from village.groups.models import Attendance, Enrolment, Meeting, PeerGroup
from village.groups.overview import meetings_with_counts, with_counts
from village.network.models import Role
from village.people.models import Consent, ContactDetails, Participant, Purpose
from village.people.services import consents_of
from village.ui import clock

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LONG_AGO = TODAY - 90 * DAY


@pytest.fixture(autouse=True)
def today():
    """It is 20 November 2026, half past ten in Paris."""
    with clock.set_to(NOW):
        yield


@pytest.fixture
def farid(client):
    """A facilitator, signed in."""
    user = a_facilitator(a_house(), name="Farid")
    client.force_login(user)
    return user


@pytest.fixture
def group(farid):
    """His group, since two weeks."""
    house = farid.memberships.get().house
    return a_group(house, facilitator=farid, name="Mardi matin")


@pytest.fixture
def anna(group):
    """Anna, in his group, who agreed to everything."""
    parent = a_parent("Anna Canari", house=group.house, email="anna@example.org", agrees=Purpose)
    return an_enrolment(parent, group)


def page(client, name, *args):
    """Open a page."""
    return client.get(reverse(f"groups:{name}", args=args))


def send(client, name, /, *args, **fields):
    """Fill in a form, and send it."""
    return client.post(reverse(f"groups:{name}", args=args), fields)


def text(response) -> str:
    """What the page says."""
    return response.content.decode()


def title(response) -> str:
    """What the window, its history and the shared screen say."""
    return text(response).split("<title>")[1].split("</title>")[0]


def inputs(response, name: str) -> list[dict[str, str | None]]:
    """The attributes of each input of that name, in the order of the page."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag == "input" and dict(attributes).get("name") == name:
                found.append(dict(attributes))

    Reader().feed(text(response))
    return found


def ticked(response, enrolment) -> bool:
    """Whether a parent's box is ticked on the page of a meeting."""
    (box,) = [box for box in inputs(response, "present") if box["value"] == str(enrolment.pk)]
    return "checked" in box


# ---- groups


def test_a_facilitator_starts_from_the_groups_he_leads(client, group):
    a_group(group.house, name="Jeudi soir")

    response = page(client, "mine")

    assert "Mardi matin" in text(response)
    assert "Jeudi soir" not in text(response)


def test_whoever_leads_no_group_and_never_could_has_no_such_page(client):
    client.force_login(a_member(Role.FUNDER))

    assert page(client, "mine").status_code == 404


def test_a_group_is_opened_from_the_page_of_the_house(client, farid):
    house = farid.memberships.get().house
    opened = page(client, "new_group", house.code)
    assert f'<option value="{farid.pk}" selected>' in text(opened)  # he will most often lead it

    response = send(
        client,
        "new_group",
        house.code,
        name="Samedi",
        kind="antenatal",
        nominal_size=8,
        facilitator=farid.pk,
        started_on="2026-12-05",
    )

    group = PeerGroup.objects.get()
    assert response.status_code == 302
    assert (group.name, group.kind, group.nominal_size) == ("Samedi", "antenatal", 8)
    assert (group.facilitator, group.started_on) == (farid, dt.date(2026, 12, 5))


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        ({"name": ""}, "obligatoire"),
        ({"name": "x" * 5000}, "au plus 100"),
        ({"name": "2 85 12 62 041 023"}, "sécurité sociale"),
        ({"name": "Mardi matin"}, "déjà ce nom"),
        ({"kind": "eternal"}, "choix valide"),
        ({"nominal_size": "dix"}, "nombre entier"),
        ({"nominal_size": 300}, "inférieure ou égale à 30"),
        ({"started_on": "31/02/2026"}, "date valide"),
        ({"started_on": "2020-01-01"}, "a ouvert le 01/11/2025"),
        ({"facilitator": str(uuid.uuid4())}, "choix valide"),
    ],
)
def test_a_mistake_in_a_new_group_is_said_and_the_rest_is_kept(client, group, mistake, sentence):
    fields = {"name": "Samedi", "kind": "postnatal", "nominal_size": 8, "started_on": "2026-12-05"}

    response = send(client, "new_group", group.house.code, **{**fields, **mistake})

    assert response.status_code == 200
    assert sentence in text(response)
    assert "error-summary" in text(response)
    assert PeerGroup.objects.count() == 1


def test_a_group_is_changed_by_who_leads_it_and_by_coordination_never_by_a_colleague(client, group):
    colleague = a_facilitator(group.house, name="Gaëlle")
    fields = {
        "name": "Mardi",
        "kind": "postnatal",
        "nominal_size": 9,
        "facilitator": colleague.pk,
        "started_on": group.started_on.isoformat(),
    }
    client.force_login(colleague)
    assert page(client, "edit_group", group.pk).status_code == 404
    assert send(client, "edit_group", group.pk, **fields).status_code == 404
    assert send(client, "close_group", group.pk, day="2026-11-20").status_code == 404

    client.force_login(a_member(Role.COORDINATOR, group.house))
    assert send(client, "edit_group", group.pk, **fields).status_code == 302

    group.refresh_from_db()
    assert (group.name, group.facilitator) == ("Mardi", colleague)


def test_a_group_is_ended_on_its_last_day(client, group):
    assert "2026-11-20" in text(page(client, "close_group", group.pk))
    assert "à venir" in text(send(client, "close_group", group.pk, day="2026-11-21"))

    send(client, "close_group", group.pk, day="2026-11-20")

    group.refresh_from_db()
    assert group.ended_on == TODAY
    assert "Noter une séance" not in text(page(client, "group", group.pk))


def test_the_group_page_shows_who_is_in_it_and_how_often_they_came(client, group, anna):
    bilal = an_enrolment(a_parent("Bilal", house=group.house), group, left_on=TODAY)
    for days, present in ((14, True), (7, False)):
        an_attendance(a_meeting(group, held_on=TODAY - days * DAY), anna, present=present)

    response = page(client, "group", group.pk)

    assert "Anna Canari" in text(response)
    assert "1 sur 2" in text(response)
    assert "1 parent parti" in text(response)
    assert bilal.participant.contact.name in text(response)
    assert "Anna" not in title(response)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.NATIONAL_TEAM])
def test_coordination_and_the_national_team_read_counts(client, group, anna, role):
    an_attendance(a_meeting(group), anna)
    client.force_login(a_member(role, group.house if role == Role.COORDINATOR else None))

    response = page(client, "group", group.pk)

    assert "1 pour 10 places" in text(response)
    assert "1 sur 1" in text(response)
    assert "Anna" not in text(response)
    assert str(anna.pk) not in text(response)


@pytest.mark.parametrize(
    ("days_since", "expected"),
    [(None, "Aucune séance n&#x27;est encore notée."), (22, "date du 29/10/2026"), (21, None)],
)
def test_the_group_page_says_what_comes_next(client, group, anna, days_since, expected):
    group.started_on = LONG_AGO
    group.save()
    if days_since:
        a_meeting(group, held_on=TODAY - days_since * DAY)

    response = page(client, "group", group.pk)

    step = text(response).split('<p class="notice">')
    assert (expected in step[1]) if expected else len(step) == 1


def test_the_first_step_of_a_group_is_to_welcome_somebody(client, group):
    step = text(page(client, "group", group.pk)).split('<p class="notice">')[1]

    assert "Personne n&#x27;est encore inscrit." in step
    assert reverse("groups:welcome", args=[group.pk]) in step


# ---- welcoming a parent


def ticket(client, group) -> str:
    """The hidden ticket of a form that was just opened."""
    return page(client, "welcome", group.pk).context["form"]["ticket"].value()


def newcomer(client, group, **fields):
    """Send the form for Chloé."""
    return send(
        client,
        "welcome",
        group.pk,
        **{
            "ticket": ticket(client, group),
            "name": "Chloé",
            "language": "en",
            "joined_on": "2026-11-18",
            **fields,
        },
    )


def test_a_parent_who_refuses_everything_is_welcome(client, group):
    response = newcomer(client, group)

    enrolment = Enrolment.objects.get()
    assert response.status_code == 302
    assert enrolment.joined_on == dt.date(2026, 11, 18)
    assert enrolment.participant.language == "en"
    assert Consent.objects.filter(given=False).count() == len(Purpose)
    assert not any(consents_of(enrolment.participant, at=NOW).values())


def test_everything_is_noted_at_once(client, group, farid):
    newcomer(
        client,
        group,
        email="chloe@example.org",
        phone="06 39 98 00 02",
        baby="expected",
        month="2027-02",
        agrees_messages="on",
        agrees_national="on",
    )

    parent = Participant.objects.get()
    assert (parent.contact.email, parent.contact.phone) == ("chloe@example.org", "+33639980002")
    assert parent.children.get().expected_month == dt.date(2027, 2, 1)
    agreed = [purpose for purpose, given in consents_of(parent, at=NOW).items() if given]
    assert agreed == [Purpose.MESSAGES, Purpose.NATIONAL]
    assert {consent.recorded_by for consent in parent.consents.all()} == {farid}


def test_no_box_is_ticked_beforehand_and_the_information_stands_before_them(client, group):
    opened = page(client, "welcome", group.pk)
    shown = text(opened)

    for purpose in Purpose:
        (box,) = inputs(opened, f"agrees_{purpose}")
        assert "checked" not in box
    assert shown.index("Qui est responsable") < shown.index("agrees_messages")
    assert "Version 2026-11" in shown


@pytest.mark.parametrize(
    ("mistake", "field", "sentence"),
    [
        ({"name": ""}, "name", "obligatoire"),
        ({"name": "x" * 100_000}, "name", "au plus 100"),
        ({"name": "285126204102317"}, "name", "sécurité sociale"),
        ({"phone": "2 85 12 62 041 023 17"}, "phone", "sécurité sociale"),
        ({"phone": "06"}, "phone", "dix chiffres"),
        ({"email": "chloé"}, "email", "adresse e-mail"),
        ({"language": "tlh"}, "language", "choix valide"),
        ({"month": "hier", "baby": "born"}, "month", "09/2026"),
        ({"month": "2026-09", "baby": ""}, "baby", "à venir, ou passée"),
        ({"joined_on": ""}, "joined_on", "obligatoire"),
        ({"joined_on": "2026-13-45"}, "joined_on", "date valide"),
        ({"joined_on": "2026-11-21"}, None, "à venir"),
        ({"joined_on": "2020-01-01"}, None, "a ouvert le"),
        ({"month": "2026-12", "baby": "born"}, None, "ne peut pas être à venir"),
        ({"month": "2036-12", "baby": "expected"}, None, "trop loin"),
        ({"ticket": "forged"}, "ticket", "rouvrez la page"),
    ],
)
def test_a_mistake_is_said_at_its_place_and_nothing_is_kept(
    client, group, mistake, field, sentence
):
    response = (
        newcomer(client, group, email="chloe@example.org", **mistake)
        if ("email" not in mistake)
        else newcomer(client, group, **mistake)
    )

    errors = response.context["form"].errors
    assert response.status_code == 200
    assert list(errors) == [field or "__all__"]
    assert sentence in str(errors)
    assert "error-summary" in text(response)
    assert not Participant.objects.exists()
    assert not ContactDetails.objects.exists()


def test_what_was_typed_survives_a_mistake(client, group):
    response = newcomer(client, group, phone="06", agrees_quotes="on")

    assert inputs(response, "name")[0]["value"] == "Chloé"
    assert "checked" in inputs(response, "agrees_quotes")[0]


def test_a_month_may_be_typed_without_a_calendar(client, group):
    newcomer(client, group, baby="born", month="09/2026")

    assert Participant.objects.get().children.get().birth_month == dt.date(2026, 9, 1)


def test_the_same_page_sent_twice_makes_one_parent(client, group):
    same = ticket(client, group)

    for _ in range(2):
        assert newcomer(client, group, ticket=same).status_code == 302

    assert Enrolment.objects.count() == Participant.objects.count() == 1


def test_a_ticket_of_another_group_opens_nothing_here(client, group, farid):
    other = a_group(group.house, facilitator=farid)

    assert newcomer(client, group, ticket=ticket(client, other)).status_code == 200
    assert not Participant.objects.exists()


def test_a_full_group_says_so_before_and_takes_the_parent_all_the_same(client, group, anna):
    group.nominal_size = 2
    group.started_on = LONG_AGO
    group.save()
    an_enrolment(a_parent("Bilal", house=group.house), group)

    shown = text(page(client, "welcome", group.pk))

    assert "Le groupe est complet" in shown
    assert "en cours de route" in shown
    assert newcomer(client, group).status_code == 302


# ---- one parent


def test_the_page_of_a_parent_says_everything_but_in_its_title(client, anna):
    a_child(anna.participant)

    response = page(client, "parent", anna.pk)

    for expected in ("Anna Canari", "anna@example.org", "septembre 2026", "Français"):
        assert expected in text(response)
    assert "Anna" not in title(response)


def test_contact_details_are_corrected(client, anna):
    assert "anna@example.org" in text(page(client, "contact", anna.pk))

    send(client, "contact", anna.pk, name="Anna B.", email="", phone="0639980001", language="en")

    contact = ContactDetails.objects.get()
    assert (contact.name, contact.email, contact.phone) == ("Anna B.", "", "+33639980001")


def test_only_the_choice_that_changed_is_written(client, anna, farid):
    ticked = {f"agrees_{purpose}": "on" for purpose in Purpose if purpose != Purpose.QUOTES}

    send(client, "consents", anna.pk, **ticked)

    latest = anna.participant.consents.order_by("-decided_at").first()
    assert (latest.purpose, latest.given, latest.recorded_by) == (Purpose.QUOTES, False, farid)
    assert anna.participant.consents.count() == len(Purpose) + 1


def test_unticking_everything_is_an_answer(client, anna):
    assert send(client, "consents", anna.pk).status_code == 302

    assert not any(consents_of(anna.participant, at=NOW).values())


def test_messages_stop_with_one_touch(client, anna):
    address = reverse("groups:stop_messages", args=[anna.pk])
    assert address in text(page(client, "parent", anna.pk))

    client.post(address)

    assert consents_of(anna.participant, at=NOW)[Purpose.MESSAGES] is False
    assert address not in text(page(client, "parent", anna.pk))


def test_a_birth_is_noted(client, anna):
    child = a_child(anna.participant, expected_month=dt.date(2026, 12, 1))

    send(client, "birth", anna.pk, child.pk, month="2026-11")

    child.refresh_from_db()
    assert child.birth_month == dt.date(2026, 11, 1)


def test_the_baby_of_another_parent_is_not_found(client, anna):
    bilal = an_enrolment(a_parent("Bilal", house=anna.group.house), anna.group)
    child = a_child(bilal.participant)

    assert page(client, "birth", anna.pk, child.pk).status_code == 404


def test_a_baby_is_noted_later(client, anna):
    assert "obligatoire" in text(send(client, "new_child", anna.pk, baby="", month=""))

    send(client, "new_child", anna.pk, baby="expected", month="2027-01")

    assert anna.participant.children.get().expected_month == dt.date(2027, 1, 1)


def test_leaving_the_group_and_coming_back(client, anna):
    send(client, "leave", anna.pk, day="2026-11-19")
    anna.refresh_from_db()
    assert anna.left_on == dt.date(2026, 11, 19)

    send(client, "come_back", anna.pk)
    anna.refresh_from_db()
    assert anna.left_on is None


def test_nothing_is_erased_before_it_was_confirmed(client, anna):
    for fields in ({}, {"choice": "perhaps"}, {"choice": "delete"}, {"choice": "keep"}):
        response = send(client, "withdraw", anna.pk, **fields)
        assert response.status_code == 200

    assert "Cela ne peut pas être annulé" in text(response)
    assert ContactDetails.objects.exists()


def test_withdrawing_and_keeping_the_answers(client, anna):
    send(client, "withdraw", anna.pk, choice="keep", confirmed="yes")

    shown = text(page(client, "parent", anna.pk))
    assert "Anna" not in shown
    assert "Parent retiré" in shown
    assert "Effacer aussi le reste" in shown
    for closed in ("contact", "consents", "new_child"):
        assert page(client, closed, anna.pk).status_code == 404


def test_withdrawing_and_erasing_everything(client, anna, group):
    response = send(client, "withdraw", anna.pk, choice="delete", confirmed="yes")

    assert response.headers["Location"] == reverse("groups:group", args=[group.pk])
    assert page(client, "parent", anna.pk).status_code == 404
    assert Participant.objects.get().withdrawal == "delete"


# ---- meetings


def note(client, group, *present, **fields):
    """Note today's meeting."""
    everyone = [str(enrolment.pk) for enrolment in group.enrolments.all()]
    return send(
        client,
        "new_meeting",
        group.pk,
        **{
            "held_on": "2026-11-20",
            "minutes": "90",
            "listed": everyone,
            "present": [str(enrolment.pk) for enrolment in present],
            **fields,
        },
    )


def test_the_page_of_a_meeting_waits_for_names_only(client, group, anna):
    shown = text(page(client, "new_meeting", group.pk))

    assert 'value="2026-11-20"' in shown
    assert 'value="90"' in shown
    assert "Anna Canari" in shown


def test_a_meeting_is_noted_in_one_page(client, group, anna):
    bilal = an_enrolment(a_parent("Bilal", house=group.house), group)

    assert note(client, group, anna).status_code == 302

    noted = Attendance.objects.values_list("enrolment", "present")
    assert dict(noted) == {anna.pk: True, bilal.pk: False}


def test_a_meeting_sent_twice_is_one_meeting(client, group, anna):
    for _ in range(2):
        assert note(client, group, anna).status_code == 302

    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        ({"held_on": ""}, "obligatoire"),
        ({"held_on": "32/11/2026"}, "date valide"),
        ({"held_on": "2026-11-21"}, "à venir"),
        ({"held_on": "2026-11-01"}, "Pas dans le groupe ce jour-là : Anna Canari."),
        ({"minutes": ""}, "obligatoire"),
        ({"minutes": "5"}, "supérieure ou égale à 15"),
        ({"minutes": "une heure"}, "nombre entier"),
        ({"present": ["not-an-id"], "minutes": "5"}, "supérieure ou égale à 15"),
        (
            {"held_on": "2026-11-01", "present": []},
            "La première séance du groupe est le 06/11/2026.",
        ),
    ],
)
def test_a_mistake_keeps_the_boxes_as_they_were(client, group, anna, mistake, sentence):
    response = note(client, group, anna, **mistake)

    assert response.status_code == 200
    assert sentence in text(response)
    assert not Meeting.objects.exists()
    if "present" not in mistake and "listed" not in mistake:
        assert ticked(response, anna)


def test_nobody_is_noted_absent_who_was_not_on_the_page(client, group, anna):
    """Bilal is enrolled on another tablet while this page is open."""
    listed = [str(anna.pk)]
    an_enrolment(a_parent("Bilal", house=group.house), group)

    response = note(client, group, anna, listed=listed)

    assert "La liste des parents a changé" in text(response)
    assert "Bilal" in text(response)
    assert not Meeting.objects.exists()
    assert note(client, group, anna).status_code == 302


def test_another_date_brings_its_own_list(client, group, anna):
    bilal = an_enrolment(
        a_parent("Bilal", house=group.house), group, left_on=group.started_on + DAY
    )

    response = note(client, group, held_on=group.started_on.isoformat(), listed=[str(anna.pk)])

    assert "La liste des parents a changé" in text(response)
    assert str(bilal.pk) in text(response)


def test_someone_ticked_who_was_not_there_yet_is_named(client, group, anna):
    chloe = an_enrolment(a_parent("Chloé", house=group.house), group, joined_on=TODAY)

    response = note(client, group, anna, chloe, held_on="2026-11-19")

    assert "Pas dans le groupe ce jour-là : Chloé." in text(response)
    assert not Meeting.objects.exists()


def test_a_meeting_is_corrected(client, group, anna):
    note(client, group, anna)
    assert ticked(page(client, "meeting", group.pk, "2026-11-20"), anna)

    send(
        client,
        "meeting",
        group.pk,
        "2026-11-20",
        held_on="2026-11-19",
        minutes="60",
        listed=[str(anna.pk)],
    )

    meeting = Meeting.objects.get()
    assert (meeting.held_on, meeting.minutes) == (dt.date(2026, 11, 19), 60)
    assert Attendance.objects.get().present is False
    assert Event.objects.filter(name="meeting.corrected").exists()


def test_the_list_of_a_corrected_meeting_is_that_of_its_day(client, group, anna):
    an_enrolment(a_parent("Bilal", house=group.house), group, left_on=group.started_on)
    an_enrolment(a_parent("Chloé", house=group.house), group, joined_on=TODAY)
    a_meeting(group, held_on=group.started_on)

    shown = text(page(client, "meeting", group.pk, group.started_on.isoformat()))

    assert "Anna" in shown
    assert "Bilal" in shown
    assert "Chloé" not in shown


def test_a_group_without_anybody_may_have_met(client, group):
    assert "Aucun parent n'était inscrit" in text(page(client, "new_meeting", group.pk))

    assert note(client, group).status_code == 302


# ---- who sees what


PERSONAL = [
    ("parent", ()),
    ("contact", ()),
    ("consents", ()),
    ("new_child", ()),
    ("birth", ("child",)),
    ("leave", ()),
    ("withdraw", ()),
]
DEEDS = ["stop_messages", "come_back"]
OF_THE_GROUP = ["welcome", "new_meeting", "edit_group", "close_group"]


def strangers(group):
    """Everyone who must find nothing behind the addresses of this group's parents."""
    house = group.house
    return [
        a_facilitator(house),
        a_facilitator(a_house()),
        a_member(Role.COORDINATOR, house),
        a_member(Role.SAFETY_CONTACT, house),
        *(
            a_member(r)
            for r in (Role.NATIONAL_TEAM, Role.EVALUATOR, Role.FUNDER, Role.TRAINING_MANAGER)
        ),
    ]


def test_a_parent_of_someone_else_looks_like_a_parent_who_is_not(client, group, anna):
    child = a_child(anna.participant)
    a_meeting(group, held_on=TODAY)
    addresses = [
        *(
            (reverse(f"groups:{name}", args=[anna.pk, *([child.pk] if extra else [])]), "get")
            for name, extra in PERSONAL
        ),
        *((reverse(f"groups:{name}", args=[anna.pk]), "post") for name in DEEDS),
        *(
            (reverse(f"groups:{name}", args=[group.pk]), "get")
            for name in ("welcome", "new_meeting")
        ),
        (reverse("groups:meeting", args=[group.pk, "2026-11-20"]), "get"),
    ]
    for user in strangers(group):
        client.force_login(user)
        for address, method in addresses:
            missing = address.replace(str(anna.pk), str(uuid.uuid4())).replace(
                str(group.pk), str(uuid.uuid4())
            )
            foreign, nothing = getattr(client, method)(address), getattr(client, method)(missing)
            assert foreign.status_code == nothing.status_code == 404, address
            assert foreign.content == nothing.content
            assert "Anna" not in text(foreign)


def test_a_foreign_post_changes_nothing(client, group, anna):
    before = list(Event.objects.values_list("pk", flat=True))
    for user in strangers(group):
        client.force_login(user)
        for name in ("contact", "consents", "leave", "stop_messages", "come_back"):
            response = send(client, name, anna.pk, name="X", language="fr", day="2026-11-20")
            assert response.status_code == 404
        response = send(client, "withdraw", anna.pk, choice="delete", confirmed="yes")
        assert response.status_code == 404
        assert newcomer_refused(client, group)

    assert list(Event.objects.values_list("pk", flat=True)) == before
    assert ContactDetails.objects.get().name == "Anna Canari"


def newcomer_refused(client, group) -> bool:
    """Whether someone who does not lead the group is kept from adding to it."""
    return send(client, "welcome", group.pk, name="X").status_code == 404


@pytest.mark.parametrize("name", DEEDS)
def test_reading_changes_nothing(client, anna, name):
    assert page(client, name, anna.pk).status_code == 405


def test_the_groups_of_a_house_are_closed_to_other_houses(client, group):
    client.force_login(a_facilitator(a_house()))

    foreign = page(client, "house_groups", group.house.code)
    missing = page(client, "house_groups", "nowhere")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
    assert page(client, "group", group.pk).status_code == 404


def test_open_groups_and_recent_meetings_come_first(client, db):
    house = a_house(opened_on=TODAY - dt.timedelta(days=900))
    farid = a_facilitator(house)
    for name, days, ended in (("Ancien", 700, 300), ("Premier", 200, None), ("Second", 100, None)):
        group = a_group(
            house,
            name=name,
            facilitator=farid,
            started_on=TODAY - dt.timedelta(days=days),
            ended_on=ended and TODAY - dt.timedelta(days=ended),
        )
        a_meeting(group)
    a_meeting(group, held_on=group.started_on + dt.timedelta(days=14))

    assert [g.name for g in with_counts(groups_for(farid))] == ["Second", "Premier", "Ancien"]
    days = [meeting.held_on for meeting in meetings_with_counts(group)]
    assert days == sorted(days, reverse=True) and len(days) == 2
