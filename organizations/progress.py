"""Where an application stands: its steps, who has it, until when, and what comes next."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.limits import cited
from core.pages import Fact
from organizations.enums import AccreditationState as S
from organizations.models import Accreditation
from organizations.models.accreditation import APPLYING, IN_FORCE
from organizations.services.advance import completable_until
from organizations.services.applications import first_reminder

STEPS = (
    (gettext_lazy("Application"), {S.DRAFT, S.RETURNED}),
    (gettext_lazy("District looks at the papers"), {S.SUBMITTED}),
    (gettext_lazy("On-site visit by two officers"), {S.SITE_VISIT}),
    (gettext_lazy("City decides"), {S.DISTRICT_PASSED}),
    (gettext_lazy("Listed in the directory"), set()),
)
OVER = {S.ACCREDITED, S.SUSPENDED, S.EXPIRED, S.REMOVED}
STOPPED = {S.REFUSED, S.WITHDRAWN}


def steps_of(row: Accreditation) -> list[dict]:
    """The way to the directory, for components/steps.html; none for one that was given up."""
    if row.state in STOPPED:
        return []
    at = next((n for n, (_label, states) in enumerate(STEPS) if row.state in states), len(STEPS))
    stages = ("done", "current", "ahead")
    return [
        {"label": label, "note": note_of(row, n), "stage": stages[(n > at) - (n < at) + 1]}
        for n, (label, _states) in enumerate(STEPS)
    ]


def note_of(row, n) -> str:
    """The day that belongs to a step."""
    days = (None, row.visit_due_on, row.visit_on, row.reply_due_on, row.valid_from)
    known = days[n] if row.submitted_at else None
    return f"{known:%Y-%m-%d}" if known else ""


def next_step(row: Accreditation) -> str:
    """One sentence: who does what until when."""
    today = clock.today()
    due = {"due": f"{row.reply_due_on:%Y-%m-%d}"} if row.reply_due_on else {"due": "–"}
    words = {
        S.DRAFT: _("Fill in the form, upload the papers, enter the scope and submit."),
        S.SUBMITTED: _("The district answers by %(due)s; you need do nothing.") % due,
        S.SITE_VISIT: _("Two officers come on the day of the visit. Have the papers ready."),
        S.DISTRICT_PASSED: _("The municipal bureau decides by %(due)s.") % due,
        S.ACCREDITED: _("You may teach within your scope. Apply for a renewal in time."),
        S.REFUSED: _("You may appeal, or apply again once the reason is gone."),
        S.SUSPENDED: _("Nothing new may be filed until the bureau resumes the accreditation."),
        S.REMOVED: _("You may apply again."),
        S.EXPIRED: _("You may apply again."),
        S.WITHDRAWN: _("You may apply again."),
    }
    if row.state == S.RETURNED:
        last = f"{completable_until(row):%Y-%m-%d}"
        return _("Complete it and submit it again by %(due)s; after that it lapses.") % {
            "due": last
        }
    late = row.state in (S.SUBMITTED, S.DISTRICT_PASSED) and row.reply_due_on < today
    told = words[row.state]
    return f"{told} {_('The answer is late; the chief has been told.')}" if late else told


def term_facts(row: Accreditation) -> list[Fact]:
    """When it holds, and from when a renewal may be applied for."""
    if not row.valid_until:
        return []
    found = [Fact(_("Term of validity"), f"{row.valid_from:%Y-%m-%d} – {row.valid_until:%Y-%m-%d}")]
    if row.state == S.ACCREDITED:
        found.append(Fact(_("Renewal possible from"), f"{first_reminder(row):%Y-%m-%d}"))
    return found


def limits_of(on: date) -> list[dict]:
    """The time limits of the way, with their clauses, for the public page."""
    steps = (
        ("tl_site_visit", _("The district comes to see the premises")),
        ("tl_accreditation_reply", _("The whole answer, from the district and the city")),
        ("tl_completion_of_papers", _("Completing what was returned; the bureau's time stops")),
        ("tl_accreditation_validity", _("How long an accreditation holds")),
        ("tl_accreditation_warning", _("First reminder; a renewal may be applied for")),
        ("tl_change_reply", _("Answer to a change of scope, premises, legal person or name")),
        ("tl_appeal", _("Appeal against a refusal")),
    )
    return [{"what": what, "rule": cited(code, on)} for code, what in steps]


def told_first(actor) -> dict | None:
    """What the first page of a unit says of its accreditation; nothing while all is well.

    One query: the newest record that is open or in force.
    """
    rows = Accreditation.objects.visible_to(actor).filter(state__in=(*APPLYING, *IN_FORCE))
    row = rows.order_by("-id").first()
    if row is None:
        words = _("The unit has no accreditation in force. Read the criteria and apply.")
        return {"row": None, "next_step": words, "may_apply": True}
    if row.state == S.ACCREDITED and clock.today() < first_reminder(row):
        return None
    return {"row": row, "next_step": next_step(row), "may_apply": row.state == S.ACCREDITED}
