"""Two lessons of the story's school and two who learn; run inside `manage.py shell`.

LESSONS are the starts, local time. Prints one JSON line: the keys of the sessions.
"""

import json
import os
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.identifiers.documents import check_character
from core.privacy import keyed_hash
from core.tenancy.owner import as_owner
from organizations import services
from organizations.models import Organization, User
from programs.models import (
    Occupation,
    Programme,
    Session,
    Teacher,
    TeachingPerson,
    TrainingClass,
    Venue,
)
from tests.e2e.story import PASSWORD
from trainees.models import Enrolment, Trainee

LEARNERS = ("周一", "吴二")


def learner(n, name, group):
    body = f"21020219800202{n:03d}"
    number = body + check_character(body)
    actor = system_actor("story")
    user = services.create_user(actor=actor, username=f"learner.{n}", name=name, password=PASSWORD)
    trainee = Trainee.objects.create(
        user=user, name=name, document_type="citizen_id", identity_number=number,
        identity_hash=keyed_hash(number), birth_on=date(1980, 2, 2), sex="male",
        phone=f"1370000000{n}", district=group.district, consent_version="t",
        registered_at=clock.now(),
    )  # fmt: skip
    Enrolment.objects.create(
        organization=group.organization, district=group.district, training_class=group,
        trainee=trainee, trainee_user=user, name=name, masked_identity="x", source="self",
        enrolled_at=clock.now(),
    )  # fmt: skip


def lay_out(starts) -> list[int]:
    school = Organization.objects.get(name="故事职业培训学校")
    own = {"organization": school, "district": school.district}
    venue = Venue.objects.create(**own, name="二号教室", address="某路1号", places=30)
    person = TeachingPerson.objects.create(
        document_type="citizen_id", identity_hash=keyed_hash("lesson")
    )
    teacher = Teacher.objects.create(
        **own, name="王老师", person=person, user=User.objects.get(username="teacher")
    )
    programme = Programme.objects.create(
        **own, number="LESSON", training_type="key_group", occupation=Occupation.objects.first(),
        level="5", name="焊工", textbook="书", lessons=8, state="listed", submitted_at=clock.now(),
    )  # fmt: skip
    days = [timezone.make_aware(datetime.fromisoformat(text)) for text in starts]
    group = TrainingClass.objects.create(
        **own, number="C2099-DL06-000001", programme=programme, name="焊工初级班", venue=venue,
        seats=30, seats_taken=2, starts_on=days[0].date(), ends_on=days[-1].date(), state="open",
        undertaking=True, filed_on=clock.today(), filed_at=clock.now(), is_announced=True,
    )  # fmt: skip
    for n, name in enumerate(LEARNERS, 1):
        learner(n, name, group)
    return [
        Session.objects.create(
            **own, training_class=group, ordinal=n, starts_at=at, ends_at=at + timedelta(hours=3),
            lessons=4, minutes=180, teacher=teacher, venue=venue, is_announced=True,
        ).pk
        for n, at in enumerate(days, 1)
    ]  # fmt: skip


if __name__ != "tests.e2e.lesson":
    with as_owner(), transaction.atomic():
        print(json.dumps(lay_out(os.environ["LESSONS"].split())))
