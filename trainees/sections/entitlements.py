"""What is left this year, by the limits in force: counted where lines are paid, else the limit."""

from django.utils.translation import gettext_lazy as _

from core import clock
from core.calendar import add_months
from core.enums import Role
from core.pages import section
from core.permissions import has_role
from policies.decisions import gather
from policies.queries import value_on
from trainees.eligibility import (
    PAID,
    ROLLING_LIMIT,
    ROLLING_MONTHS,
    TRAINING_STREAMS,
    YEAR_LIMIT,
    paid,
)
from trainees.services.people import own_trainee


@section("timeline", order=10, rule=has_role(Role.WORKER))
def entitlements_left(request, obj):
    """The limits of training subsidies, with what is used and left; nothing without a record."""
    trainee = own_trainee(request.actor)
    if trainee is None:
        return None
    lines = gather([PAID], [trainee.pk])[trainee.pk].get(PAID)
    return {
        "title": _("Subsidised training left"),
        "template": "trainees/entitlements.html",
        "context": {"limits": limits(lines), "is_counted": lines is not None},
    }


def limits(lines) -> list[dict]:
    """One line for each limit; `lines` None: nobody counts yet, and nothing is assumed."""
    today = clock.today()
    year, rolling = value_on(YEAR_LIMIT, today), value_on(ROLLING_LIMIT, today)
    months = int(value_on(ROLLING_MONTHS, today).value)
    since = {
        _("In %(year)d") % {"year": today.year}: (year, lambda day: day[:4] == f"{today.year}"),
        _("In %(months)d months") % {"months": months}: (
            rolling, lambda day: day > f"{add_months(today, -months)}",
        ),
    }  # fmt: skip
    return [limit(label, row, counts, lines) for label, (row, counts) in since.items()]


def limit(label, row, counts, lines) -> dict:
    most = int(row.value)
    if lines is None:
        return {"label": label, "row": row, "most": most, "used": None, "left": None}
    used = sum(counts(line["claimed"]) for line in paid({PAID: lines}, TRAINING_STREAMS))
    return {"label": label, "row": row, "most": most, "used": used, "left": max(most - used, 0)}
