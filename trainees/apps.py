"""Trainees: for whom. Trainees, enrolment, attendance, completion."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TraineesConfig(AppConfig):
    name = "trainees"
    verbose_name = _("Trainees and attendance")

    def ready(self):
        """Where a class or a session must not go on without its trainees; phone numbers."""
        from core.outbox import provide_address
        from core.registering import load
        from core.reveals import open_case, other_look, revealable
        from core.workflow import attach
        from organizations import business_register
        from programs import key_groups
        from programs.models import ClassChange, Session, TrainingClass
        from trainees import (  # noqa: F401 - roster_jobs registers the kinds of jobs
            business_list,
            list_kinds,
            merging,
            reveals,
            roster_jobs,
        )
        from trainees.conflicts import APPRENTICESHIPS, WORDS
        from trainees.models import (
            Apprentice,
            ApprenticeLog,
            AttendanceCorrection,
            AttendanceRecord,
            BankAccount,
            BusinessPlan,
            CheckIn,
            CorrectionRequest,
            Employment,
            Enrolment,
            GroupMembership,
            Guardianship,
            IncomeStatement,
            LateException,
            ShareLink,
            StartUp,
            StartUpFollowUp,
            StudyRecord,
            StudySession,
            Trainee,
            Transfer,
            Voucher,
        )
        from trainees.queries import group_names, phones_of
        from trainees.services import (
            attendance,
            attendance_corrections,
            completion,
            dossiers,
            enrolment,
            study_settling,
            waiting,
        )

        load(self.name)
        provide_address("sms", phones_of)
        key_groups.provide(group_names)
        business_register.provide(business_list.source, business_list.look_up)
        list_kinds.check_addresses()
        revealable(Trainee, *reveals.FIELDS)
        revealable(BankAccount, *reveals.ACCOUNT_FIELDS)
        open_case(Trainee, reveals.is_being_verified)
        open_case(Trainee, reveals.is_being_merged)
        merging.moves(
            Enrolment, AttendanceRecord, CheckIn, AttendanceCorrection, StudySession, StudyRecord,
            GroupMembership, Voucher, Employment, Apprentice, ApprenticeLog, BusinessPlan,
            LateException, Transfer, Guardianship, IncomeStatement, BankAccount, CorrectionRequest,
            ShareLink, StartUp, StartUpFollowUp,
        )  # fmt: skip
        merging.conflicts("training_conflicts", WORDS)
        merging.conflicts("apprentice_conflicts", APPRENTICESHIPS)
        revealable(CorrectionRequest, *reveals.CORRECTION_FIELDS)
        open_case(CorrectionRequest, reveals.is_being_corrected)
        other_look(Guardianship, **reveals.OF_A_GUARDIAN)
        other_look(ShareLink, **reveals.OF_A_LINK)
        attach(Session, "open", effect=attendance.make_records)
        attach(Session, "close", effect=attendance.close_records)
        attach(Session, "close", effect=attendance.remind_teacher)
        attach(Session, "seal", guard=attendance_corrections.none_open)
        attach(Session, "void", effect=attendance.void_records)
        attach(Session, "seal", effect=study_settling.settle_session)
        attach(AttendanceRecord, "void", effect=dossiers.add_entry)
        attach(ClassChange, "approve", effect=enrolment.tell_changed)
        attach(GroupMembership, "confirm", effect=enrolment.settle_pending)
        attach(GroupMembership, "confirm_by_list", effect=enrolment.settle_pending)
        attach(GroupMembership, "refuse", effect=enrolment.settle_pending)
        attach(TrainingClass, "start", effect=waiting.end_list)
        attach(TrainingClass, "start", effect=waiting.lapse_open_offers)
        attach(TrainingClass, "finish", effect=completion.miss_all)
        attach(TrainingClass, "complete", guard=completion.all_sealed)
        attach(TrainingClass, "complete", guard=completion.scores_in)
        attach(TrainingClass, "complete", effect=completion.complete_all)
        attach(TrainingClass, "archive", effect=dossiers.seal)
        attach(TrainingClass, "cancel", effect=waiting.end_list)
        attach(TrainingClass, "cancel", effect=enrolment.withdraw_all)
        attach(TrainingClass, "break_off", effect=enrolment.withdraw_all)
