"""Who may do what with enrolments and attendance."""

from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.permissions import (
    has_role,
    is_own_district,
    is_own_organization,
    is_own_person,
    is_system,
    rule,
)

# Which lists there are and how old, never who is on: also for whoever looks after the addresses.
LIST_READERS = CASE_READERS | {Role.SYSTEM_ADMINISTRATOR}

# Who reads people, their enrolments and what hangs on them, in the bureau's admin.
READERS = CASE_READERS | {Role.DISTRICT_REVIEWER}
is_unit_admin = has_role(*UNIT_ADMINS)
is_own_unit_admin = is_unit_admin & is_own_organization
is_worker_oneself = has_role(Role.WORKER) & is_own_person
is_own_district_reviewer = has_role(Role.DISTRICT_REVIEWER) & is_own_district

# The institution follows up whom it has taught (ent §2); the founder may say it, too.
may_follow_up = is_worker_oneself | is_own_unit_admin

may_void_employment = has_role(Role.ENTERPRISE_ADMIN) & is_own_organization

may_file_plan = has_role(Role.ENTERPRISE_ADMIN) & is_own_organization
may_cancel_plan = may_file_plan | is_own_district_reviewer


@rule
def is_own_mentor(actor, log):
    """A mentor of the apprentice whose week it is, never the apprentice."""
    is_named = actor.user_id is not None and actor.user_id in log.apprentice.mentors
    return actor.role == Role.MENTOR and is_named and actor.user_id != log.trainee_user_id


may_prove_group = is_worker_oneself
may_judge_group = is_own_district_reviewer


@rule
def is_guardian(actor, guardianship):
    """The person who answered as the guardian, acting for themselves."""
    is_oneself = actor.user_id is not None and actor.user_id == guardianship.guardian_user_id
    return actor.role == Role.WORKER and is_oneself


is_ward_or_guardian = is_worker_oneself | is_guardian
may_state_income = is_worker_oneself
may_set_statement_aside = is_own_district_reviewer

# The home district, and the city for everybody.
may_issue_vouchers = is_own_district_reviewer | has_role(Role.MUNICIPAL_REVIEWER)

# Proposed by the home district of one of the two, decided by the city.
may_propose_merge = is_own_district_reviewer
may_decide_merge = has_role(Role.MUNICIPAL_REVIEWER)

may_withdraw = is_worker_oneself | is_own_unit_admin | is_system
may_verify = (has_role(Role.INSTITUTION_ADMIN) & is_own_organization) | is_own_district_reviewer


@rule
def is_session_teacher(actor, record):
    """The teacher of the session, acting as teacher."""
    return actor.role == Role.TEACHER and record.session.teacher.user_id == actor.user_id


@rule
def is_teacher_oneself(actor, device):
    """The teacher whose device it is."""
    return actor.role == Role.TEACHER and actor.user_id == device.user_id


@rule
def may_recheck(actor, session):
    """Whoever has the screen with the code: the teacher, or the unit."""
    is_teacher = actor.role == Role.TEACHER and session.teacher.user_id == actor.user_id
    return is_teacher or is_own_unit_admin(actor, session)


@rule
def is_correction_of_oneself(actor, correction):
    """The person whose hours it is about, and the teacher who has asked for it."""
    if actor.role == Role.TEACHER:
        return actor.user_id is not None and actor.user_id == correction.requested_by_id
    return actor.role == Role.WORKER and actor.user_id == correction.trainee_user_id


may_sign = is_worker_oneself | is_session_teacher
may_excuse = is_session_teacher
may_void = is_own_district_reviewer | has_role(Role.INSPECTOR)


@rule
def is_served(actor, record):
    """Somebody for whom an officer acts at the counter."""
    return actor.role == Role.WORKER and actor.helper is not None


@rule
def is_oneself(actor, record):
    """A worker with the own hands: what is nobody else's to see or answer."""
    return actor.role == Role.WORKER and actor.helper is None


is_oneself_here = is_oneself & is_own_person

# Of what an institution carries in an enrolment that institution, and always the district.
may_check_correction = is_own_district_reviewer | (
    has_role(Role.INSTITUTION_ADMIN) & is_own_organization
)
