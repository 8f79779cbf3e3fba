"""A device of each side's teacher, with one entry that was counted."""

from core import clock
from trainees.models import AttendanceDevice, DeviceEntry


def lay_out(side, n):
    own = {"organization": side.organization, "district": side.district}
    side.rows["device"] = device = AttendanceDevice.objects.create(
        **own, user=side.teacher_user, name=f"密{side.mark}机", public_key=f"x{n}",
        registered_at=clock.now(), last_counter=1,
    )  # fmt: skip
    side.rows["device_entry"] = DeviceEntry.objects.create(
        **own, device=device, counter=1, kind="sign_in", session=side.session,
        enrolment=side.enrolment, said_at=1, origin="x", elapsed=1, signature="x",
        received_at=clock.now(), at=clock.now(), outcome="counted", flag=f"密{side.mark}",
    )  # fmt: skip
