"""More rows of everything the API lists."""

from datetime import date, timedelta

from django.db.models import IntegerField, UniqueConstraint

from core.tenancy.scope import OWNER, acting_as
from organizations.models import Accreditation, AccreditationChange, District, Organization
from programs.models import (
    AccreditationScope,
    DirectoryEntry,
    LessonStandard,
    Occupation,
    Session,
    SubsidyRate,
    Teacher,
    TeacherQualification,
    TrainingClass,
)
from supervision.models import QuarterlyReport, ReportFigure, ReportPack
from tests.api.resources import listed
from tests.teaching import make_teacher, recognise
from trainees.models import (
    Apprentice,
    ApprenticeLog,
    ApprenticePlan,
    AttendanceCorrection,
    AttendanceRecord,
    BankAccount,
    BusinessPlan,
    ClassDossier,
    CompletionCertificate,
    CorrectionRequest,
    Enrolment,
    GroupMembership,
    Guardianship,
    LateException,
    PersonMerge,
    StartUp,
    StartUpFollowUp,
    Transfer,
    Voucher,
)

# Rows of these hang on each other: `many` makes them by hand.
BY_HAND = (
    TrainingClass, Enrolment, Session, AttendanceRecord, QuarterlyReport, Occupation, Teacher,
    TeacherQualification, Accreditation, AccreditationChange, AccreditationScope, GroupMembership,
    AttendanceCorrection, BankAccount, CompletionCertificate, CorrectionRequest, Guardianship,
    LateException, PersonMerge, Transfer, Voucher, Apprentice, ApprenticeLog, BusinessPlan, StartUp,
    StartUpFollowUp, ClassDossier,
)  # fmt: skip
# Registers of their own, which do not grow with a side; the directory is kept by the database.
FIXED = (District, DirectoryEntry, LessonStandard, SubsidyRate)


def many(side, count):
    """`count` more rows in every list."""
    add_classes(side, count)
    with acting_as(OWNER):
        add_units(side, count)
        for model in {view.model for view in listed().values()} - {*BY_HAND, *FIXED}:
            clone(next(row for row in side.rows.values() if isinstance(row, model)), count)
        own = {"organization": side.organization, "district": side.district}
        for n in range(count):
            add_person(side, n)
            recognise(side, make_teacher(f"教师{n}", **own))
            add_accreditation(side, n)
            add_group(side, n)
            add_merge(side, n)
            add_late(side, n)
            add_attendance_correction(side, n)
            add_transfer(side, n)
            add_certificate(side, n)
            add_apprentice(side, n)
            add_correction(side, n)
            add_start_up(side, n)
            add_dossier(side, n)
            add_guardianship(side, n)
            add_account(side, n)
        for n, row in enumerate(Occupation.objects.all()[:count]):
            row.pk, row.code = None, f"9-99-99-{n:02d}"
            row.save(force_insert=True)


def add_classes(side, count):
    """More published classes like the one there is, and as many drafts."""
    with acting_as(OWNER):
        row = side.training_class
        for n in range(count):
            for state, number in (("open", f"C1-{n:03d}"), ("draft", f"C9-{n:03d}")):
                row.pk, row.number, row.state = None, number, state
                row.save(force_insert=True)


def add_units(side, count):
    """Accredited units, which come into the directory."""
    Organization.objects.bulk_create(
        Organization(
            number=f"N-{n:03d}", kind="institution", name=f"新校{n}", short_name="新校",
            district=side.district, standing="accredited", accredited_until=date(2099, 1, 1),
        )
        for n in range(count)
    )  # fmt: skip


def add_group(side, n):
    """A proof that was refused: of those that live there is one a group."""
    row = GroupMembership.objects.get(pk=side.group_proof.pk)
    row.pk, row.number, row.state = None, f"G-{n:03d}", "refused"
    row.save(force_insert=True)


def add_merge(side, n):
    """One more that was undone: of those that stand a record has one."""
    row = PersonMerge.objects.get(pk=side.person_merge.pk)
    row.pk, row.number = None, f"RH-{n:03d}"
    row.save(force_insert=True)


def add_attendance_correction(side, n):
    """A correction that was taken back: of those that wait there is one a record."""
    row = AttendanceCorrection.objects.get(pk=side.attendance_correction.pk)
    row.pk, row.number, row.state = None, f"AC-{n:03d}", "withdrawn"
    row.save(force_insert=True)


def add_late(side, n):
    """A late enrolment that was taken back: of those that are open there is one a person."""
    row = LateException.objects.get(pk=side.late.pk)
    row.pk, row.number, row.state = None, f"LE-{n:03d}", "withdrawn"
    row.save(force_insert=True)


def add_transfer(side, n):
    """A transfer that was declined: of those that are open there is one an enrolment."""
    row = Transfer.objects.get(pk=side.transfer.pk)
    row.pk, row.number, row.state = None, f"TF-{n:03d}", "declined"
    row.save(force_insert=True)


def add_certificate(side, n):
    """A certificate of one more enrolment that was left before: an enrolment has one at most."""
    row = CompletionCertificate.objects.get(pk=side.completion_certificate.pk)
    row.pk, row.number, row.enrolment = None, f"PX-{n:03d}", left_before(side)
    row.save(force_insert=True)


def add_apprentice(side, n):
    """The apprentice there is in one more plan, and one more week."""
    plan = ApprenticePlan.objects.get(pk=side.plan_of_apprentices.pk)
    plan.pk, plan.number = None, f"XT-{n:03d}"
    plan.save(force_insert=True)
    row = Apprentice.objects.get(pk=side.apprentice.pk)
    row.pk, row.plan = None, plan
    row.save(force_insert=True)
    log = ApprenticeLog.objects.get(pk=side.apprentice_log.pk)
    log.pk, log.week_on = None, log.week_on + timedelta(weeks=n + 1)
    log.save(force_insert=True)


def add_start_up(side, n):
    """A business that was taken back, with a follow-up; a plan of one more enrolment."""
    row = StartUp.objects.get(pk=side.start_up.pk)
    row.pk, row.number, row.state = None, f"CY-{n:03d}", "withdrawn"
    row.save(force_insert=True)
    follow_up = StartUpFollowUp.objects.get(pk=side.follow_up_6.pk)
    follow_up.pk, follow_up.start_up = None, row
    follow_up.save(force_insert=True)
    plan = BusinessPlan.objects.get(pk=side.business_plan.pk)
    plan.pk, plan.enrolment = None, left_before(side)
    plan.save(force_insert=True)


def add_dossier(side, n):
    """One more entry of a dossier."""
    row = ClassDossier.objects.get(pk=side.dossier.pk)
    row.pk, row.version, row.previous = None, n + 2, "x"
    row.save(force_insert=True)


def left_before(side) -> Enrolment:
    """One more enrolment that was left."""
    left = Enrolment.objects.get(pk=side.completed.pk)
    left.pk, left.state, left.withdrawn_at = None, "withdrawn", left.enrolled_at
    left.save(force_insert=True)
    return left


def add_correction(side, n):
    """A request that was taken back: of those that are open there is one a value."""
    row = CorrectionRequest.objects.get(pk=side.correction.pk)
    row.pk, row.number, row.state = None, f"GZ-{n:03d}", "withdrawn"
    row.save(force_insert=True)


def clone(row, count):
    """`count` more rows like one, different where they must be."""
    for n in range(count):
        copy = type(row).objects.get(pk=row.pk)
        copy.pk = None
        for field in unique_fields(type(row)):
            own = f"{row.pk}{n:02d}"  # a side may have several rows of a kind
            value = int(own) if isinstance(field, IntegerField) else f"X{own}"
            setattr(copy, field.attname, None if field.null else value)
        copy.save(force_insert=True)


def unique_fields(model) -> list:
    """Columns that may not repeat within one organization, but for the key."""
    together = [c.fields for c in model._meta.constraints if isinstance(c, UniqueConstraint)]
    named = {name for names in together for name in names} - {"id", "organization", "district"}
    columns = model._meta.concrete_fields
    return [f for f in columns if not f.primary_key and (f.unique or f.name in named)]


def add_guardianship(side, n):
    """A request that was taken back: one at a time is open."""
    row = Guardianship.objects.get(pk=side.guardianship.pk)
    row.pk, row.number, row.token_hash = None, f"JH-{n:03d}", f"growth{n}"
    row.state, row.ended_at = "ended", row.invited_at
    row.save(force_insert=True)


def add_account(side, n):
    """One that has ended: one is in use, one waits to be confirmed."""
    row = BankAccount.objects.get(pk=side.ended_account.pk)
    row.pk = None
    row.save(force_insert=True)


def add_person(side, n):
    """An enrolment with attendance, and a session, a report with a figure and a row."""
    number = TrainingClass.objects.get(number=f"C1-{n:03d}")
    row = Enrolment.objects.get(pk=side.enrolment.pk)
    row.pk, row.training_class = None, number
    row.save(force_insert=True)
    voucher = Voucher.objects.get(pk=side.voucher.pk)
    voucher.pk, voucher.number, voucher.enrolment = None, f"PQ-{n:03d}", row
    voucher.save(force_insert=True)
    session = Session.objects.get(pk=side.session.pk)
    session.pk, session.training_class, session.ordinal = None, number, n + 2
    session.starts_at += timedelta(days=n + 2)
    session.ends_at += timedelta(days=n + 2)
    session.save(force_insert=True)
    record = AttendanceRecord.objects.get(pk=side.record.pk)
    record.pk, record.session, record.enrolment = None, session, row
    record.save(force_insert=True)
    report = QuarterlyReport.objects.get(pk=side.institution_report.pk)
    report.pk, report.edition = None, 100 + n
    report.quarter = f"{2027 + n}Q1"
    report.save(force_insert=True)
    for model, changes in ((ReportFigure, {"indicator": f"J{n}"}), (ReportPack, {})):
        part = model.objects.filter(report=side.institution_report).first()
        part.pk = None
        for name, value in changes.items():
            setattr(part, name, value)
        part.save(force_insert=True)


def add_accreditation(side, n):
    """An application that was given up, a change likewise, and a line of the scope that ended."""
    given_up = {"state": "withdrawn", "number": f"X{n}"}
    ended = {"valid_to": date(2030, 1, 1) + timedelta(days=n)}
    for name, changes in (
        ("application", given_up),
        ("accreditation_change", given_up),
        ("scope", ended),
    ):
        row = type(side.rows[name]).objects.get(pk=side.rows[name].pk)
        row.pk = None
        for field, value in changes.items():
            setattr(row, field, value)
        row.save(force_insert=True)
