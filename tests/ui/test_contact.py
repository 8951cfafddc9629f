"""What may be typed as a name, an address, a number: and a social security number never."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from village.core.errors import NotAllowed
from village.ui import contact
from village.ui.contact import email_address, phone_number, usual_name


def test_the_examples_in_the_text_are_true():
    results = doctest.testmod(contact)

    assert results.attempted > 0
    assert results.failed == 0


@pytest.mark.parametrize(
    "typed",
    [
        "2851262041023",  # thirteen digits
        "285126204102317",  # and its key
        "2 85 12 62 041 023 17",
        "2-85-12-62-041-023",
        "2.85.12.2A.041.023.17",
        "285122b04102317",
        "2\u00a085\u202f12 62 041 023",
        "Anna 285126204102317",
    ],
)
def test_a_social_security_number_is_refused_wherever_it_is_typed(typed: str):
    with pytest.raises(NotAllowed, match="sécurité sociale"):
        usual_name(typed)
    with pytest.raises(NotAllowed, match="sécurité sociale"):
        phone_number(typed, departement="62")


@given(st.from_regex(r"[1-9](\d{12}|\d{14})", fullmatch=True, alphabet="0123456789"))
def test_any_thirteen_or_fifteen_digits_are_refused(digits: str):
    with pytest.raises(NotAllowed):
        usual_name(digits)
    with pytest.raises(NotAllowed):
        phone_number(digits, departement="62")


@pytest.mark.parametrize(
    ("typed", "departement", "kept"),
    [
        ("", "62", ""),
        ("   ", "62", ""),
        ("06 39 98 00 01", "62", "+33639980001"),
        ("06.39.98.00.01", "62", "+33639980001"),
        ("06-39-98-00-01", "62", "+33639980001"),
        ("+33 6 39 98 00 01", "62", "+33639980001"),
        ("+33 (0)6 39 98 00 01", "62", "+33639980001"),
        ("0033639980001", "62", "+33639980001"),
        ("0590 27 00 00", "971", "+590590270000"),
        ("0690 00 00 00", "62", "+590690000000"),  # a Guadeloupe number typed in Lens
        ("0694 20 00 00", "973", "+594694200000"),
        ("0696 20 00 00", "972", "+596696200000"),
        ("0692 12 34 56", "974", "+262692123456"),
        ("0639 01 23 45", "976", "+262639012345"),
        ("87 12 34 56", "987", "+68987123456"),
        ("75 12 34", "988", "+687751234"),
        ("+32 470 12 34 56", "59", "+32470123456"),  # kept as typed, without its spaces
        ("+86 138 1234 5678", "75", "+8613812345678"),  # thirteen digits, and no insured person
    ],
)
def test_a_number_is_kept_as_it_is_dialled_from_anywhere(typed: str, departement: str, kept: str):
    assert phone_number(typed, departement=departement) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "06 39 98 00",
        "06 39 98 00 01 2",
        "87 12 34 56",
        "+33",
        "+0612345678",
        "appeler Bilal",
        "٠٦٣٩٩٨٠٠٠١",
    ],
)
def test_a_number_that_reaches_nobody_is_refused(typed: str):
    with pytest.raises(NotAllowed, match="dix chiffres"):
        phone_number(typed, departement="62")


@given(st.text(max_size=40))
def test_whatever_is_typed_a_number_is_dialled_or_refused(typed: str):
    try:
        number = phone_number(typed, departement="62")
    except NotAllowed:
        return
    assert number == "" or contact.INTERNATIONAL.fullmatch(number)
    assert phone_number(number, departement="62") == number


@pytest.mark.parametrize("typed", ["Anna", "Chloé", "N'Guyễn", "عائشة", "Zoë-Élise 2", "李小龙"])
def test_a_name_is_what_someone_wants_to_be_called(typed: str):
    assert usual_name(f"  {typed} \n") == typed


@pytest.mark.parametrize("typed", ["", "  ", "A" * 101, "Anna\x00", "Anna\x1b[31m"])
def test_no_name_or_an_impossible_one_is_refused(typed: str):
    with pytest.raises(NotAllowed):
        usual_name(typed)


def test_an_address_loses_its_spaces_and_nothing_else():
    assert email_address(" Anna@Example.org ") == "Anna@Example.org"
    assert email_address("  ") == ""


@pytest.mark.parametrize(
    "typed",
    [
        "anna",
        "anna@",
        "@example.org",
        "anna@example",
        "a b@example.org",
        "anna@example.org\nBcc: all",
    ],
)
def test_an_address_that_is_none_is_refused(typed: str):
    with pytest.raises(NotAllowed, match="adresse e-mail"):
        email_address(typed)


def test_an_address_longer_than_any_is_refused():
    with pytest.raises(NotAllowed):
        email_address(
            "a" * 64 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 60 + ".org"
        )
