"""Learning accounts in the demo: corrections in several states, and a share link that is open."""

from datetime import time, timedelta

from core import clock
from core.privacy import keyed_hash
from core.workflow import perform
from portal.demo.actors import worker_of
from portal.demo.groups import HERE, reviewer_at
from portal.demo.history import record_first
from portal.demo.people import WORKERS
from portal.demo.timetable import moment, working_day_ago
from trainees.enums import Education
from trainees.models import CorrectionRequest, ShareLink, Trainee
from trainees.services.corrections import request_of, tell_owner

# (what is wrong, the wished value, working days since, what the district did)
STORY = (
    ("name", "{name}辰", 3, ()),
    ("education", Education.BACHELOR, 9, ("take_up", "ask_proof")),
    ("education", Education.COLLEGE, 20, ("take_up", "apply")),
    ("education", Education.BACHELOR, 30, ("take_up", "refuse")),
)
GROUNDS = "与证件或毕业证书所载不一致。（演示内容）"
GIVEN = {
    "ask_proof": {
        "reason_code": "correction_proof_missing", "reason": "请上传毕业证书。（演示内容）",
    },
    "refuse": {
        "reason_code": "correction_not_proven", "reason": "所附材料不能证实学历。（演示内容）",
    },
}  # fmt: skip
TOKEN = "demo-link-of-a-learning-account"
LINK_DAYS = timedelta(days=30)


def make_account(users, organizations) -> list[CorrectionRequest]:
    """Of `worker.1` … `worker.20`, whoever lives in `HERE` first; the link is `worker.1`'s."""
    names = [f"worker.{n}" for n in range(1, WORKERS + 1)]
    found = Trainee.objects.filter(user__username__in=names).select_related("district", "user")
    people = sorted(found, key=lambda one: (one.district.code != HERE, -one.pk))
    share_of(next(one for one in found if one.user.username == names[0]))
    return [
        told(one, *story, reviewer_at(one.district, users, organizations))
        for one, story in zip(people, STORY, strict=False)
    ]


def told(trainee, field, value, days, moves, reviewer) -> CorrectionRequest:
    """Asked for in the morning of a working day, answered in the afternoon."""
    day, worker = working_day_ago(days), worker_of(trainee)
    with clock.at(moment(day, time(10, 5))):
        row = request_of(trainee, field, None)
        row.new_value, row.grounds = str(value).format(name=trainee.name), GROUNDS
        row.save()
        tell_owner(row)
    record_first(worker, "submit", row, row.submitted_at)
    for n, name in enumerate(moves):
        with clock.at(moment(day, time(14 + n, 20))):
            row = perform(row, name, actor=reviewer, **GIVEN.get(name, {}))
    return row


def share_of(trainee) -> None:
    """A link everybody of the demo may open, made yesterday."""
    day = working_day_ago(1)
    at = moment(day, time(12, 10))
    row = ShareLink.objects.create(
        number=f"FX{day.year}-900001", trainee=trainee, trainee_user_id=trainee.user_id,
        token_hash=keyed_hash(TOKEN), note="某用人单位（演示）", created_at=at,
        valid_until=day + LINK_DAYS,
    )  # fmt: skip
    record_first(worker_of(trainee), "create", row, at)
