"""What the applicant reads of a registration: how far it is, what comes next, and why."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.pages import Fact
from organizations.enums import RegistrationState as S
from organizations.tracking import Followed

NEXT = {
    S.SUBMITTED: _(
        "%(bureau)s checks the credit code and that the contact person acts for the unit, by "
        "%(day)s."
    ),
    S.CONFIRMED: _(
        "The unit is registered. Open the link we sent to your phone; if it is lost or over, ask "
        "%(bureau)s to send it again."
    ),
    S.REFUSED: _("You may register again with what was missing, or ask %(bureau)s."),
    S.WITHDRAWN: _("You took the registration back. You may register again at any time."),
}
OVER = (S.REFUSED, S.WITHDRAWN)


def next_step(row, bureau: str) -> str:
    """What happens now, and who does it."""
    return NEXT[row.state] % {"bureau": bureau, "day": f"{row.reply_due_on:%Y-%m-%d}"}


def facts_of(found: Followed, bureau: str) -> list[Fact]:
    """What stands in the registration, as far as its applicant needs it."""
    facts = [
        Fact(_("Registration number"), found.number),
        Fact(pgettext_lazy("organization", "Unit"), found.name),
        Fact(_("Answered by"), bureau),
        Fact(_("Answer due"), f"{found.reply_due_on:%Y-%m-%d}"),
        Fact(_("Answered"), minute(found.answered_at)),
        Fact(_("Reason"), found.why),
        Fact(_("Number of the unit"), found.unit_number),
        Fact(_("Link sent"), minute(found.invited_at)),
    ]
    return [fact for fact in facts if fact.value]


def steps_of(row) -> list[dict]:
    """The way in, and how far it is gone: for `components/steps.html`."""
    labels = [_("Handed in"), _("Checked by the district"), _("Account by the link")]
    if row.state in OVER:
        labels = [labels[0], S(row.state).label]
    current = 2 if row.state == S.CONFIRMED else 1
    due = f"{row.reply_due_on:%Y-%m-%d}" if row.state == S.SUBMITTED else ""
    return [
        {"label": label, "stage": stage_of(n, current), "note": due if n == 1 else ""}
        for n, label in enumerate(labels)
    ]


def stage_of(place: int, current: int) -> str:
    if place == current:
        return "current"
    return "done" if place < current else "ahead"


def minute(moment) -> str:
    """An instant by the clock on the wall; empty for none."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
