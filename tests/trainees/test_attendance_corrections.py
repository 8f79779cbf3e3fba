"""Corrections of attendance: with evidence, in time, and never confirmed by who asked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from core import clock
from core.models import Notification
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from programs.models import Session
from programs.services.advance import TIMETABLE
from tests import world as laid_out
from tests.core.files.makers import pdf
from trainees.models import AttendanceCorrection, AttendanceRecord, CheckIn
from trainees.services.attendance import unlike_their_hash
from trainees.services.attendance_corrections import advance, request_correction


@pytest.fixture
def side(db, settings, tmp_path):
    """A session that was closed an hour ago; its one trainee has not signed in."""
    settings.MEDIA_ROOT = tmp_path
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
        AttendanceCorrection.objects.all().delete()
        CheckIn.objects.all().delete()
        Notification.objects.all().delete()
        side.session.starts_at = clock.now() - timedelta(hours=4)
        side.session.ends_at = clock.now() - timedelta(hours=1)
        side.session.state = "closed"
        side.session.save()
    return side


def actors(side):
    return laid_out.worker_actor(side), laid_out.unit_actor(side, "teacher")


def paper():
    return SimpleUploadedFile("签到表.pdf", pdf(), "application/pdf")


def ask(side, actor, *, begin=0, end=180, evidence=True):
    with acting_as(actor.scope):
        record = AttendanceRecord.objects.get(pk=side.record.pk)
        return request_correction(
            record, actor=actor, begins_at=side.session.starts_at + timedelta(minutes=begin),
            ends_at=side.session.starts_at + timedelta(minutes=end), grounds="手机没电",
            evidence=paper() if evidence else None,
        )  # fmt: skip


def answer(side, row, name, actor, **given):
    with acting_as(actor.scope):
        return perform(row, name, actor=actor, **given)


def stored(side) -> AttendanceRecord:
    with acting_as(OWNER):
        return AttendanceRecord.objects.get(pk=side.record.pk)


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as found:
        call(*args, **kwargs)
    return found.value.code


def told(code) -> set[int]:
    with acting_as(OWNER):
        found = Notification.objects.filter(code=code)
        return set(found.values_list("recipient_id", flat=True))


def test_what_a_second_person_confirms_counts_and_what_was_before_is_kept(side):
    _worker, teacher = actors(side)
    row = ask(side, teacher, begin=30)
    assert told("work_new") >= {side.admin.pk}
    assert told("attendance_changed") == {side.worker.pk}
    row = answer(side, row, "confirm", laid_out.unit_actor(side))
    record = stored(side)
    assert (record.state, record.minutes) == ("corrected", 150)
    assert (row.old_state, row.old_presence) == ("absent", [])
    assert told("record_approved") >= {side.worker.pk, teacher.user_id}


def test_who_asked_does_not_confirm_neither_by_another_role_nor_as_a_deputy(side):
    _worker, teacher = actors(side)
    row = ask(side, teacher)
    admin = laid_out.unit_actor(side)
    for same in (
        replace(admin, user_id=teacher.user_id),
        replace(admin, deputy_for=teacher.user_id),
    ):
        assert refused(answer, side, row, "confirm", same) == "correction_same_person"
    assert stored(side).state == "absent"


def test_whose_hours_they_are_does_not_confirm_them_either(side):
    _worker, teacher = actors(side)
    row = ask(side, teacher)
    oneself = replace(laid_out.unit_actor(side), user_id=side.worker.pk)
    assert refused(answer, side, row, "confirm", oneself) == "correction_same_person"


def test_without_evidence_outside_the_hours_or_twice_nothing_is_asked(side):
    worker, teacher = actors(side)
    assert refused(ask, side, worker, evidence=False) == "correction_evidence_missing"
    assert refused(ask, side, worker, begin=-1) == "correction_outside_session"
    assert refused(ask, side, worker, begin=90, end=90) == "correction_outside_session"
    ask(side, worker)
    assert refused(ask, side, teacher) == "attendance_correction_open"


def test_a_session_that_has_not_ended_or_is_sealed_takes_none(side):
    worker, _teacher = actors(side)
    for state in ("open", "sealed"):
        with acting_as(OWNER):
            Session.objects.filter(pk=side.session.pk).update(state=state, sealed_at=clock.now())
        assert refused(ask, side, worker) == "wrong_state"


def test_after_three_working_days_it_is_too_late(side):
    worker, _teacher = actors(side)
    with acting_as(OWNER):
        long_ago = timedelta(days=12)
        Session.objects.filter(pk=side.session.pk).update(
            starts_at=side.session.starts_at - long_ago, ends_at=side.session.ends_at - long_ago
        )
        side.session.refresh_from_db()
    assert refused(ask, side, worker) == "correction_too_late"


def test_a_session_is_not_sealed_while_somebody_waits_for_an_answer(side):
    worker, _teacher = actors(side)
    row = ask(side, worker)
    with acting_as(OWNER):
        assert refused(perform, side.session, "seal", actor=TIMETABLE) == "corrections_open"
    answer(
        side, row, "refuse", laid_out.unit_actor(side), reason_code="attendance_below_threshold",
        reason="监控显示不在场",
    )  # fmt: skip
    with acting_as(OWNER):
        assert perform(side.session, "seal", actor=TIMETABLE).state == "sealed"
    assert stored(side).state == "absent"
    assert told("record_refused") == {side.worker.pk}


def test_what_nobody_answers_lapses_and_the_record_stays(side):
    worker, _teacher = actors(side)
    row = ask(side, worker)
    with acting_as(OWNER):
        AttendanceCorrection.objects.filter(pk=row.pk).update(
            reply_due_on=clock.today() - timedelta(days=1)
        )
        assert advance() == 1
        assert AttendanceCorrection.objects.get(pk=row.pk).state == "lapsed"
    assert stored(side).state == "absent"
    assert told("record_lapsed") == {side.worker.pk}


def test_the_seal_finds_a_register_that_was_changed_behind_it(side):
    """By somebody who changes rows and keeps the triggers from running."""
    with acting_as(OWNER):
        perform(side.session, "seal", actor=TIMETABLE)
        assert unlike_their_hash() == []
        call_command("verify_registers")
        AttendanceRecord.objects.filter(pk=side.record.pk).update(
            state="present", signed_in_at=clock.now(),
            presence=[(side.session.starts_at, side.session.ends_at)],
        )  # fmt: skip
        assert unlike_their_hash() == [side.session]
        with pytest.raises(CommandError, match="1 of 1 registers do not fit"):
            call_command("verify_registers")
