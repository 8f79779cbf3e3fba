"""What of programs names people: staff of units and officers, never a trainee (docs/account.md)."""

from core.portable import left_out

for table in (
    "programs_annualplanversion", "programs_classchange", "programs_plancomment",
    "programs_teacher", "programs_teacherqualification",
):  # fmt: skip
    left_out(table, "work of units and officers; a teacher is one as staff of a unit")
