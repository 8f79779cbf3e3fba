"""Identity documents: the samples of the standard, its traps, and the other two documents."""

from datetime import date

import pytest
from django.utils import translation

from core.identifiers import DocumentType, IdentifierError, Sex, check_document
from core.identifiers.documents import check_character


def with_check(first_seventeen):
    return first_seventeen + check_character(first_seventeen)


def code_of(check, *arguments):
    with pytest.raises(IdentifierError) as refusal:
        check(*arguments)
    return refusal.value.code


@pytest.mark.parametrize(
    ("number", "birth_on"),
    [
        ("210202199001010010", date(1990, 1, 1)),
        ("210203199001010017", date(1990, 1, 1)),
        ("210281199001010016", date(1990, 1, 1)),
        ("210283200401010013", date(2004, 1, 1)),
        ("210202196501010013", date(1965, 1, 1)),  # the area code is younger than the person
        (with_check("21028219700101002"), date(1970, 1, 1)),  # 普兰店市, no longer a code
        (with_check("21022219600229002"), date(1960, 2, 29)),  # 新金县
        (with_check("21022519550101002"), date(1955, 1, 1)),  # 庄河县
        (with_check("21021420000101002"), date(2000, 1, 1)),
    ],
)
def test_citizen_number_is_accepted(number, birth_on):
    assert check_document("citizen_id", number).birth_on == birth_on


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("210202199001010011", "last character"),
        ("210202199002300017", "date"),
        ("21020219900101001", "17"),
        ("2102021990010100100", "19"),
        ("", "0 characters"),
        ("21020219900101X010", "X only"),
        ("２１０２０２１９９００１０１００１１", "last character"),
        ("210202199001O10010", "only digits"),
        ("210202000001010010", "date"),
    ],
)
def test_malformed_citizen_number_is_refused_with_the_reason(number, words):
    with translation.override("en"):
        with pytest.raises(IdentifierError) as refusal:
            check_document("citizen_id", number)
        message = str(refusal.value)
    assert refusal.value.code == "id_checksum_failed"
    assert words in message
    assert not number or number not in message


def test_date_is_checked_before_the_checksum():
    with pytest.raises(IdentifierError) as refusal:
        check_document("citizen_id", "210202199002300017")
    with pytest.raises(IdentifierError) as wrong_digit:
        check_document("citizen_id", "210202199001010011")
    assert str(refusal.value) != str(wrong_digit.value)


def test_lower_case_x_spaces_and_full_width_digits_are_normalised():
    number = next(
        n for n in (with_check(f"21020219900101{i:03}") for i in range(100)) if n.endswith("X")
    )
    assert check_document("citizen_id", number.lower()).number == number
    assert check_document("citizen_id", f" {number[:6]} {number[6:14]}-{number[14:]} ") == (
        check_document("citizen_id", number)
    )
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    assert check_document("citizen_id", wide).number == number


def test_sex_follows_the_parity_of_the_order_number():
    assert check_document("citizen_id", with_check("21020219900101001")).sex is Sex.MALE
    assert check_document("citizen_id", with_check("21020219900101002")).sex is Sex.FEMALE


def test_number_does_not_appear_in_the_repr():
    assert "210202199001010010" not in repr(check_document("citizen_id", "210202199001010010"))


@pytest.mark.parametrize("prefix", ["810000", "820000", "830000"])
def test_residence_permit_has_the_same_check(prefix):
    number = with_check(f"{prefix}19900101001")
    assert check_document("hmt_residence_permit", number).number == number
    assert code_of(check_document, "citizen_id", number) == "id_type_unsupported"
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    assert code_of(check_document, "hmt_residence_permit", wrong) == "id_checksum_failed"


def test_permanent_residence_card_begins_with_nine():
    number = with_check("92110419900101001")
    assert check_document(DocumentType.PERMANENT_RESIDENCE_CARD, number).number == number
    assert code_of(check_document, "citizen_id", number) == "id_type_unsupported"
    assert code_of(check_document, "hmt_residence_permit", number) == "id_type_unsupported"


@pytest.mark.parametrize("document_type", ["passport", "", "CITIZEN_ID"])
def test_unknown_document_type_is_refused(document_type):
    assert code_of(check_document, document_type, "210202199001010010") == "id_type_unsupported"
