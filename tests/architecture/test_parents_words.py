"""What a parent meets is in the list that `village.library.languages.words` counts: every page is opened, and listened to."""

import dataclasses
import re
import uuid
from collections.abc import Iterator, Mapping

import pytest
from django.conf import settings as site
from django.core import mail
from django.core.exceptions import RequestDataTooBig
from django.template.loader import render_to_string
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from tests import clock
from tests.factories import NOW, a_group, a_house, a_parent, an_enrolment, an_organisation, approved
from tests.surveys.conftest import served_page
from tools.messages import gathered
from village.formats.paper.sheets import PrintedSheet
from village.library.installed import default_battery
from village.library.languages.words import parent_words
from village.library.paper import surroundings
from village.network.models import Organisation
from village.people.models import Purpose
from village.people.notice import notice_for, sentence_for
from village.surveys.models import Invitation
from village.surveys.services.answers import Delivery, submit_answers
from village.surveys.services.letters import send_letter, text_message
from village.surveys.services.links import issue_link
from village.surveys.services.planning import plan_invitations
from village.ui import views

pytestmark = pytest.mark.django_db
QUESTIONS = "/questions/"
INSTRUMENT = default_battery().instruments[0]
ITEMS = [item.key for item in INSTRUMENT.items]
PARENTS_PAGES = {
    "village.ui.views.help_now",
    "village.surveys.views.phone.closed",
    "village.surveys.views.parent.enter",
    "village.surveys.views.parent.questions",
    "village.surveys.views.parent.thanks",
    "village.surveys.views.parent.stop",
}
# Listed, and not met on the walk.
FURTHER_OFF = {
    "Ce questionnaire n'existe pas dans cette langue.",  # refused earlier, by the page itself
    "Ce questionnaire n'est plus ouvert.",  # the page of closed links says it in its own words
    "Ces réponses ne sont pas celles de ce questionnaire.",  # idem
    "Erreur :",  # the title of a form with errors, on pages laid out like those of the team
    "démonstration",
    "Ce que mesure chaque questionnaire, d'où il vient, ce qui reste à vérifier, et quand il est proposé.",  # home page
}
# What is called so in every language, and the language that the closed page and the header name themselves.
IN_LATIN_LETTERS = {"SAMU", "SIM", "SMS", "CNIL", "cnil", "fr", "cookies", "village"}


@pytest.fixture(autouse=True)
def stopped_clock():
    with clock.set_to(NOW):
        yield


@pytest.fixture(autouse=True)
def everything_is_approved(db):
    approved("ar", "es", "ht", "pt", "rcf", "tr", "uk")


@pytest.fixture
def heard(monkeypatch) -> set[str]:
    """Every sentence that is asked of gettext from here on."""
    asked: set[str] = set()

    def listen(name: str, place: int) -> None:
        real = getattr(translation._trans, name)

        def answer(*arguments):
            asked.add(str(arguments[place]))
            return real(*arguments)

        monkeypatch.setattr(translation._trans, name, answer)

    for name, place in {"gettext": 0, "ngettext": 0, "pgettext": 1, "npgettext": 1}.items():
        listen(name, place)
    return asked


def test_every_sentence_a_parent_meets_is_in_the_list(heard):
    met = [
        *sent_or_read_together("fr"),
        *on_paper("fr"),
        *on_the_phone("fr"),
        *in_trouble("fr"),
    ]
    # The rest is Django's, such as the names of months.
    ours = {m.id if isinstance(m.id, str) else m.id[0] for m in gathered() if m.id}
    listed = {word.source for word in parent_words("fr")}

    assert len(met) == len(dict(met)) > 25
    assert (heard & ours) - listed == set()
    assert listed - heard == FURTHER_OFF


def test_nothing_is_left_in_french_for_whoever_reads_arabic():
    met = (
        *sent_or_read_together("ar"),
        *on_paper("ar"),
        *on_the_phone("ar"),
        *in_trouble("ar"),
    )
    for name, page in met:
        assert set(re.findall(r"[^\W\d_]*[A-Za-zÀ-ÿ]{2,}", words_of(page))) <= IN_LATIN_LETTERS, (
            name
        )


def test_the_pages_of_parents_are_those_without_an_account():
    def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
        for entry in resolver.url_patterns:
            yield from patterns(entry) if isinstance(entry, URLResolver) else [entry]

    speaking = {
        pattern.lookup_str
        for pattern in patterns(get_resolver())
        if getattr(pattern.callback, "speaks_to_parents", False)
    }
    assert speaking == PARENTS_PAGES


def words_of(page: str) -> str:
    """What is read of a page, without what says by itself that it is in another language, and without names."""
    text = re.sub(r'<(\w+)[^>]* lang="(?!ar)[^>]*>.*?</\1>', " ", page, flags=re.S)
    text = re.sub(r"<[^>]*>|&[#\w]+;", " ", text)
    for name in (site.CONTROLLER, site.DPO_CONTACT):
        text = text.replace(name, " ")
    return text


def an_open_invitation(name: str, language: str) -> Invitation:
    """A parent who agreed to everything; the questionnaire of entry is open."""
    house = a_house(holder=an_organisation(name=f"لانس {uuid.uuid4().int}"))
    parent = a_parent(
        name, house=house, language=language, email="anna@example.org", agrees=list(Purpose)
    )
    enrolment = an_enrolment(parent, a_group(house))
    plan_invitations(enrolment=enrolment, battery=default_battery())
    return Invitation.objects.get(enrolment=enrolment, wave="t0")


def phone_with(invitation: Invitation, **options: bool) -> Client:
    """A browser that followed the link of this invitation and looked at the questions."""
    phone = Client(**options)
    issued = issue_link(invitation=invitation, channel="qr", actor=None, now=NOW)
    phone.get(f"/l/{issued.token}", follow=True)
    return phone


def sheet(invitation: Invitation, value: int = 3, **changes: object) -> dict[str, object]:
    """What the page of this invitation sends when every answer is the same."""
    answered = {f"{INSTRUMENT.key}.{item}": str(value) for item in ITEMS}
    return {"delivery": signed(invitation, uuid.uuid4()), **answered, **changes}


def signed(invitation: Invitation, delivery_id: uuid.UUID) -> str:
    """What the page of this invitation carries back."""
    language = invitation.enrolment.participant.language
    return served_page(invitation, delivery_id, language=language).signed


def call_for_help() -> dict[str, object]:
    """Answers after which the help page comes first."""
    rules = [rule for rule in INSTRUMENT.safety if rule.item and rule.at_least is not None]
    return {f"{INSTRUMENT.key}.{rule.item}": str(rule.at_least) for rule in rules}


def on_the_phone(language: str) -> Iterator[tuple[str, str]]:
    """Anna's way through the pages, with everything that can be refused her."""
    anna, bilal = an_open_invitation("Anna", language), an_open_invitation("Bilal", language)
    phone, item = phone_with(anna), f"{INSTRUMENT.key}.{ITEMS[0]}"
    used = used_by(bilal, language)
    asked = {
        "questions": phone.get(QUESTIONS),
        "easy words": phone.get(f"{QUESTIONS}?langue={language}&words=plain"),
        "a language nobody speaks": phone.get(f"{QUESTIONS}?langue=tlh"),
    }
    sent = {
        "nothing": {"delivery": ""},
        "one gap": sheet(anna, **{item: []}),
        "twice the same question": sheet(anna, **{item: ["1", "2"]}),
        "no such answer": sheet(anna, 9),
        "no such question": sheet(anna, x="1"),
        "twice the page": sheet(anna, delivery=[signed(anna, uuid.uuid4())] * 2),
        "the page of another": sheet(bilal),
        "a page already used": sheet(anna, delivery=signed(anna, used)),
        "too large": sheet(anna, x="y" * 300_000),
        "answers": sheet(anna),
        "others": sheet(anna, 1),
    }
    for name, fields in sent.items():
        asked[name] = phone.post(QUESTIONS, fields)
    asked["another kind"] = phone.post(QUESTIONS, "{}", content_type="application/json")
    for address in ("/merci/", "/aide-maintenant/", "/rien", "/arreter/"):
        asked[address] = phone.get(address)
    asked["stopped"] = phone.post("/arreter/")
    asked["closed"] = phone.get(QUESTIONS)
    for name, response in (asked | asked_by_chloe(language)).items():
        yield name, response.content.decode()


def asked_by_chloe(language: str) -> dict[str, object]:
    """Her answers call for help; before that, her form had stayed open too long."""
    chloe = an_open_invitation("Chloé", language)
    late, phone = phone_with(chloe, enforce_csrf_checks=True), phone_with(chloe)
    asked = {"too late": late.post(QUESTIONS, sheet(chloe))}
    phone.post(QUESTIONS, sheet(chloe, 2, **call_for_help()))
    asked["help first"] = phone.get("/merci/")
    asked["others that call for help"] = phone.post(QUESTIONS, sheet(chloe, 1, **call_for_help()))
    return asked


def used_by(invitation: Invitation, language: str) -> uuid.UUID:
    """The id of a page that somebody has sent already."""
    given = {INSTRUMENT.name: dict.fromkeys(ITEMS, 2)}
    delivery = Delivery(id=uuid.uuid4(), language=language, answers=given)
    submit_answers(invitation=invitation, delivery=delivery, now=NOW)
    return delivery.id


def sent_or_read_together(language: str) -> Iterator[tuple[str, str]]:
    """The letter, the text message, and what is read before deciding."""
    invitation = an_open_invitation("Anna", language)
    mail.outbox.clear()
    send_letter(invitation=invitation, link_url=lambda token: "", actor=None, now=NOW)
    (letter,) = mail.outbox
    yield "letter", f"{letter.subject}\n{letter.body}"
    yield "text message", text_message(invitation, url="", on=NOW.date())
    with translation.override(language):
        for kind in (Organisation.Kind.COMMUNE, Organisation.Kind.ASSOCIATION):
            notice = notice_for(
                a_house(holder=an_organisation(name=f"لانس {uuid.uuid4().int}", kind=kind))
            )
            yield f"notice of {kind}", render_to_string(notice.template, {"notice": notice})
        yield "choices", "\n".join(sentence_for(purpose) for purpose in Purpose)


def on_paper(language: str) -> Iterator[tuple[str, str]]:
    """What is printed around the questions."""
    with translation.override(language):
        around = surroundings(language)
    names = {
        "language",
        "code",
        "url",
        "page",
        "phone_picture",
    }  # named by the program, or with places to fill in
    words = [str(value) for name, value in vars_of(around).items() if name not in names]
    yield "sheet", "\n".join([*words, around.page.format(page=1, pages=3)])


def vars_of(around: PrintedSheet) -> dict[str, object]:
    """The fields of a sheet, those that hold several sentences laid out one after the other."""
    found: dict[str, object] = {}
    for field in dataclasses.fields(around):
        value = getattr(around, field.name)
        if isinstance(value, Mapping):
            value = "\n".join(value.values())
        elif isinstance(value, tuple):
            value = "\n".join(" ".join(line) for line in value)
        found[field.name] = value
    return found


def in_trouble(language: str) -> Iterator[tuple[str, str]]:
    """The pages of a site that cannot answer."""
    with translation.override(language):
        for name, response in {
            "unreadable": views.bad_request(None, ValueError()),
            "beyond what is read": views.bad_request(None, RequestDataTooBig()),
            "too often": views.too_many_requests(None),
            "our fault": views.server_error(None),
        }.items():
            yield name, response.content.decode()
