"""Lays out one school with open classes for the fault proofs; run inside `manage.py shell`.

Prints one JSON line: the administrator's session key, tokens, and the numbers of the classes.
"""

import json
from datetime import date, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction

from core import clock
from core.access import system_actor
from core.enums import Role
from core.tenancy.owner import as_owner
from organizations.enums import OrganizationKind, Standing
from organizations.models import District, Membership
from organizations.queries import actor_of
from organizations.services import add_membership, create_organization, create_user
from organizations.services.tokens import create_token
from programs.models import Occupation, Programme, TrainingClass, Venue

CLASSES, TOKENS, SEATS = 40, 20, 20_000
BACKEND = "organizations.accounts.SignIn"
ACTOR = system_actor("faults")


def lay_out() -> dict:
    """The school, its administrator and its classes."""
    district = District.objects.get(code="DL-01")
    school = create_organization(
        actor=ACTOR, kind=OrganizationKind.INSTITUTION, name="经得起学校", short_name="经得起",
        district=district, standing=Standing.ACCREDITED, accredited_until=date(2099, 12, 31),
    )  # fmt: skip
    own = {"organization": school, "district": district}
    venue = Venue.objects.create(**own, name="一号", address="某路1号", places=SEATS)
    programme = Programme.objects.create(
        **own, number="P1", training_type="key_group", occupation=Occupation.objects.first(),
        level="5", name="焊工", textbook="书", lessons=8, state="listed", submitted_at=clock.now(),
    )  # fmt: skip
    first = clock.today() + timedelta(days=60)
    for n in range(CLASSES):
        TrainingClass.objects.create(
            **own, number=f"F-{n}", programme=programme, name=f"第{n}班", venue=venue, seats=SEATS,
            starts_on=first, ends_on=first, state="open", undertaking=True,
            filed_on=clock.today(), filed_at=clock.now(), is_announced=True,
        )  # fmt: skip
    user = create_user(actor=ACTOR, username="school", name="校长", password="a-long-password-7")
    add_membership(actor=ACTOR, user=user, organization=school, role=Role.INSTITUTION_ADMIN)
    actor = actor_of(Membership.objects.get(user=user))
    tokens = [
        create_token(actor=actor, name=f"t{n}", scopes=["write"], days=9)[1] for n in range(TOKENS)
    ]
    return {
        "session": session_of(user), "tokens": tokens, "programme": programme.number,
        "venue": venue.pk, "classes": [f"F-{n}" for n in range(CLASSES)],
    }  # fmt: skip


def session_of(user) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return store.session_key


if __name__ != "tests.e2e.school":
    with as_owner(), transaction.atomic():
        print(json.dumps(lay_out()))
