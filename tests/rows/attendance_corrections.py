"""A check-in of each side's worker, and a correction its teacher has taken back."""

from datetime import date

from core import clock
from core.models import StoredFile
from core.models.owned import owner_columns
from tests import world
from trainees.models import AttendanceCorrection, CheckIn


def lay_out(side, n):
    secret, now, session = f"密{side.mark}", clock.now(), side.session
    own = {"organization": side.organization, "district": side.district}
    of_record = {**own, "record": side.record, "session": session, "trainee_user": side.worker}
    side.rows["check_in"] = CheckIn.objects.create(
        **of_record, kind="sign_in", source="code", at=now, received_at=now, entered_by=side.worker,
        device_name=f"{secret}机",
    )  # fmt: skip
    side.rows["attendance_correction_file"] = file = StoredFile.objects.create(
        **owner_columns(world.unit_actor(side)) | {"trainee_user_id": side.worker.pk},
        purpose="attendance_evidence", storage_name=f"attendance{secret}", size=1, sha256="x",
        original_name=f"{secret}照片.pdf", content_type="application/pdf", created_at=now,
    )  # fmt: skip
    side.rows["attendance_correction"] = AttendanceCorrection.objects.create(
        **of_record, number=f"AC{secret}{n}", begins_at=session.starts_at, ends_at=session.ends_at,
        grounds=f"{secret}事由", evidence=file, requested_at=now, requested_by=side.teacher_user,
        reply_due_on=date(2099, 12, 31), state="withdrawn",
    )  # fmt: skip
