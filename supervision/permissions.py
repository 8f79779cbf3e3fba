"""Who may do what with quarterly reports."""

from core.enums import Role
from core.permissions import has_role, is_system, rule

is_municipal_reviewer = has_role(Role.MUNICIPAL_REVIEWER)
is_municipal_chief = has_role(Role.MUNICIPAL_CHIEF)

may_generate = is_municipal_reviewer | is_system


@rule
def is_not_submitter(actor, report):
    """The second signature is another person's (SD28)."""
    return report.submitted_by_id not in actor.persons


may_lock = is_municipal_chief & is_not_submitter
may_restate = is_municipal_chief
