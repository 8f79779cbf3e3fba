"""The exports of this app's lists."""

from django.utils.translation import gettext_lazy as _

from core import exports
from core.enums import UNIT_ADMINS
from core.exports import Field
from programs.filters import ChangeFilter, OwnClassFilter, QualificationFilter
from programs.models import ClassChange, TeacherQualification, TrainingClass

exports.declare(
    "classes",
    title=_("Classes"),
    model=TrainingClass,
    filterset=OwnClassFilter,
    roles=UNIT_ADMINS,
    fields=(
        Field("number", _("Class number"), is_identifier=True),
        Field("name", _("Class")),
        Field("programme__name", _("Programme")),
        Field("programme__training_type", _("Training type")),
        Field("programme__lessons", _("Lessons")),
        Field("venue__name", _("Venue")),
        Field("starts_on", _("First session")),
        Field("ends_on", _("Last session")),
        Field("seats", _("Seats")),
        Field("seats_taken", _("Seats taken")),
        Field("filed_on", _("Filing date")),
        Field("state", _("State")),
    ),
)

exports.declare(
    "qualifications",
    title=_("Teachers' qualifications"),
    model=TeacherQualification,
    filterset=QualificationFilter,
    roles=UNIT_ADMINS,
    fields=(
        Field("number", _("Number"), is_identifier=True),
        Field("teacher__name", _("Teacher")),
        Field("occupation__code", _("Occupation")),
        Field("level", _("Skill level")),
        Field("course_type", _("Course")),
        Field("submitted_at", _("Time of submission")),
        Field("valid_until", _("Valid until")),
        Field("state", _("State")),
    ),
)

exports.declare(
    "class_changes",
    title=_("Changes of classes"),
    model=ClassChange,
    filterset=ChangeFilter,
    roles=UNIT_ADMINS,
    fields=(
        Field("number", _("Change number"), is_identifier=True),
        Field("training_class__number", _("Class number"), is_identifier=True),
        Field("training_class__name", _("Class")),
        Field("reason", _("Reason")),
        Field("is_urgent", _("Urgent")),
        Field("first_at", _("Takes effect")),
        Field("requested_at", _("Time of the request")),
        Field("reply_due_on", _("Reply due")),
        Field("decided_at", _("Replied")),
        Field("state", _("State")),
    ),
)
