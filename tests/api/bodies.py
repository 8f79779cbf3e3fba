"""What each address that makes a record takes, with every field it knows.

`NEW` maps the address to who may post there and a body that is accepted, for a side of the world.
"""

from django.core.files.uploadedfile import SimpleUploadedFile

from core.enums import Role
from core.tenancy.scope import OWNER, acting_as
from programs.models import Session, TrainingClass
from tests.core.files.makers import pdf
from tests.rosters import identity

UNIT = Role.INSTITUTION_ADMIN


def paper(name="证明.pdf") -> SimpleUploadedFile:
    """A paper to hand in."""
    return SimpleUploadedFile(name, pdf(), "application/pdf")


def online(side) -> int:
    """The public session, made an online one."""
    with acting_as(OWNER):
        Session.objects.filter(pk=side.session.pk).update(mode="online")
    return side.session.pk


def running(side) -> int:
    """The learning item, of a class that runs now."""
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(state="running")
    return side.study_item.pk


NEW = {
    "/appeals/": (
        UNIT,
        lambda side: {
            "kind": "programme",
            "record": "P103",
            "ground": "facts",
            "text": "面积实为一百平方米",
        },
    ),
    "/accreditations/": (
        Role.AGENCY_ADMIN,
        lambda side: {
            "licence_number": "1",
            "licence_issuer": "局",
            "licence_valid_until": "2099-12-31",
            "legal_person": "人",
            "responsible_person": "人",
            "premises_address": "路",
            "premises_area": 100,
            "statement": "说明",
        },
    ),
    "/classes/": (
        UNIT,
        lambda side: {
            "programme": "P101",
            "name": "新班",
            "venue": side.venue.pk,
            "seats": 5,
            "has_waiting_list": False,
        },
    ),
    "/class-changes/": (
        UNIT,
        lambda side: {
            "training_class": "C101",
            "reason": "教师生病",
            "lines": [
                {
                    "kind": "add",
                    "starts_at": "2026-12-30T09:00:00+08:00",
                    "lessons": 2,
                    "mode": "offline",
                    "teacher": side.teacher.pk,
                    "venue": side.venue.pk,
                    "topic": "课",
                    "holiday_reason": "",
                }
            ],
        },
    ),
    "/programmes/": (
        UNIT,
        lambda side: {
            "kind": "key_group",
            "name": "新项目",
            "occupation": side.programme.occupation.code,
            "level": "5",
            "textbook": "教材",
            "description": "学什么",
            "key_groups": [],
            "has_living_allowance": False,
            "has_final_test": True,
            "fee": "0",
            "payer": "subsidy",
            "trainee_pays": "0",
            "teachers": [side.teacher.pk],
            "syllabus": [{"title": "理论", "kind": "theory", "mode": "offline", "lessons": 16}],
        },
    ),
    "/accreditation-changes/": (
        UNIT,
        lambda side: {
            "accreditation": side.accreditation.number,
            "kind": "name",
            "grounds": "更名",
            "name": "新名称",
            "file": paper(),
        },
    ),
    "/scopes/": (
        UNIT,
        lambda side: {
            "accreditation": side.application.number,
            "training_type": "key_group",
            "occupation": side.programme.occupation.code,
            "level": "5",
            "course_type": "GYB",
        },
    ),
    "/teachers/": (
        UNIT,
        lambda side: {
            "name": "新教师",
            "document_type": "citizen_id",
            "number": "210213199001011012",
            "qualification": "技师",
            "user": None,
            "is_active": True,
        },
    ),
    "/venues/": (
        UNIT,
        lambda side: {"name": "新场地", "address": "路1号", "places": 30, "is_active": True},
    ),
    "/qualifications/": (
        UNIT,
        lambda side: {
            "teacher": side.teacher.pk,
            "occupation": side.programme.occupation.code,
            "level": "4",
            "proof": paper(),
            "is_signed": True,
        },
    ),
    "/group-proofs/": (
        Role.WORKER,
        lambda side: {"group": "unemployed_graduate", "proof": paper()},
    ),
    "/corrections/": (
        Role.WORKER,
        lambda side: {
            "field": "enrolment_education",
            "value": "bachelor",
            "grounds": "毕业证书",
            "enrolment": side.enrolment.pk,
            "proof": paper(),
        },
    ),
    "/enrolments/": (
        Role.WORKER,
        lambda side: {"training_class": "C101", "voucher": side.voucher.number},
    ),
    "/study-items/": (
        UNIT,
        lambda side: {
            "session": online(side),
            "title": "第二讲",
            "body": "一",
            "minutes": 5,
        },
    ),
    "/study-sessions/": (
        Role.WORKER,
        lambda side: {"item": running(side), "enrolment": side.enrolment.pk},
    ),
    "/transfers/": (
        UNIT,
        lambda side: {"enrolment": side.enrolment.pk, "target": "C101", "grounds": "工作时间有变"},
    ),
    "/attendance-corrections/": (
        Role.WORKER,
        lambda side: {
            "record": side.record.pk,
            "begins_at": side.session.starts_at.isoformat(),
            "ends_at": side.session.ends_at.isoformat(),
            "grounds": "手机没电",
            "evidence": paper(),
        },
    ),
    "/business-plans/": (
        UNIT,
        lambda side: {"enrolment": side.enrolment.pk, "result": "passed", "remark": "可行"},
    ),
    "/start-ups/": (
        Role.WORKER,
        lambda side: {
            "enrolment": side.enrolment.pk,
            "uscc": "91210200MA0XN4WP5T",
            "name": "大连小店",
            "registered_on": "2026-11-01",
        },
    ),
    "/apprentice-plans/": (
        Role.ENTERPRISE_ADMIN,
        lambda side: {
            "institution": side.partner.number,
            "occupation": side.programme.occupation.code,
            "level": "4",
            "starts_on": "2099-01-01",
            "ends_on": "2099-12-31",
        },
    ),
    "/apprentices/": (
        Role.ENTERPRISE_ADMIN,
        lambda side: {
            "plan": side.plan_of_firm.number,
            "employment": side.employee.pk,
            "contract_number": "HT-1",
            "contract_from": "2099-01-01",
            "contract_until": "2099-12-31",
            "enterprise_mentor": side.mentor.pk,
            "institution_mentor": side.second_mentor.pk,
            "contract": paper(),
        },
    ),
    "/apprentice-logs/": (
        Role.WORKER,
        lambda side: {
            "apprentice": side.apprentice.pk,
            "week_on": "2099-01-05",
            "work_days": 5,
            "lessons": 4,
            "learnt": "焊接",
        },
    ),
    "/late-enrolments/": (
        UNIT,
        lambda side: {
            "training_class": "C101",
            "name": "学员",
            "document_type": "citizen_id",
            "identity_number": identity(1),
            "phone": "13600000001",
            "education": "college",
            "grounds": "刚退役返乡",
        },
    ),
    "/classes/C102/sessions/": (
        UNIT,
        lambda side: {
            "starts_at": "2099-01-05T09:00:00+08:00",
            "lessons": 2,
            "mode": "offline",
            "teacher": side.teacher.pk,
            "venue": side.venue.pk,
            "topic": "课",
            "holiday_reason": "",
        },
    ),
}
# Sign-in and codes: their answers have tests of their own.
OTHERS = {"/tokens/"}
