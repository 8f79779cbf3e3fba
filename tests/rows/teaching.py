"""Qualifications of a side's teacher: one that holds, and one the district has sent back."""

from core import clock
from programs.models import TeacherQualification
from tests.teaching import recognise


def lay_out(side, n):
    """The first is the one the moves are tried with; classes are filed by the second."""
    side.rows["qualification"] = TeacherQualification.objects.create(
        organization=side.organization, district=side.district, teacher=side.teacher,
        course_type="SYB", proof=side.file, number=f"T{n}01", submitted_at=clock.now(),
        submitted_by=side.admin, state="returned", reviewed_by=side.reviewer,
        replied_at=clock.now(),
    )  # fmt: skip
    side.rows["valid_qualification"] = recognise(side)
