"""Vouchers in the demo: of a district for one of its groups, and of the city for another.

Some are claimed, one is used for a class that enrols.
"""

from datetime import time, timedelta

from core import clock
from core.enums import Role
from core.workflow import perform
from portal.demo.actors import of_the_city, worker_of
from portal.demo.groups import reviewer_at
from portal.demo.timetable import moment, working_day_ago
from trainees.models import Enrolment, GroupMembership, KeyGroup, Voucher
from trainees.services import vouchers

MORNING = time(9, 30)
OF_A_DISTRICT = "rural_transfer"
UNCLAIMED = 2  # of those of the city


def make_vouchers(users, organizations) -> None:
    """The city's a fortnight ago, the district's a week after."""
    city = organizations["city"]
    reviewer = of_the_city(users["municipal.reviewer"], city, Role.MUNICIPAL_REVIEWER)
    for row in issued(reviewer, "registered_unemployed", 14)[UNCLAIMED:]:
        claim(row)
    home = GroupMembership.objects.filter(group__code=OF_A_DISTRICT).latest("pk").district
    issued(reviewer_at(home, users, organizations), OF_A_DISTRICT, 7)
    use_one(Voucher.objects.usable().order_by("pk"))
    vouchers.advance()


def issued(actor, code, days) -> list[Voucher]:
    day = working_day_ago(days)
    with clock.at(moment(day, MORNING)):
        group = KeyGroup.objects.get(code=code)
        issue = vouchers.issue_vouchers(actor=actor, group=group, training_type="key_group")
    return list(Voucher.objects.filter(issue=issue).select_related("trainee").order_by("pk"))


def claim(row) -> None:
    with clock.at(row.issued_at + timedelta(hours=3)):
        perform(row, "claim", actor=worker_of(row.trainee))


def use_one(rows) -> None:
    """Whoever is enrolled in a class that theirs is good for has meant it for that."""
    along = ("training_class__programme", "training_class__organization")
    for row in rows.select_related("trainee"):
        own = Enrolment.objects.seated().filter(trainee_id=row.trainee_id)
        for enrolment in own.select_related(*along).order_by("-pk"):
            if row.covers(enrolment.training_class):
                vouchers.mean_for(row, enrolment, worker_of(row.trainee))
                return
