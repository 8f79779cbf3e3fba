"""Properties of identifiers over generated numbers, and the masks that hide them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import (
    IdentifierError,
    check_bank_card,
    check_document,
    check_uscc,
    documents,
    mask_account,
    mask_identity,
    mask_name,
    mask_phone,
    uscc,
)
from core.identifiers.accounts import luhn_sum

DIGITS = "0123456789"
areas = st.integers(110000, 659999).map(str)
births = st.dates(date(1900, 1, 1), date(2030, 12, 31))
orders = st.integers(0, 999).map("{:03}".format)


@st.composite
def citizen_numbers(draw):
    first = draw(areas) + draw(births).strftime("%Y%m%d") + draw(orders)
    return first + documents.check_character(first)


@st.composite
def credit_codes(draw):
    first = draw(st.sampled_from(["11", "52", "91"])) + draw(areas)
    first += draw(st.text(uscc.ALPHABET, min_size=9, max_size=9))
    return first + uscc.check_character(first)


@st.composite
def cards(draw):
    first = draw(st.text(DIGITS, min_size=15, max_size=18))
    return next(first + digit for digit in DIGITS if luhn_sum(first + digit) % 10 == 0)


def refuses(check, *arguments):
    try:
        check(*arguments)
    except IdentifierError:
        return True
    return False


def changed(text, place, alphabet):
    """Return every text that differs from the given one in this place alone."""
    return [text[:place] + c + text[place + 1 :] for c in alphabet if c != text[place]]


@given(citizen_numbers())
def test_generated_citizen_number_passes(number):
    identity = check_document("citizen_id", number)
    assert identity.number == number
    assert identity.birth_on.strftime("%Y%m%d") == number[6:14].lstrip("0")


@given(citizen_numbers(), st.integers(0, 17))
def test_any_one_changed_digit_of_a_citizen_number_fails(number, place):
    alphabet = DIGITS + "X" if place == 17 else DIGITS
    assert all(refuses(check_document, "citizen_id", n) for n in changed(number, place, alphabet))


@given(credit_codes(), st.integers(0, 17))
def test_any_one_changed_character_of_a_credit_code_fails(code, place):
    assert check_uscc(code) == code
    assert all(refuses(check_uscc, wrong) for wrong in changed(code, place, uscc.ALPHABET))


@given(cards(), st.data())
def test_any_one_changed_digit_of_a_card_fails(card, data):
    place = data.draw(st.integers(0, len(card) - 1))
    assert check_bank_card(card) == card
    assert all(refuses(check_bank_card, wrong) for wrong in changed(card, place, DIGITS))


@given(st.text(max_size=40))
def test_no_text_makes_a_check_crash(text):
    for check in (check_uscc, check_bank_card, lambda t: check_document("citizen_id", t)):
        refuses(check, text)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张小三", "张*三"),
        ("李四", "李*"),
        ("王", "*"),
        ("", ""),
        ("欧阳修远", "欧**远"),
        ("买买提·吐尔逊", "买**·吐**"),
        ("阿卜杜热合曼", "阿****曼"),
        ("John Smith", "J*** S****"),
        ("Madonna", "M******"),
        ("José", "J***"),
        ("𠮷田三", "𠮷*三"),
        ("  李四 ", "李*"),
    ],
)
def test_name_is_masked(name, masked):
    assert mask_name(name) == masked


def test_numbers_are_masked_as_the_standard_shows():
    assert mask_identity("210202199001010010") == "210202********0010"
    assert mask_identity("210202199001010010", public=True) == "2102**********0010"
    assert mask_phone("13812341234") == "138****1234"
    assert mask_phone("+86 138-1234-1234") == "138****1234"
    assert mask_account("6217000000000000012") == "****0012"


@given(citizen_numbers())
def test_identity_mask_shows_neither_birth_date_nor_order(number):
    assert mask_identity(number)[6:14] == "*" * 8
    assert mask_identity(number, public=True)[4:14] == "*" * 10


@given(st.text(DIGITS, max_size=30))
def test_masks_never_show_more_than_their_share(digits):
    assert sum(c != "*" for c in mask_account(digits)) <= min(4, len(digits) // 2)
    assert sum(c != "*" for c in mask_phone(digits)) in {0, 7}
    if len(digits) != 18:
        assert set(mask_identity(digits)) <= {"*"}


@given(st.text("张王李赵三四五六", min_size=3, max_size=8))
def test_name_mask_hides_everything_between_first_and_last(name):
    assert mask_name(name) == name[0] + "*" * (len(name) - 2) + name[-1]


@given(st.text(st.characters(exclude_characters="*"), max_size=30))
def test_name_mask_always_hides_something(name):
    if name.strip():
        shown = [c for c in mask_name(name) if c not in "*·•・‧. \t"]
        assert len(shown) < len(name.strip()) or not any(c.isalnum() for c in name)
