"""What: occupations, programmes, teachers, venues, classes and their sessions."""

from programs.models.annual_plan import AnnualPlanVersion, Target
from programs.models.class_change import ChangeLine, ClassChange
from programs.models.directory_entry import DirectoryEntry
from programs.models.occupation import Occupation
from programs.models.plan_comment import PlanComment
from programs.models.programme import Programme
from programs.models.scope import AccreditationScope
from programs.models.session import Session
from programs.models.standard import LessonStandard, SubsidyRate
from programs.models.syllabus import ProgrammeTeacher, SyllabusUnit
from programs.models.teacher import Teacher
from programs.models.teacher_qualification import TeacherQualification
from programs.models.teaching_person import TeachingPerson
from programs.models.timetable_version import TimetableVersion
from programs.models.training_class import TrainingClass
from programs.models.venue import Venue

__all__ = [
    "AccreditationScope",
    "AnnualPlanVersion",
    "ChangeLine",
    "ClassChange",
    "DirectoryEntry",
    "LessonStandard",
    "Occupation",
    "PlanComment",
    "Programme",
    "ProgrammeTeacher",
    "Session",
    "SubsidyRate",
    "SyllabusUnit",
    "Target",
    "Teacher",
    "TeacherQualification",
    "TeachingPerson",
    "TimetableVersion",
    "TrainingClass",
    "Venue",
]
