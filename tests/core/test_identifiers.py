"""A number of a register is checked before it is kept: one digit mistyped is not another organisation."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from village.core.identifiers import compact, is_rna, is_siren, is_siret

DIGIT = st.integers(0, 9)


def completed(beginning: list[int]) -> str:
    """The only number that begins so and passes Luhn's check, worked out as Luhn wrote it."""
    doubled = [2 * digit for digit in beginning[::-1][::2]]
    total = sum(digit - 9 if digit > 9 else digit for digit in doubled)
    total += sum(beginning[::-1][1::2])
    return "".join(map(str, [*beginning, -total % 10]))


@st.composite
def sirens(draw) -> str:
    beginning = draw(st.lists(DIGIT, min_size=8, max_size=8))
    assume(any(beginning))
    return completed(beginning)


@st.composite
def sirets(draw) -> str:
    siren = draw(sirens())
    assume(siren != "356000000")
    number = draw(st.lists(DIGIT, min_size=4, max_size=4))
    return completed([int(digit) for digit in siren] + number)


@given(sirens())
def test_the_check_digit_of_a_siren_is_the_last(siren):
    others = {f"{siren[:-1]}{digit}" for digit in range(10)} - {siren}

    assert is_siren(siren)
    assert not any(map(is_siren, others))


@given(sirets(), st.integers(0, 13), st.integers(1, 9))
def test_one_digit_mistyped_is_noticed(siret, place, slip):
    wrong = (int(siret[place]) + slip) % 10

    assert is_siret(siret)
    assert not is_siret(f"{siret[:place]}{wrong}{siret[place + 1 :]}")


@given(sirens(), st.integers(1, 9), st.lists(DIGIT, min_size=4, max_size=4))
def test_an_establishment_of_a_siren_that_cannot_be_is_noticed(siren, slip, number):
    wrong = [*map(int, siren[:-1]), (int(siren[-1]) + slip) % 10]

    assert not is_siret(completed(wrong + number))


@given(sirets(), st.integers(0, 12))
def test_two_digits_exchanged_are_noticed_but_for_nine_and_zero(siret, place):
    left, right = siret[place], siret[place + 1]
    assume(left != right and {left, right} != {"0", "9"})

    assert not is_siret(f"{siret[:place]}{right}{left}{siret[place + 2 :]}")


@pytest.mark.parametrize("office", ["35600000000048", "35600000049837"])
def test_the_post_office_has_a_rule_of_its_own(office):
    assert is_siret(office)


@pytest.mark.parametrize(
    "typed",
    ["", "0" * 14, "7328293200007", "732829320000744", "73282932O00074", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "35600000049838"],
)  # fmt: skip
def test_what_no_establishment_has_is_refused(typed):
    assert not is_siret(typed)


@pytest.mark.parametrize("number", ["W751000001", "W2A1000123", "W9R1011072", "W9M1000001"])
def test_an_association_is_known_in_corsica_and_overseas_too(number):
    assert is_rna(number)


@pytest.mark.parametrize("typed", ["", "751000001", "W75100000", "W7510000011", "WA51000001", "W7510O0001"])  # fmt: skip
def test_what_no_association_has_is_refused(typed):
    assert not is_rna(typed)


@pytest.mark.parametrize("typed", ["732 829 320 00074", "732.829.320.00074", "732\u202f829\u00a0320 00074"])  # fmt: skip
def test_a_number_is_kept_as_its_register_writes_it(typed):
    assert compact(typed) == "73282932000074"
