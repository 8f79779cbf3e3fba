"""Who signed a report, as its reader may know it."""

from core.enums import Role
from organizations.models import User
from supervision.models import QuarterlyReport

SIGNERS = {"submitted_by_id": Role.MUNICIPAL_REVIEWER, "locked_by_id": Role.MUNICIPAL_CHIEF}


def signer(report: QuarterlyReport, column: str) -> str:
    """Who signed: the name for the bureau's own people, else the office; empty if nobody has.

    Row-level security hides users of other tenants, so a district reads the office.
    """
    key = getattr(report, column)
    if key is None:
        return ""
    name = User.objects.filter(pk=key).values_list("name", flat=True).first()
    return name or str(SIGNERS[column].label)
