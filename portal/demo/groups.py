"""Key groups in the demo, one in each state; those that wait live where one can sign in."""

import io
from datetime import time

from core import clock, files
from core.access import Actor
from core.calendar import add_months
from core.documents import Letter, letter_pdf
from core.files.types import PDF
from core.workflow import perform
from portal.demo.actors import worker_of
from portal.demo.changes import officer
from portal.demo.history import record_first
from portal.demo.people import WORKERS
from portal.demo.timetable import moment, working_day_ago
from trainees.models import GroupMembership, KeyGroup, Trainee
from trainees.services.groups import membership_of, save_new, tell_district

HERE = "DL-06"  # the district of jinzhou.reviewer
# (group, days since it was handed in, answer); the first ones live there
STORY = (
    ("registered_unemployed", 2, ""),
    ("hard_to_employ", 1, ""),
    ("rural_transfer", 40, "confirm"),
    ("ex_serviceman", 6, "return"),
    ("low_income", 20, "refuse"),
    *(("registered_unemployed", 30 + n, "confirm") for n in range(6)),
)
ANSWERS = {
    "return": ("document_missing", "请补充退役证件的照片页。（演示内容）"),
    "refuse": ("group_proof_expired", "所附证明已于上月到期。（演示内容）"),
}


def make_groups(users, organizations) -> list[GroupMembership]:
    """Of `worker.1` … `worker.20`, whoever lives in `HERE` first."""
    names = [f"worker.{n}" for n in range(1, WORKERS + 1)]
    found = Trainee.objects.filter(user__username__in=names).select_related("district")
    people = sorted(found, key=lambda one: (one.district.code != HERE, one.pk))
    groups = {group.code: group for group in KeyGroup.objects.all()}
    return [
        told(one, groups[code], days, answer, reviewer_at(one.district, users, organizations))
        for one, (code, days, answer) in zip(people, STORY, strict=False)
    ]


def reviewer_at(district, users, organizations) -> Actor:
    return officer(users[district.code], organizations[district.code])


def told(trainee, group, days, answer, reviewer) -> GroupMembership:
    """Handed in on a working day, and answered in the afternoon."""
    day = working_day_ago(days)
    worker = worker_of(trainee)
    proof = paper(worker, trainee, group)
    with clock.at(moment(day, time(9, 20))):
        row = membership_of(trainee, group)
        row.proof = proof
        save_new(row)
        tell_district(row)
    record_first(worker, "submit", row, row.submitted_at)
    if not answer:
        return row
    with clock.at(moment(day, time(15, 40))):
        if answer == "confirm":
            last = add_months(day, group.default_validity_months)
            return perform(row, answer, actor=reviewer, valid_from=day, valid_until=last)
        code, reason = ANSWERS[answer]
        return perform(row, answer, actor=reviewer, reason_code=code, reason=reason)


def paper(worker, trainee, group):
    """A proof that says it is invented; kept now, whenever it was handed in."""
    letter = Letter(
        title=f"{group.zh}证明（演示）",
        number="演示",
        to="演示人员",
        sender="演示发证机构",
        on=clock.today(),
        paragraphs=("本页为演示内容，人员与证明均为虚构。",),
    )
    return files.keep(
        worker, io.BytesIO(letter_pdf(letter)), purpose="group_proof", kind=PDF,
        name="群体证明（演示）.pdf", district_id=trainee.district_id,
    )  # fmt: skip
