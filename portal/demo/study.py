"""Online study in the demo: a running class with two items, studied well by one, badly by another.

The heartbeats are invented; what counts of them is judged by the rules, as everywhere.
"""

from datetime import time, timedelta
from random import Random

from core import clock
from portal.demo.timetable import moment
from programs.enums import ClassState, Mode
from programs.models import Session
from trainees.enums import STUDYING, StudySource
from trainees.models import Enrolment, Heartbeat, StudyItem, StudySession
from trainees.services.study import ENDED
from trainees.services.study_settling import settle

ITEMS = (
    ("职业道德与安全规范（演示内容）", 45, (
        "上岗前先看三样：着装、工具、通道。任何一样不合格，先整改再开工。",
        "发现设备异响、异味或者发热，立即停机并报告带班人员，不得自行拆检。",
        "离岗前关电、关水、关气，整理工位，填写交接记录。",
    )),
    ("服务礼仪与沟通（演示内容）", 30, (
        "先问候，再确认需求，最后说明时间。三句话说清楚，对方就放心。",
        "遇到投诉先听完，再复述一遍，确认理解无误后给出办法和时限。",
    )),
)  # fmt: skip
STUDIED = 24  # minutes
EVERY = 15  # seconds
EVENING, LATER = time(19, 30), timedelta(hours=1)
# Of each learner: how fast it is played, and from which minute on the page is hidden.
LEARNERS = ((1.0, 99), (1.25, 14), (2.0, 99), (1.0, 6))


def make_study() -> StudyItem | None:
    """Items in the first online session of a class that runs; studied on its first evening."""
    rows = Session.objects.filter(
        mode=Mode.ONLINE, training_class__state=ClassState.RUNNING,
        training_class__starts_on__lt=clock.today(),
    )  # fmt: skip
    session = rows.exclude(state__in=ENDED).order_by("training_class__number", "starts_at").first()
    if session is None:
        return None
    first, *_others = [add_item(session, *facts) for facts in ITEMS]
    people = Enrolment.objects.filter(
        training_class=session.training_class_id, state__in=STUDYING
    ).order_by("pk")
    for n, enrolment in enumerate(people[: len(LEARNERS)]):
        study(enrolment, first, n, *LEARNERS[n])
    return first


def add_item(session, title, minutes, parts) -> StudyItem:
    return StudyItem.objects.create(
        session=session, organization_id=session.organization_id,
        district_id=session.district_id, title=title, minutes=minutes, body="\n\n".join(parts),
    )  # fmt: skip


def study(enrolment, item, seed, speed, hidden_from) -> None:
    """One sitting on the first evening of the class, and its ledger."""
    own = {
        "organization_id": item.organization_id, "district_id": item.district_id,
        "trainee_user_id": enrolment.trainee_user_id,
    }  # fmt: skip
    at = moment(item.session.training_class.starts_on, EVENING)
    row = StudySession.objects.create(
        **own, item=item, enrolment=enrolment, source=StudySource.PAGE, opened_at=at
    )
    dice, beats, position = Random(seed), [], 0
    for n in range(STUDIED * 60 // EVERY + 1):
        beats.append(
            Heartbeat(
                **own,
                **sign(n, speed, hidden_from),
                study_session=row,
                received_at=at,
                position=position,
            )
        )
        passed = timedelta(seconds=EVERY, milliseconds=dice.randint(-300, 300))
        at += passed
        position += int(passed.total_seconds() * 1000 * speed)
    Heartbeat.objects.bulk_create(beats)
    with clock.at(at + LATER):
        settle(enrolment.trainee_user_id)


def sign(n, speed, hidden_from) -> dict:
    """What the player says of itself the n-th time; it is touched every two minutes."""
    return {
        "counter": n + 1,
        "speed": speed,
        "is_visible": n * EVERY < hidden_from * 60,
        "is_active": n % 8 == 0,
    }
