"""For whom: trainees, their enrolments, attendance, and rosters."""

from trainees.models.attendance import AttendanceRecord
from trainees.models.employment import Employment
from trainees.models.enrolment import Enrolment
from trainees.models.group_membership import GroupMembership
from trainees.models.key_group import KeyGroup
from trainees.models.list_source import ListSource
from trainees.models.reference_list import ReferenceEntry, ReferenceList, ReferenceUnit
from trainees.models.roster import RosterImport
from trainees.models.trainee import Trainee
from trainees.models.voucher import Voucher, VoucherIssue

__all__ = [
    "AttendanceRecord",
    "Employment",
    "Enrolment",
    "GroupMembership",
    "KeyGroup",
    "ListSource",
    "ReferenceEntry",
    "ReferenceList",
    "ReferenceUnit",
    "RosterImport",
    "Trainee",
    "Voucher",
    "VoucherIssue",
]
