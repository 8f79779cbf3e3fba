"""Identifiers of people, units and papers: what is well formed, and how each is masked."""

from core.identifiers.accounts import AccountType, check_account, check_bank_card
from core.identifiers.certificates import (
    CertificateKind,
    CertificateNumber,
    certificate_contradictions,
    check_certificate,
)
from core.identifiers.documents import (
    DocumentType,
    Identity,
    Sex,
    check_document,
    document_number,
)
from core.identifiers.errors import IdentifierError
from core.identifiers.levels import SkillLevel, is_high_skilled, rank
from core.identifiers.masks import mask_account, mask_identity, mask_name, mask_phone
from core.identifiers.phones import check_phone
from core.identifiers.uscc import check_uscc, has_valid_organisation_code

__all__ = [
    "AccountType",
    "CertificateKind",
    "CertificateNumber",
    "DocumentType",
    "IdentifierError",
    "Identity",
    "Sex",
    "SkillLevel",
    "certificate_contradictions",
    "check_account",
    "check_bank_card",
    "check_certificate",
    "check_document",
    "check_phone",
    "check_uscc",
    "document_number",
    "has_valid_organisation_code",
    "is_high_skilled",
    "mask_account",
    "mask_identity",
    "mask_name",
    "mask_phone",
    "rank",
]
