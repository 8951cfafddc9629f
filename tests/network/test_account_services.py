"""People are welcomed in the network, given roles, and let go."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from tests.factories import NOW, a_facilitator, a_house, a_member, a_user
from village.audit.models import Event
from village.core.errors import NotAllowed
from village.network import letters, services
from village.network.access import Right, has_right
from village.network.models import Membership, Role, User
from village.post.sending import LetterNotSent

pytestmark = pytest.mark.django_db
SITE = "https://village.example"


@pytest.fixture
def lea() -> User:
    return a_member(Role.NATIONAL_TEAM, name="Léa")


@pytest.fixture
def welcome(lea, django_capture_on_commit_callbacks):
    def welcome(
        email: str = "chloe@maisons.example", role: str = Role.FACILITATOR, house=None
    ) -> User:
        with django_capture_on_commit_callbacks(execute=True):
            return services.invite_member(
                email=email, name="Chloé Morel", role=role, house=house,
                site_address=SITE, actor=lea, now=NOW,
            ).user  # fmt: skip

    return welcome


def deeds() -> list[str]:
    return list(Event.objects.values_list("name", flat=True))


def test_a_newcomer_has_a_role_an_account_and_no_password_yet(welcome):
    house = a_house()
    chloe = welcome(house=house)

    assert chloe.is_active and not chloe.has_usable_password()
    assert list(chloe.memberships.values_list("role", "house")) == [(Role.FACILITATOR, house.pk)]
    assert deeds() == ["account.opened", "membership.given"]


def test_the_letter_holds_the_link_and_its_envelope_says_nothing(welcome):
    welcome(house=a_house(name="La Parenthèse"))

    (letter,) = mail.outbox
    assert letter.to == ["chloe@maisons.example"]
    assert f"{SITE}/compte/mot-de-passe/lien/" in letter.body
    for word in ("village", "parent", "bébé", "maison", "groupe", "Parenthèse", "Chloé"):
        assert word.lower() not in letter.subject.lower()
    assert "Parenthèse" not in letter.body


def test_welcoming_twice_changes_nothing_and_writes_once(welcome):
    house = a_house()
    welcome(house=house)
    welcome(house=house)

    assert Membership.objects.filter(role=Role.FACILITATOR).count() == 1
    assert len(mail.outbox) == 1
    assert deeds() == ["account.opened", "membership.given"]


def test_someone_already_here_keeps_name_and_password_and_receives_the_role_only(welcome):
    bilal = a_user(email="bilal@maisons.example", name="Bilal", password="une phrase rien qu'à moi")
    welcome(email="Bilal@Maisons.Example", role=Role.FUNDER)

    bilal.refresh_from_db()
    assert bilal.name == "Bilal" and bilal.check_password("une phrase rien qu'à moi")
    assert has_right(bilal, Right.SEE_NATIONAL_FIGURES)
    assert mail.outbox == []


@pytest.mark.parametrize("role", [Role.NATIONAL_TEAM, Role.FUNDER, "admin", ""])
def test_a_role_of_the_nation_is_not_held_in_a_house(welcome, role):
    with pytest.raises(NotAllowed):
        welcome(role=role, house=a_house())

    assert not User.objects.filter(email="chloe@maisons.example").exists()


def test_a_role_of_a_house_is_not_held_in_the_nation(welcome):
    with pytest.raises(NotAllowed):
        welcome(role=Role.FACILITATOR, house=None)


def test_a_closed_account_opens_again_with_a_new_link(welcome, lea):
    house = a_house()
    chloe = welcome(house=house)
    services.close_account(user=chloe, actor=lea, now=NOW)
    welcome(house=house)

    chloe.refresh_from_db()
    assert chloe.is_active and has_right(chloe, Right.SEE_PERSONS)
    assert len(mail.outbox) == 2
    assert deeds()[-2:] == ["account.reopened", "membership.given"]


def test_a_closed_account_has_nothing_left_but_its_line_in_the_journal(lea):
    chloe = a_facilitator(a_house(), password="une phrase rien qu'à moi")
    Authenticator.objects.create(user=chloe, type="totp", data={})
    services.close_account(user=chloe, actor=lea, now=NOW)

    chloe.refresh_from_db()
    assert not chloe.is_active and not chloe.has_usable_password()
    assert not chloe.memberships.exists()
    assert not Authenticator.objects.filter(user=chloe).exists()
    assert deeds() == ["account.closed"]


def test_closing_an_account_ends_the_sessions_it_had_open(client, lea):
    chloe = a_facilitator(a_house(), password="une phrase rien qu'à moi")
    client.force_login(chloe)
    assert client.get("/accueil/").status_code == 200

    services.close_account(user=chloe, actor=lea, now=NOW)

    assert client.get("/accueil/")["Location"].startswith("/compte/connexion/")


def test_nobody_closes_the_door_behind_herself(lea):
    with pytest.raises(NotAllowed):
        services.close_account(user=lea, actor=lea, now=NOW)


def test_the_last_person_of_the_national_team_cannot_leave(lea):
    with pytest.raises(NotAllowed):
        services.remove_membership(membership=lea.memberships.get(), actor=lea, now=NOW)
    with pytest.raises(NotAllowed):
        services.close_account(user=lea, actor=a_user(), now=NOW)

    assert lea.memberships.exists()


def test_with_two_the_first_may_leave(lea):
    a_member(Role.NATIONAL_TEAM)
    services.remove_membership(membership=lea.memberships.get(), actor=lea, now=NOW)

    assert not has_right(lea, Right.MANAGE_NETWORK)
    assert deeds() == ["membership.removed"]


def test_a_closed_account_does_not_count_as_the_other_one(lea):
    gone = a_member(Role.NATIONAL_TEAM)
    User.objects.filter(pk=gone.pk).update(is_active=False)

    with pytest.raises(NotAllowed):
        services.remove_membership(membership=lea.memberships.get(), actor=lea, now=NOW)


def test_who_lost_phone_and_codes_begins_again(lea):
    chloe = a_facilitator(a_house(), password="une phrase rien qu'à moi")
    Authenticator.objects.create(user=chloe, type="totp", data={})
    services.forget_second_factor(user=chloe, actor=lea, now=NOW)

    chloe.refresh_from_db()
    assert not Authenticator.objects.filter(user=chloe).exists()
    assert not chloe.has_usable_password(), "whoever found the phone may know the password"
    assert has_right(chloe, Right.SEE_PERSONS)


def test_nobody_forgets_her_own_second_factor(lea):
    with pytest.raises(NotAllowed):
        services.forget_second_factor(user=lea, actor=lea, now=NOW)


def test_no_link_is_sent_to_a_closed_account(lea):
    gone = a_user(is_active=False)

    with pytest.raises(NotAllowed):
        services.send_access_link(user=gone, site_address=SITE, actor=lea, now=NOW)


def test_a_closed_post_office_is_said_and_the_account_stays(settings, welcome):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with pytest.raises(LetterNotSent):
        welcome(house=a_house())
    assert User.objects.filter(email="chloe@maisons.example").exists()


def test_a_warning_that_cannot_leave_does_not_undo_the_change(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    letters.warn(a_user(), change="Votre mot de passe a été changé.")
