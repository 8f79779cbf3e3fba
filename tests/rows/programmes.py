"""A syllabus and a named teacher for both programmes of a side."""

from programs.models import LessonStandard, ProgrammeTeacher, SubsidyRate, SyllabusUnit


def lay_out(side, n):
    """The listed programme may be read by everybody, its teachers by their own alone."""
    side.rows["lesson_standard"] = LessonStandard.objects.first()
    side.rows["subsidy_rate"] = SubsidyRate.objects.first()
    own = {"organization": side.organization, "district": side.district}
    for name, mark in (("programme", "公"), ("draft_programme", "密")):
        of = {**own, "programme": side.rows[name]}
        kinds = (("theory", "offline"), ("practice", "offline"))
        for ordinal, (kind, mode) in enumerate(kinds, 1):
            side.rows[f"{name}_unit"] = SyllabusUnit.objects.create(
                **of, ordinal=ordinal, title=f"{mark}{side.mark}单元{ordinal}", kind=kind,
                mode=mode, lessons=side.rows[name].lessons // 2,
            )  # fmt: skip
        ProgrammeTeacher.objects.create(**of, teacher=side.teacher)
