"""What of a teacher can be shown in clear, to whom, and when a case of theirs is open."""

from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.reveals import RevealField
from programs.enums import QualificationState

CASE_OFFICERS = frozenset({Role.DISTRICT_REVIEWER, Role.MUNICIPAL_REVIEWER, Role.INSPECTOR})
FIELDS = (RevealField("identity_number", _("Identity number"), CASE_OFFICERS),)


def is_being_recognised(actor, teacher) -> bool:
    """A qualification of the teacher waits for this district's reviewer."""
    if actor.role != Role.DISTRICT_REVIEWER or teacher.district_id != actor.district_id:
        return False
    return teacher.qualifications.filter(state=QualificationState.SUBMITTED).exists()
