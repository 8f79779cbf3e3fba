"""Credit codes, phones, accounts, certificates and levels: good and bad samples."""

from datetime import date

import pytest

from core.identifiers import (
    AccountType,
    CertificateKind,
    IdentifierError,
    SkillLevel,
    certificate_contradictions,
    check_account,
    check_bank_card,
    check_certificate,
    check_phone,
    check_uscc,
    has_valid_organisation_code,
    is_high_skilled,
    rank,
)


def code_of(check, *arguments):
    with pytest.raises(IdentifierError) as refusal:
        check(*arguments)
    return refusal.value.code


@pytest.mark.parametrize(
    "code",
    ["91210211MA0T12346H", "52210202MJ4123453N", "122102004223456743", "11210200004123454G"],
)
def test_credit_code_is_accepted_with_its_organisation_code(code):
    assert check_uscc(code.lower()) == code
    assert has_valid_organisation_code(code)


@pytest.mark.parametrize(
    "code", ["91210211MA0T12346A", "91210211MA0T1234OH", "91210211MA0T12346", "9121", ""]
)
def test_malformed_credit_code_is_refused(code):
    assert code_of(check_uscc, code) == "uscc_invalid"


@pytest.mark.parametrize(
    "written",
    ["13812341234", "+86 138 1234 1234", "+86-138-1234-1234", "008613812341234", "8613812341234",
     "１３８１２３４１２３４"],
)  # fmt: skip
def test_phone_is_normalised(written):
    assert check_phone(written) == "13812341234"


@pytest.mark.parametrize(
    "written", ["12812341234", "1381234123", "138123412345", "0411-83630000", "+1 2125550100", ""]
)
def test_phone_of_another_form_is_refused(written):
    assert code_of(check_phone, written) == "phone_invalid"


def test_personal_card_is_checked_by_luhn():
    assert check_bank_card("6217 0000 0000 0000 012") == "6217000000000000012"
    assert check_bank_card("6212260000000001230") == "6212260000000001230"
    assert code_of(check_bank_card, "6217000000000000013") == "account_invalid"
    assert code_of(check_bank_card, "621700000000000") == "account_invalid"
    assert code_of(check_bank_card, "62170000000000000120") == "account_invalid"


@pytest.mark.parametrize("account_type", [AccountType.CORPORATE, AccountType.PASSBOOK])
def test_other_accounts_are_checked_by_length_and_digits_only(account_type):
    assert check_account(account_type, "6217000000000000013") == "6217000000000000013"
    assert code_of(check_account, account_type, "12345678") == "account_invalid"
    assert code_of(check_account, account_type, "1234567890A") == "account_invalid"
    assert code_of(check_account, "personal_card", "6217000000000000013") == "account_invalid"


def test_skill_level_certificate_states_year_and_level():
    certificate = check_certificate("skill_level", "S000021000045243000012")
    assert (certificate.year, certificate.level) == (2024, SkillLevel.LEVEL_3)
    issued_on = date(2024, 5, 1)
    assert certificate_contradictions(certificate, issued_on=issued_on, level="3") == []
    assert certificate_contradictions(certificate, issued_on=date(2025, 5, 1), level="4") == [
        "year", "level",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "number", ["S000021000045246000012", "S00002100004524300001", "A000021000045243000012"]
)
def test_malformed_skill_level_certificate_is_refused(number):
    assert code_of(check_certificate, "skill_level", number) == "certificate_malformed"


def test_other_certificates_have_their_own_forms():
    assert check_certificate("qualification", "0" * 16).level is None
    assert check_certificate("special_master", "AB" + "1" * 20).number == "AB" + "1" * 20
    assert check_certificate(CertificateKind.COMPLETION, " 大人社 2025-001 ").number == (
        "大人社 2025-001"
    )
    assert code_of(check_certificate, "qualification", "0" * 15) == "certificate_malformed"
    assert code_of(check_certificate, "special_skill", "x" * 65) == "certificate_malformed"
    assert code_of(check_certificate, "special_skill", "  ") == "certificate_malformed"


def test_levels_are_ordered_by_rank_not_by_code():
    order = ["apprentice", "5", "4", "3", "2", "1", "special_master", "chief_master"]
    by_code = sorted(order)
    assert by_code != order
    assert sorted(by_code, key=rank) == order
    assert [rank(level) for level in order] == list(range(8))
    assert [level for level in order if is_high_skilled(level)] == order[3:]
