"""Assessing again: an enrolment that was not completed, after a confirmed correction (2.4)."""

from django.utils.translation import gettext as _

from core import clock
from core.access import Actor
from core.refusals import Refused
from core.workflow import moving, performs
from policies.decisions import require_met, store
from programs.enums import ClassState
from programs.models import Session
from trainees.completion_checks import completion_of
from trainees.models import Enrolment
from trainees.services.certificates import issue_all
from trainees.services.completion import FINAL, outcome, tell_all


def check_sealed(enrolment) -> None:
    """What was made up is final, as all else. Raises Refused: sessions_open with figures."""
    own = Session.objects.filter(records__enrolment=enrolment)
    left = own.exclude(state__in=FINAL).count()
    if left:
        raise Refused(
            "sessions_open",
            _("%(left)d of %(all)d sessions") % {"left": left, "all": own.count()},
            remedy=_("A session is sealed when the time for corrections is over."),
        )


@performs(Enrolment, "reassess")
def reassess(enrolment, *, actor: Actor, reason: str):
    """Decide again; completed with a certificate where every condition is met now.

    The first decision and the first figures stay in the decisions and the audit trail. Raises
    Refused: not_allowed, wrong_state once the class is archived, sessions_open while a make-up
    session of the person is not sealed, and what is still not met.
    """
    with moving(enrolment, "reassess", actor=actor, reason=reason) as row:
        if row.training_class.state != ClassState.COMPLETED:
            raise Refused("wrong_state", row.training_class.get_state_display())
        check_sealed(row)
        decided = completion_of(row.training_class, [row.pk])[row.pk]
        require_met(decided)
        now = clock.now()
        for name, value in (outcome(decided, now) | {"reassessed_at": now}).items():
            setattr(row, name, value)
    issue_all([row], {row.pk: decided}, now)
    tell_all([row], "reassess")
    store([(row, decided)])
    return row
