"""A learning item of each side, opened by its worker; a heartbeat, and a line of the ledger."""

from datetime import timedelta

from core import clock
from trainees.models import Heartbeat, StudyItem, StudyRecord, StudySession


def lay_out(side, n):
    """The item is of the public session on site, so that nothing else changes by it."""
    now = clock.now()
    own = {"organization": side.organization, "district": side.district}
    whose = own | {"trainee_user": side.worker}
    side.rows["study_item"] = StudyItem.objects.create(
        **own, session=side.session, title=f"密{side.mark}学习内容", body="一\n\n二", minutes=45
    )
    of = whose | {"item": side.study_item, "enrolment": side.enrolment}
    side.rows["study_session"] = StudySession.objects.create(**of, opened_at=now, settled_at=now)
    side.rows["heartbeat"] = Heartbeat.objects.create(
        **whose, study_session=side.study_session, counter=1, received_at=now, position=0,
        speed=1, is_visible=True, is_active=True,
    )  # fmt: skip
    side.rows["study_record"] = StudyRecord.objects.create(
        **of, study_session=side.study_session, begins_at=now, ends_at=now + timedelta(minutes=1),
        day=clock.today(), milliseconds=60_000, media_from=0, media_to=60_000, is_accepted=False,
        reason="study_hidden", clause="onl §3",
    )  # fmt: skip
