"""The exports of this app's lists: what the institution's pages show, identity masked."""

from django.utils.translation import gettext_lazy as _

from core import exports
from core.enums import UNIT_ADMINS
from core.exports import Field
from trainees.filters import ApprenticePlanFilter, EnrolmentFilter
from trainees.models import ApprenticePlan, Enrolment

exports.declare(
    "enrolments",
    title=_("Roster"),
    model=Enrolment,
    filterset=EnrolmentFilter,
    roles=UNIT_ADMINS,
    fields=(
        Field("training_class__number", _("Class number"), is_identifier=True),
        Field("name", _("Name")),
        Field("masked_identity", _("Identity number"), is_identifier=True),
        Field("phone", _("Phone"), is_identifier=True),
        Field("education", _("Education")),
        Field("source", _("Source")),
        Field("state", _("State")),
        Field("enrolled_at", _("enrolled")),
        Field("attended_minutes", _("attended minutes")),
        Field("scheduled_minutes", _("scheduled minutes")),
        Field("made_up_minutes", _("made-up minutes")),
        Field("score", _("Completion score")),
        Field("outcome", _("Outcome")),
        Field("certificate__number", _("Certificate number"), is_identifier=True),
        Field("remark", _("Remark")),
    ),
)

exports.declare(
    "apprentice-plans",
    title=_("Apprenticeships"),
    model=ApprenticePlan,
    filterset=ApprenticePlanFilter,
    roles=UNIT_ADMINS,
    fields=(
        Field("number", _("Number"), is_identifier=True),
        Field("organization__name", _("Enterprise")),
        Field("institution__name", _("Institution")),
        Field("occupation__code", _("Occupation code"), is_identifier=True),
        Field("level", _("Level")),
        Field("starts_on", _("First day")),
        Field("ends_on", _("Last day")),
        Field("state", _("State")),
    ),
)
