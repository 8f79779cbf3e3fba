"""Lays out a crowd: signed-in workers and a class with 30 seats; run inside `manage.py shell`.

Prints one JSON line: the session key of every worker, and tokens of the last of them. Each round
gets a class of its own.
"""

import json
from datetime import date, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction

from core import clock
from core.access import system_actor
from core.identifiers.documents import check_character
from core.privacy import keyed_hash
from core.tenancy.owner import as_owner
from organizations.enums import OrganizationKind, Standing
from organizations.models import District, User
from organizations.queries import worker as worker_face
from organizations.services import create_organization
from organizations.services.tokens import create_token
from programs.models import Occupation, Programme, TrainingClass, Venue
from trainees.models import Trainee

PEOPLE, SEATS, ROUNDS, TOKENS = 200, 30, 20, 20
BACKEND = "organizations.accounts.SignIn"


def worker(n, district):
    body = f"21020219800101{n:03d}"
    number = body + check_character(body)
    user = User.objects.create(username=f"crowd.{n}", name=f"人{n}", password="!")
    Trainee.objects.create(
        user=user, name=user.name, document_type="citizen_id", identity_number=number,
        identity_hash=keyed_hash(number), birth_on=date(1980, 1, 1), sex="male",
        phone="13800000000", district=district, consent_version="t", registered_at=clock.now(),
    )  # fmt: skip
    return user


def session_of(user):
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return store.session_key


def tokens_of(user) -> list[str]:
    """Of one person, who would else be told to slow down."""
    actor = worker_face(user.pk)
    names = (f"t{n}" for n in range(TOKENS))
    return [create_token(actor=actor, name=name, scopes=["write"], days=9)[1] for name in names]


def classes(district):
    school = create_organization(
        actor=system_actor("crowd"), kind=OrganizationKind.INSTITUTION, name="拥挤学校",
        short_name="拥挤", district=district, standing=Standing.ACCREDITED,
        accredited_until=date(2099, 12, 31),
    )  # fmt: skip
    own = {"organization": school, "district": district}
    venue = Venue.objects.create(**own, name="一号", address="某路1号", places=30)
    programme = Programme.objects.create(
        **own, number="CROWD", training_type="key_group", occupation=Occupation.objects.first(),
        level="5", name="焊工", textbook="书", lessons=8, state="listed", submitted_at=clock.now(),
    )  # fmt: skip
    first = clock.today() + timedelta(days=30)
    for n in range(3 + ROUNDS):  # the first three have uses of their own
        TrainingClass.objects.create(
            **own, number=f"CROWD-{n}", programme=programme, name=f"第{n}班", venue=venue,
            seats=SEATS, starts_on=first, ends_on=first, state="open", undertaking=True,
            filed_on=clock.today(), filed_at=clock.now(), is_announced=True,
        )  # fmt: skip


if __name__ != "tests.e2e.crowd":
    with as_owner(), transaction.atomic():
        home = District.objects.get(code="DL-01")
        classes(home)
        people = [worker(n, home) for n in range(PEOPLE)]
    with as_owner():
        keys = [session_of(user) for user in people]
        print(json.dumps({"sessions": keys, "tokens": tokens_of(people[-1])}))
