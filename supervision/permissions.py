"""Who may do what with quarterly reports and appeals."""

from core.enums import UNIT_ADMINS, Role
from core.permissions import has_role, is_own_organization, is_system, rule

is_municipal_reviewer = has_role(Role.MUNICIPAL_REVIEWER)
is_municipal_chief = has_role(Role.MUNICIPAL_CHIEF)

may_generate = is_municipal_reviewer | is_system


@rule
def is_not_submitter(actor, report):
    """The second signature is another person's (SD28)."""
    return report.submitted_by_id not in actor.persons


may_lock = is_municipal_chief & is_not_submitter
may_restate = is_municipal_chief

APPELLANTS = UNIT_ADMINS | {Role.AGENCY_ADMIN}
may_appeal = has_role(*APPELLANTS) & is_own_organization
CHIEF = (Role.MUNICIPAL_CHIEF,)
OFFICERS = (Role.MUNICIPAL_REVIEWER, *CHIEF)
may_take_up = has_role(*OFFICERS)
may_decide_appeal = is_municipal_chief
