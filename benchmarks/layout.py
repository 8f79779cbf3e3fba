"""Lays out many classes and signed-in workers; run inside `manage.py shell` of a running product.

BENCH_CLASSES, BENCH_WORKERS say how many. Prints one JSON line: session keys and class numbers.
"""

import json
import os
from datetime import date, datetime, timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session as StoredSession
from django.db import connections, transaction
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.identifiers.documents import check_character
from core.privacy import keyed_hash
from core.tenancy.owner import as_owner
from organizations.enums import OrganizationKind, Standing
from organizations.models import District, User
from organizations.services import create_organization
from programs.models import (
    Occupation,
    Programme,
    Session,
    Teacher,
    TeachingPerson,
    TrainingClass,
    Venue,
)
from trainees.models import Trainee

CLASSES = int(os.environ["BENCH_CLASSES"])
WORKERS = int(os.environ["BENCH_WORKERS"])
UNITS = 200
OPEN = 2000  # of the classes
PLACES = ("大连金石", "大连滨海", "星海", "瓦房店", "庄河")
BACKEND = "organizations.accounts.SignIn"
ACTOR = system_actor("benchmark")


def new_person(n: int) -> TeachingPerson:
    """Somebody of whom nothing is known but that nobody else is it."""
    return TeachingPerson.objects.create(
        document_type="citizen_id", identity_hash=keyed_hash(f"bench{n}")
    )


def units():
    """Institutions over all districts, each with a teacher, a venue and a listed programme."""
    districts, occupations = list(District.objects.active()), list(Occupation.objects.all())
    for n in range(UNITS):
        district = districts[n % len(districts)]
        unit = create_organization(
            actor=ACTOR, kind=OrganizationKind.INSTITUTION, name=f"{PLACES[n % 5]}{n}职业培训学校",
            short_name=f"第{n}校", district=district, standing=Standing.ACCREDITED,
            accredited_until=date(2099, 12, 31),
        )  # fmt: skip
        own = {"organization": unit, "district": district}
        venue = Venue.objects.create(**own, name="一号实训室", address="某路1号", places=500)
        teacher = Teacher.objects.create(**own, name="教师", person=new_person(n))
        occupation = occupations[n % len(occupations)]
        programme = Programme.objects.create(
            **own, number=f"PB{n:04d}", training_type="key_group", occupation=occupation, level="5",
            name=f"{occupation.zh}初级", textbook="书", lessons=4, state="listed",
            submitted_at=clock.now(),
        )  # fmt: skip
        yield own, venue, teacher, programme


def classes(made):
    """Open classes with a session of their own time, and behind them what years have left."""
    rows = TrainingClass.objects.bulk_create(
        training_class(made[n % UNITS], n) for n in range(min(CLASSES, OPEN))
    )
    plain = [session(row, made[n % UNITS], n) for n, row in enumerate(rows)]
    Session.objects.bulk_create(plain, batch_size=2000)
    copy_old(rows)
    return [row.number for row in rows]


def training_class(unit, n):
    own, venue, _teacher, programme = unit
    day = clock.today() + timedelta(days=40 + n % 300)
    return TrainingClass(
        **own, number=f"CB{n:06d}", programme=programme, venue=venue, seats=30000,
        name=f"{programme.name}第{n}期", starts_on=day, ends_on=day, state="open",
        undertaking=True, filed_on=clock.today(), filed_at=clock.now(), is_announced=True,
    )  # fmt: skip


def copy_old(rows):
    """Completed classes after the pattern of the open ones, in one statement."""
    columns = [f.column for f in TrainingClass._meta.concrete_fields if not f.generated]
    changed = {
        "number": "'CA' || lpad(n::text, 6, '0')",
        "name": "replace(name, '期', '届' || n || '期')",
        "search_text": "replace(search_text, 'u671f', 'u5c4a' || n || 'u671f')",
        "starts_on": "starts_on - 365 - mod(n, 1800)",
        "ends_on": "starts_on - 365 - mod(n, 1800)",
        "state": "'completed'",
        "completed_at": "now()",
    }
    picked = ", ".join(changed.get(column, column) for column in columns if column != "id")
    with connections["default"].cursor() as cursor:
        cursor.execute(
            f"INSERT INTO programs_trainingclass ({', '.join(c for c in columns if c != 'id')})"
            f" SELECT {picked} FROM generate_series(1, %s) n JOIN (SELECT t.*, row_number() OVER ()"
            " - 1 AS place FROM programs_trainingclass t WHERE state = 'open') p"
            " ON p.place = mod(n, %s)",
            [CLASSES - len(rows), len(rows)],
        )


def session(row, unit, n):
    own, venue, teacher, _programme = unit
    day = date(2040, 1, 1) + timedelta(days=n)  # teacher and room are never booked twice
    starts_at = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    return Session(
        **own, training_class=row, ordinal=1, starts_at=starts_at, lessons=4, minutes=180,
        ends_at=starts_at + timedelta(hours=3), teacher=teacher, person=teacher.person,
        venue=venue, is_announced=True,
    )  # fmt: skip


def workers():
    """Workers who have just opened the form of a class; returns their session keys."""
    home, now = District.objects.get(code="DL-01"), clock.now()
    users = User.objects.bulk_create(
        [User(username=f"bench.{n}", name="王某", password="!") for n in range(WORKERS)],
        batch_size=2000,
    )
    Trainee.objects.bulk_create(
        [trainee(n, user, home, now) for n, user in enumerate(users)], batch_size=2000
    )
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    end = timezone.now() + timedelta(days=2)
    rows = [
        StoredSession(
            session_key=f"bench{n:027d}", session_data=signed(store, user), expire_date=end
        )
        for n, user in enumerate(users)
    ]
    StoredSession.objects.bulk_create(rows, batch_size=2000)
    UserSession.objects.bulk_create(
        [seen(row, user) for row, user in zip(rows, users, strict=True)], batch_size=2000
    )
    return [row.session_key for row in rows]


def trainee(n, user, home, now):
    born = date(1960, 1, 1) + timedelta(days=n % 14000)
    body = f"210202{born:%Y%m%d}{n // 14000:03d}"
    number = body + check_character(body)
    return Trainee(
        user=user, name=user.name, document_type="citizen_id", identity_number=number,
        identity_hash=keyed_hash(number), birth_on=born, sex="male", phone="13800000000",
        district=home, consent_version="b", registered_at=now,
    )  # fmt: skip


def seen(row, user):
    """The session in the list of its owner, seen just now however long the drives take."""
    at = timezone.now() + timedelta(hours=1)
    return UserSession(
        user=user, session_key=row.session_key, ip="127.0.0.1", user_agent="", last_seen_at=at
    )


def signed(store, user):
    return store.encode(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )


if __name__ != "benchmarks.layout":
    with as_owner(), transaction.atomic():
        numbers = classes(list(units()))
        keys = workers()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps({"sessions": keys, "classes": numbers}))
