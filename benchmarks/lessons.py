"""Lays out lessons that are open for sign-in; run in `manage.py shell` after `benchmarks.layout`.

BENCH_LESSONS, BENCH_LEARNERS say how many, and how many learn in each. Prints one JSON line: for
each sign-in the key of the record, the number of the worker's session, the secret of the lesson.
"""

import json
import os
from datetime import timedelta

from django.db import transaction

from core import clock
from core.tenancy.owner import as_owner
from organizations.models import User
from programs.models import Session, TrainingClass
from trainees.models import AttendanceRecord, Enrolment, Trainee
from trainees.services.attendance import SYSTEM, make_records

LESSONS, LEARNERS = int(os.environ["BENCH_LESSONS"]), int(os.environ["BENCH_LEARNERS"])


def enrolled(group, trainee) -> Enrolment:
    return Enrolment(
        organization_id=group.organization_id, district_id=group.district_id,
        training_class=group, trainee=trainee, trainee_user_id=trainee.user_id, name=trainee.name,
        masked_identity="x", source="self", enrolled_at=clock.now(),
    )  # fmt: skip


def lesson(group, people) -> Session:
    """It begins in five minutes and its sign-in is open; everybody is absent."""
    planned = Session.objects.filter(training_class=group).first()
    planned.starts_at = clock.now() + timedelta(minutes=5)
    planned.ends_at = planned.starts_at + timedelta(hours=3)
    planned.state = "open"
    planned.save()
    Enrolment.objects.bulk_create(enrolled(group, trainee) for trainee in people)
    make_records(planned, SYSTEM)
    return planned


def lay_out() -> list:
    places = {user.pk: int(user.username[6:]) for user in User.objects.filter(
        username__startswith="bench."
    )}  # fmt: skip
    people = list(Trainee.objects.filter(user_id__in=places).order_by("user_id"))
    groups = TrainingClass.objects.filter(state="open").order_by("organization_id", "pk")
    first = groups.distinct("organization_id")[:LESSONS]  # a unit has one teacher and one room
    lessons = [
        lesson(group, people[n * LEARNERS : (n + 1) * LEARNERS]) for n, group in enumerate(first)
    ]
    records = AttendanceRecord.objects.filter(session__in=lessons).select_related("session")
    return [[row.pk, places[row.trainee_user_id], row.session.secret] for row in records]


if __name__ != "benchmarks.lessons":
    with as_owner(), transaction.atomic():
        print(json.dumps(lay_out()))
