"""The ledger of permissions: noted with their proof, shown before they end, taken back with a date, never erased."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import NOW, TODAY, a_document, a_grant, a_house, a_readiness, an_organisation
from village.audit.models import Event
from village.core.errors import NotAllowed
from village.documents.models import Document
from village.documents.services import LARGEST, Upload
from village.library.gate.asking import HouseStanding
from village.library.gate.permissions import SOON, GrantStatus, entries
from village.library.installed import library
from village.library.models import Grant
from village.library.services.grants import record_grant, take_back_grant

pytestmark = pytest.mark.django_db

LEDGER = "/questionnaires/gestion/autorisations/"
NEW = f"{LEDGER}nouvelle/"
DAY = dt.timedelta(days=1)
LETTER = b"%PDF-1.7 you may"
EMAIL = b"From: rights@example.org\r\nDate: Fri, 20 Nov 2026 09:00:00 +0100\r\n\r\nYes, you may."


def filled(**known):
    return {
        "instrument": "epds",
        "language": "fr",
        "holder": "",
        "granted_by": "Royal College of Psychiatrists",
        "granted_on": "2026-11-01",
        "expires_on": "2027-11-01",
        "proof": SimpleUploadedFile("accord.pdf", LETTER),
        **known,
    }


def noted(**known):
    fields = {
        "instrument": "epds",
        "language": "fr",
        "holder": None,
        "granted_by": "Royal College of Psychiatrists",
        "granted_on": TODAY,
        "expires_on": None,
        "proof": Upload("accord.pdf", LETTER),
        "actor": None,
        "now": NOW,
    }
    return record_grant(**{**fields, **known})


def test_a_permission_is_noted_with_its_proof_and_its_line_in_the_journal(client, lea):
    holder = an_organisation()

    response = client.post(NEW, filled(holder=holder.pk))

    grant = Grant.objects.get()
    assert response["Location"] == LEDGER
    assert (grant.instrument, grant.language, grant.holder) == ("epds", "fr", holder)
    assert (grant.expires_on, grant.recorded_by, grant.recorded_at) == (
        dt.date(2027, 11, 1),
        lea,
        NOW,
    )
    assert grant.document is not None
    assert bytes(grant.document.content) == LETTER
    event = Event.objects.get(name="grant.recorded")
    assert (event.actor, event.subject) == (lea, f"grant:{grant.pk}")
    assert "Royal College of Psychiatrists" in client.get(LEDGER).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("instrument", "village-16", "choix"),
        ("language", "xx", "choix"),
        ("granted_by", "", "obligatoire"),
        ("granted_on", "hier", "date valide"),
        ("granted_on", "2026-11-21", "cette date est à venir"),
        ("expires_on", "2026-10-31", "après celui du début"),
        ("proof", "", "Joignez le document"),
        ("proof", SimpleUploadedFile("a.pdf", b"MZ\x90\0 a program"), "Envoyez un PDF"),
        ("proof", SimpleUploadedFile("a.html", b"<script>alert(1)</script>"), "Envoyez un PDF"),
    ],
)
def test_what_cannot_be_is_refused_and_the_rest_is_kept(client, lea, field, typed, sentence):
    if isinstance(typed, SimpleUploadedFile):
        typed.seek(0)
    response = client.post(NEW, filled(**{field: typed}))

    page = response.content.decode().replace("&#x27;", "'")
    assert response.status_code == 200
    assert sentence in page
    assert ('value="Royal College of Psychiatrists"' in page) == (field != "granted_by")
    assert not Grant.objects.exists()
    assert not Document.objects.exists()


def test_a_file_larger_than_five_megabytes_is_refused_in_the_form(client, lea):
    proof = SimpleUploadedFile("accord.pdf", LETTER + b"0" * LARGEST)

    response = client.post(NEW, filled(proof=proof))

    assert "dépasse 5 Mo" in response.content.decode()
    assert not Grant.objects.exists()


def test_a_body_much_larger_is_not_even_read(client, lea):
    proof = SimpleUploadedFile("accord.pdf", LETTER + b"0" * (LARGEST + 300_000))

    assert client.post(NEW, filled(proof=proof)).status_code == 413


def test_other_pages_accept_no_more_than_before(client, lea):
    proof = SimpleUploadedFile("accord.pdf", LETTER + b"0" * 300_000)

    assert client.post("/maisons/nouvelle/", {"name": "x", "f": proof}).status_code == 413


@pytest.mark.parametrize("key", ["who5", "phq9"])
def test_where_no_permission_is_needed_one_may_be_noted_without_a_proof(db, key):
    assert noted(instrument=key, proof=None).document is None


def test_nobody_gives_us_permission_for_our_own_words(db):
    with pytest.raises(NotAllowed, match="est le nôtre"):
        noted(instrument="village-16")


def test_a_permission_taken_back_stays_in_the_ledger_with_its_date(client, lea):
    grant = a_grant(document=a_document())
    page = f"{LEDGER}{grant.pk}/reprendre/"
    assert "ne sont plus montrés aux parents" in client.get(page).content.decode()

    client.post(page)

    grant.refresh_from_db()
    assert (grant.taken_back_on, grant.taken_back_by) == (TODAY, lea)
    assert Event.objects.get(name="grant.taken_back").subject == f"grant:{grant.pk}"
    assert "reprise" in client.get(LEDGER).content.decode()
    assert client.post(page).status_code == 409
    with pytest.raises(NotAllowed):
        take_back_grant(grant=grant, actor=lea, now=NOW)


@pytest.mark.parametrize(
    ("ends", "status"),
    [
        (None, GrantStatus.VALID),
        (TODAY - DAY, GrantStatus.ENDED),
        (TODAY, GrantStatus.ENDS_SOON),
        (TODAY + SOON, GrantStatus.ENDS_SOON),
        (TODAY + SOON + DAY, GrantStatus.VALID),
    ],
)
def test_whoever_must_write_is_told_sixty_days_before(db, ends, status):
    a_grant(expires_on=ends)

    (entry,) = entries(on=TODAY)

    assert entry.status is status


def test_the_page_begins_with_what_ends_soon(client, lea):
    assert "Aucune autorisation" in client.get(LEDGER).content.decode()
    a_grant(expires_on=TODAY + 30 * DAY)

    page = client.get(LEDGER).content.decode()

    assert "Écrivez dès maintenant" in page
    assert "20 décembre 2026" in page


def test_a_proof_is_saved_and_never_opened_as_a_page(client, lea):
    grant = a_grant(document=a_document(EMAIL))

    response = client.get(f"{LEDGER}{grant.pk}/fichier/")

    assert response.content == EMAIL
    assert response["Content-Type"] == "message/rfc822"
    assert response["Content-Disposition"] == 'attachment; filename="accord.eml"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "no-store"


def test_a_permission_without_a_file_has_no_file_to_give(client, lea):
    assert client.get(f"{LEDGER}{a_grant().pk}/fichier/").status_code == 404


def test_a_permission_taken_back_after_midnight_ends_where_it_is_still_the_day_before(bring):
    bring("epds", "fr")
    fort_de_france = a_house(time_zone="America/Martinique")
    a_readiness(fort_de_france)
    epds, grant = library()["epds@1"], a_grant(granted_on=TODAY - 3 * DAY)
    past_midnight = NOW.replace(hour=0)  # in Paris; the evening before in Fort-de-France
    day = fort_de_france.date_at(past_midnight)
    assert HouseStanding(fort_de_france, day).may_ask(epds, "fr")

    take_back_grant(grant=grant, actor=None, now=past_midnight)

    assert day < TODAY
    assert not HouseStanding(fort_de_france, day).may_ask(epds, "fr")
