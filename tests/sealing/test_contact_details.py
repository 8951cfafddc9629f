"""Contact details at rest: sealed to their row and column, under keys that can change."""

import base64
import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core import management, serializers
from django.db import connection

from tests.factories import NOW, a_house, a_parent
from village.people.models import ContactDetails, Participant
from village.sealing.values import SealedValueMoved, blind_index, seal, unseal

pytestmark = pytest.mark.django_db

FIELDS = ("name", "email", "phone")
ANNA: dict[str, Any] = {"email": "anna.canari@example.org", "phone": "+33639980001"}


def kept(contact: ContactDetails) -> dict[str, bytes]:
    """A row as the database has it."""
    columns = ", ".join(FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM people_contactdetails WHERE participant_id = %s",
            [ContactDetails._meta.pk.get_db_prep_value(contact.pk, connection)],
        )
        return dict(zip(FIELDS, map(bytes, cursor.fetchone()), strict=True))


def overwrite(contact: ContactDetails, column: str, value: bytes) -> None:
    """Put bytes in a column behind Django's back."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE people_contactdetails SET {column} = %s WHERE participant_id = %s",
            [value, ContactDetails._meta.pk.get_db_prep_value(contact.pk, connection)],
        )


def found(parent: Participant) -> ContactDetails:
    """The contact details, read afresh."""
    return ContactDetails.objects.get(pk=parent.pk)


def test_what_was_written_is_read_back():
    anna = found(a_parent("Anna Canari", **ANNA))

    assert (anna.name, anna.email, anna.phone) == ("Anna Canari", ANNA["email"], ANNA["phone"])


def test_what_was_not_given_stays_empty():
    bilal = found(a_parent("Bilal"))

    assert (bilal.email, bilal.phone) == ("", "")
    assert kept(bilal)["email"] == b""


def test_the_same_name_is_never_sealed_twice_alike():
    assert seal("Anna", place="here") != seal("Anna", place="here")


def test_a_value_moved_to_another_row_does_not_open():
    anna, bilal = found(a_parent("Anna")), found(a_parent("Bilal"))
    overwrite(bilal, "name", kept(anna)["name"])

    with pytest.raises(SealedValueMoved):
        _ = found(bilal.participant).name


def test_a_value_moved_to_another_column_does_not_open():
    anna = found(a_parent("Anna", **ANNA))
    overwrite(anna, "name", kept(anna)["email"])

    with pytest.raises(SealedValueMoved):
        _ = found(anna.participant).name


@pytest.mark.parametrize("damage", [b"", b"k1:", b"k1:short", b"no key at all", b"\xff\xfe:x"])
def test_a_damaged_value_says_where_it_stands_and_nothing_of_what_it_was(damage: bytes):
    with pytest.raises(SealedValueMoved, match=r"people\.name"):
        unseal(damage, place="people.name")


def test_one_changed_bit_does_not_open():
    sealed = bytearray(seal("Anna", place="here"))
    sealed[-1] ^= 1

    with pytest.raises(SealedValueMoved):
        unseal(bytes(sealed), place="here")


def test_an_old_key_opens_and_the_new_one_seals(settings):
    old = {"k1": os.urandom(32)}
    settings.FIELD_KEYS = old
    anna = found(a_parent("Anna"))
    assert kept(anna)["name"].startswith(b"k1:")

    settings.FIELD_KEYS = {"k2": os.urandom(32), **old}
    anna = found(anna.participant)
    assert anna.name == "Anna"
    anna.save()

    assert kept(anna)["name"].startswith(b"k2:")
    settings.FIELD_KEYS.pop("k1")
    assert found(anna.participant).name == "Anna"


def test_a_key_that_is_gone_is_named(settings):
    settings.FIELD_KEYS = {"k1": os.urandom(32)}
    anna = found(a_parent("Anna"))
    settings.FIELD_KEYS = {"k2": os.urandom(32)}

    with pytest.raises(SealedValueMoved, match="'k1'"):
        _ = found(anna.participant).name


def test_another_key_under_the_same_id_does_not_open(settings):
    settings.FIELD_KEYS = {"k1": os.urandom(32)}
    anna = found(a_parent("Anna"))
    settings.FIELD_KEYS = {"k1": os.urandom(32)}

    with pytest.raises(SealedValueMoved):
        _ = found(anna.participant).name


def test_an_address_is_found_again_by_its_fingerprint():
    anna = a_parent("Anna", **ANNA)
    a_parent("Bilal", email="bilal@example.org")

    index = blind_index(" Anna.CANARI@example.org ", column="email")

    assert [found.pk for found in ContactDetails.objects.filter(email_index=index)] == [anna.pk]


def test_a_fingerprint_says_which_column_it_is_for():
    assert blind_index("0639980001", column="phone") != blind_index("0639980001", column="email")
    assert blind_index("", column="email") is None


def test_a_fingerprint_is_nothing_without_its_key(settings):
    before = blind_index("anna@example.org", column="email")
    settings.INDEX_KEY = b"another"

    assert blind_index("anna@example.org", column="email") != before


def test_the_fingerprint_follows_the_address():
    anna = found(a_parent("Anna", **ANNA))
    anna.email = "anna@ailleurs.example"
    anna.save(update_fields=["email"])

    assert found(anna.participant).email_index == blind_index(anna.email, column="email")


@pytest.mark.parametrize(
    "careless",
    [
        lambda contacts: contacts.update(email="anna@example.org"),
        lambda contacts: contacts.filter(email="anna@example.org").exists(),
        lambda contacts: contacts.filter(name__in=["Anna"]).exists(),
        lambda contacts: contacts.exclude(phone="+33639980001").exists(),
    ],
)
def test_text_in_clear_is_refused_in_a_query(careless):
    a_parent("Anna")

    with pytest.raises(TypeError, match="sealed per row"):
        careless(ContactDetails.objects)


def test_bulk_update_cannot_seal_and_says_so():
    anna = found(a_parent("Anna"))
    anna.name = "Annabelle"

    with pytest.raises(TypeError, match="sealed per row"):
        ContactDetails.objects.bulk_update([anna], ["name"])


def test_many_are_sealed_at_once():
    house = a_house()
    parents = Participant.objects.bulk_create(
        [Participant(house=house, created_at=NOW) for _ in range(3)]
    )
    names = ["Anna", "Bilal", "Chloé"]
    contacts = [
        ContactDetails(participant=parent, name=name, email=f"{number}@example.org")
        for number, (parent, name) in enumerate(zip(parents, names, strict=True))
    ]
    for contact in contacts:
        contact.index()

    ContactDetails.objects.bulk_create(contacts)

    assert sorted(contact.name for contact in ContactDetails.objects.all()) == names
    assert all(kept(contact)["name"].startswith(b"k1:") for contact in contacts)
    assert ContactDetails.objects.filter(
        email_index=blind_index("2@example.org", column="email")
    ).exists()


def test_what_was_left_aside_is_fetched_when_it_is_read(django_assert_num_queries):
    a_parent("Anna", **ANNA)
    anna = ContactDetails.objects.defer("email").get()

    with django_assert_num_queries(1):
        assert anna.email == ANNA["email"]
    with django_assert_num_queries(0):
        assert anna.email == ANNA["email"]


def test_a_list_without_contacts_opens_nothing(monkeypatch):
    anna = found(a_parent("Anna", **ANNA))
    monkeypatch.setattr("village.sealing.fields.unseal", pytest.fail)

    assert ContactDetails.objects.get().pk == anna.pk


def test_a_row_without_its_key_cannot_be_sealed():
    with pytest.raises(TypeError, match="needs its key first"):
        ContactDetails._meta.get_field("name").sealed(ContactDetails(name="Anna"))


def test_a_dump_holds_no_name_and_opens_again_at_home():
    parent = a_parent("Anna Canari", **ANNA)
    dump = io.StringIO()
    management.call_command("dumpdata", "people.contactdetails", stdout=dump)
    clear = ["Canari", "canari", "639980001"]
    encoded = base64.b64encode(b"Anna Canari").decode().rstrip("=")[:-1]

    assert not [text for text in (*clear, encoded) if text in dump.getvalue()]

    ContactDetails.objects.all().delete()
    for loaded in serializers.deserialize("json", dump.getvalue()):
        loaded.save()
    assert found(parent).name == "Anna Canari"
    assert found(parent).phone == ANNA["phone"]


def test_a_broken_dump_is_refused():
    a_parent("Anna")
    (row,) = serializers.serialize("python", ContactDetails.objects.all())
    row["fields"]["name"] = "sealed:not base64"

    with pytest.raises(serializers.base.DeserializationError):
        list(serializers.deserialize("python", [row]))


@pytest.mark.django_db(transaction=True)
def test_nothing_that_identifies_anna_is_in_clear_where_records_are_kept():
    a_parent("Anna Canari", house=a_house(name="Maison Repère"), **ANNA)
    everything = everything_kept()

    assert "Maison Repère".encode() in everything  # we look in the right place
    for clear in ("Canari", "canari", ANNA["email"], "639980001"):
        assert clear.encode() not in everything
        assert clear.encode("utf-16-le") not in everything
        assert clear.encode().hex().encode() not in everything


def everything_kept() -> bytes:
    """The bytes of the database: SQLite's own files, or PostgreSQL's binary copy of every table of ours."""
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*"))
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        copies = []
        for table in tables:
            with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as copy:
                copies.append(b"".join(bytes(part) for part in copy))
    return b"".join(copies)
