"""Who may do what with programmes, classes and sessions."""

from core.enums import UNIT_ADMINS, Role
from core.permissions import has_role, is_own_district, is_own_organization, is_system, rule

is_unit_admin = has_role(*UNIT_ADMINS)
is_municipal_reviewer = has_role(Role.MUNICIPAL_REVIEWER)
is_chief = has_role(Role.MUNICIPAL_CHIEF)
is_district_reviewer = has_role(Role.DISTRICT_REVIEWER) & is_own_district

may_edit_programme = is_unit_admin & is_own_organization
may_close_programme = may_edit_programme | is_municipal_reviewer

PLANNERS = frozenset({Role.MUNICIPAL_REVIEWER, Role.MUNICIPAL_CHIEF})
may_write_plan = has_role(*PLANNERS)
may_comment_plan = has_role(Role.DISTRICT_REVIEWER)

may_edit_class = is_unit_admin & is_own_organization
may_review_class = is_district_reviewer
may_cancel_class = may_edit_class | is_district_reviewer

may_cancel_session = may_edit_class | is_district_reviewer


@rule
def is_session_teacher(actor, session):
    """The teacher named in the timetable, acting as teacher."""
    return actor.role == Role.TEACHER and session.teacher.user_id == actor.user_id


may_open_session = is_session_teacher | is_system
may_close_session = is_session_teacher | is_system
may_void_session = is_district_reviewer | has_role(Role.INSPECTOR)

may_edit_qualification = is_unit_admin & is_own_organization
may_review_qualification = is_district_reviewer
may_suspend_qualification = is_district_reviewer | is_municipal_reviewer


@rule
def is_qualified_teacher(actor, qualification):
    """The teacher it is about, acting as teacher."""
    return actor.role == Role.TEACHER and qualification.teacher.user_id == actor.user_id


may_end_qualification = may_edit_qualification | is_qualified_teacher
