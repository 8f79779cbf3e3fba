"""What an application still lacks, and what a visit still lacks: every point with its remedy."""

import hashlib
import json
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core import clock
from core.identifiers import IdentifierError, check_uscc
from core.punctuation import enumerated, itemised, with_colon
from core.refusals import Refused, reason
from organizations.criteria import criteria_of, papers_of
from organizations.enums import FindingResult, PaperKind
from organizations.models import Accreditation

FACTS = (
    "licence_number",
    "licence_issuer",
    "legal_person",
    "responsible_person",
    "premises_address",
    "premises_area",
    "statement",
)


@dataclass(frozen=True)
class Need:
    """One point as components/checks show it: met or not, why, and what to do."""

    code: str
    passed: bool
    title: str
    detail: str = ""
    remedy: str = ""
    clause: str = ""
    clause_url: str = ""
    is_open: bool = False
    named: str = ""  # what a refusal names, where the title says it already

    @property
    def told(self) -> str:
        return self.detail or self.named

    @property
    def message(self) -> str:
        return with_colon(reason(self.code), self.told)


def require(needs: list[Need]) -> None:
    """Refused with the first point that is not met leading, and all of them in `errors`."""
    lacking = [need for need in needs if not need.passed]
    if lacking:
        first = lacking[0]
        raise Refused(first.code, first.told, remedy=first.remedy, errors=lacking)


def needs_of(row: Accreditation) -> list[Need]:
    """Facts, licence, credit code and papers of an application, as of today."""
    missing = [name for name in FACTS if not getattr(row, name)]
    labels = [capfirst(str(row._meta.get_field(name).verbose_name)) for name in missing]
    facts = Need(
        "input_missing",
        not missing,
        _("The form is complete"),
        enumerated(labels),
        _("Fill in what is missing."),
    )
    return [facts, licence_need(row), code_need(row), *paper_needs(row)]


def licence_need(row) -> Need:
    last, today = row.licence_valid_until, clock.today()
    code = "licence_expired" if last else "licence_missing"
    detail = f"{last:%Y-%m-%d} < {today:%Y-%m-%d}" if last and last < today else ""
    return Need(
        code,
        bool(last and last >= today),
        _("The licence is valid"),
        detail,
        _("Enter a licence that is valid today."),
    )


def code_need(row) -> Need:
    return Need(
        "uscc_invalid",
        has_valid_code(row.organization.uscc),
        _("Unified social credit code"),
        row.organization.uscc,
        _("Have the code of the unit corrected by the municipal bureau."),
    )


def has_valid_code(uscc: str) -> bool:
    try:
        return bool(check_uscc(uscc))
    except IdentifierError:
        return False


def paper_needs(row) -> list[Need]:
    """One point for each kind of paper that units of this kind hand in."""
    given = set(row.accreditationpapers.values_list("kind", flat=True))
    return [
        Need(
            "document_missing",
            kind in given,
            str(kind.label),
            remedy=_("Upload it under “Papers”."),
            named=str(kind.label),
        )
        for kind in papers_of(row.organization.kind)
    ]


def visit_needs(row: Accreditation) -> list[Need]:
    """Checklist, report, photos and both signatures of a visit."""
    found = {finding.criterion: finding for finding in row.visitfindings.all()}
    wanted = criteria_of(row.organization.kind)
    unseen = [str(one) for one in wanted if one.code not in found]
    results = {code: finding.result for code, finding in found.items()}
    unmet = [str(one) for one in wanted if results.get(one.code) == FindingResult.NOT_MET]
    figures = {"open": len(unseen), "all": len(wanted)}
    digest = visit_digest(row, found.values())
    return [
        Need(
            "checklist_open",
            not unseen,
            _("Every criterion has a finding"),
            _("%(open)d of %(all)d open") % figures if unseen else "",
            _("Fill in the checklist."),
        ),
        Need(
            "criterion_not_met",
            not unmet,
            _("No criterion is unmet"),
            itemised(unmet),
            _("Return or refuse the application, or look again."),
        ),
        Need("report_missing", bool(row.report), _("The report is written")),
        Need("photo_missing", row.visitphotos.exists(), _("Photos are uploaded")),
        signature_need(row, digest),
    ]


def signature_need(row, digest) -> Need:
    """Both officers sign the same state; who has not is named."""
    signs = ((row.first_officer, row.first_signed), (row.second_officer, row.second_signed))
    missing = [officer.name for officer, sign in signs if sign != digest]
    names = {"names": _(", ").join(missing)}
    return Need(
        "signature_missing",
        not missing,
        _("Both officers have signed"),
        _("not signed yet: %(names)s") % names if missing else "",
        _("The officer signs this state of the findings on the page of the visit."),
    )


def visit_digest(row: Accreditation, findings=None) -> str:
    """SHA-256 of what an officer signs: findings, report and photos."""
    findings = row.visitfindings.all() if findings is None else findings
    seen = {
        "visit": f"{row.number} {row.visit_on}",
        "findings": sorted([f.criterion, f.result, f.note] for f in findings),
        "report": row.report,
        "photos": list(row.visitphotos.order_by("id").values_list("file__sha256", flat=True)),
    }
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


OWN_PAPERS = tuple(kind for kind in PaperKind if kind != PaperKind.PROOF)
