"""The API of people, their enrolments and what hangs on them."""

from trainees.api.accounts import BankAccountResource
from trainees.api.apprenticeships import ApprenticeResource, LogResource, PlanResource
from trainees.api.attendance import AttendanceResource, CheckIns
from trainees.api.attendance_corrections import AttendanceCorrectionResource
from trainees.api.completion import CertificateResource, ScoresOfClass
from trainees.api.corrections import CorrectionResource
from trainees.api.dossiers import DossierResource
from trainees.api.eligibility import Eligibility
from trainees.api.enrolments import EnrolmentResource
from trainees.api.groups import GroupResource
from trainees.api.guardians import GuardianshipResource
from trainees.api.late import LateResource
from trainees.api.merges import MergeResource
from trainees.api.start_ups import BusinessPlanResource, FollowUpResource, StartUpResource
from trainees.api.study import StudyItemResource, StudyRecordResource, StudySessionResource
from trainees.api.transfers import TransferResource
from trainees.api.vouchers import VoucherResource

resources = {
    "enrolments": EnrolmentResource,
    "attendance": AttendanceResource,
    "attendance-corrections": AttendanceCorrectionResource,
    "apprentice-plans": PlanResource,
    "apprentices": ApprenticeResource,
    "apprentice-logs": LogResource,
    "group-proofs": GroupResource,
    "late-enrolments": LateResource,
    "transfers": TransferResource,
    "guardianships": GuardianshipResource,
    "bank-accounts": BankAccountResource,
    "corrections": CorrectionResource,
    "vouchers": VoucherResource,
    "person-merges": MergeResource,
    "business-plans": BusinessPlanResource,
    "start-ups": StartUpResource,
    "start-up-follow-ups": FollowUpResource,
    "study-items": StudyItemResource,
    "study-sessions": StudySessionResource,
    "study-records": StudyRecordResource,
    "eligibility": Eligibility,
    "completion-certificates": CertificateResource,
    "class-dossiers": DossierResource,
    r"classes/(?P<number>[^/]+)/completion-scores": ScoresOfClass,
    r"sessions/(?P<session>\d{1,18})/check-ins": CheckIns,
}
