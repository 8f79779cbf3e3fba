"""For whom: trainees, their enrolments, attendance, and rosters."""

from trainees.models.apprentice import Apprentice
from trainees.models.apprentice_log import ApprenticeLog
from trainees.models.apprentice_plan import ApprenticePlan
from trainees.models.attendance import AttendanceRecord
from trainees.models.attendance_correction import AttendanceCorrection
from trainees.models.bank_account import BankAccount
from trainees.models.business_plan import BusinessPlan
from trainees.models.check_in import CheckIn
from trainees.models.class_dossier import ClassDossier
from trainees.models.completion_certificate import CompletionCertificate
from trainees.models.correction_request import CorrectionRequest
from trainees.models.device import AttendanceDevice, DeviceEntry
from trainees.models.employment import Employment
from trainees.models.enrolment import Enrolment
from trainees.models.group_membership import GroupMembership
from trainees.models.guardianship import Guardianship
from trainees.models.income_statement import IncomeStatement
from trainees.models.key_group import KeyGroup
from trainees.models.late_exception import LateException
from trainees.models.list_source import ListSource
from trainees.models.merge import MergedRecord, PersonMerge
from trainees.models.reference_list import ReferenceEntry, ReferenceList, ReferenceUnit
from trainees.models.roster import RosterImport
from trainees.models.share_link import ShareLink
from trainees.models.start_up import StartUp, StartUpFollowUp
from trainees.models.study import Heartbeat, StudyRecord, StudySession
from trainees.models.study_item import StudyItem
from trainees.models.trainee import Trainee
from trainees.models.transfer import Transfer
from trainees.models.voucher import Voucher, VoucherIssue

__all__ = [
    "Apprentice",
    "ApprenticeLog",
    "ApprenticePlan",
    "AttendanceCorrection",
    "AttendanceDevice",
    "AttendanceRecord",
    "BankAccount",
    "BusinessPlan",
    "CheckIn",
    "ClassDossier",
    "CompletionCertificate",
    "CorrectionRequest",
    "DeviceEntry",
    "Employment",
    "Enrolment",
    "GroupMembership",
    "Guardianship",
    "Heartbeat",
    "IncomeStatement",
    "KeyGroup",
    "LateException",
    "ListSource",
    "MergedRecord",
    "PersonMerge",
    "ReferenceEntry",
    "ReferenceList",
    "ReferenceUnit",
    "RosterImport",
    "ShareLink",
    "StartUp",
    "StartUpFollowUp",
    "StudyItem",
    "StudyRecord",
    "StudySession",
    "Trainee",
    "Transfer",
    "Voucher",
    "VoucherIssue",
]
