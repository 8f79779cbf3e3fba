"""A demo city to look at; the city's editors and chief, their drafts, and how one gets out."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from core import clock
from core.access import Actor, system_actor
from core.enums import Face, Role
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from core.workflow import perform
from portal.demo.seed import seed
from portal.models import Announcement, Story
from portal.services import create_piece
from portal.tasks import system_advance
from programs.models import Occupation
from tests import world as laid_out
from tests.portal.cities import SIZE
from tests.rows.editorial import texts

PERSON = {
    "person_zh": "于海生", "person_en": "Yu Haisheng", "consent_version": "2026-1",
}  # fmt: skip


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """What was made of each; full size in the proofs."""
    with django_db_blocker.unblock(), transaction.atomic(), acting_as(OWNER):
        made = seed(SIZE)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(owner, world):
    """Outside a scope of its own a test acts as the owner."""
    return world


@pytest.fixture
def bureau(world):
    """The city's bureau with two editors beside the world's staff."""
    with acting_as(OWNER):
        bureau = world["市"]
        for name in ("editor", "colleague"):
            bureau.rows[name] = laid_out.member(
                f"city.{name}", f"市{name}", bureau.organization, Role.EDITOR
            )
    return bureau


def in_bureau(bureau, user, role) -> Actor:
    unit = bureau.organization
    return Actor(user.pk, unit.pk, role, unit.district_id, Face.CITY)


@pytest.fixture
def editor(bureau):
    return in_bureau(bureau, bureau.editor, Role.EDITOR)


@pytest.fixture
def colleague(bureau):
    return in_bureau(bureau, bureau.colleague, Role.EDITOR)


@pytest.fixture
def chief(bureau):
    return laid_out.city_actor(bureau, Role.MUNICIPAL_CHIEF)


def move(piece, name, actor, **inputs):
    with acting_as(actor.scope):
        return perform(piece, name, actor=actor, **inputs)


def write(editor, model=Announcement, **changes):
    """A draft that could be handed in; `changes` spoil it."""
    with acting_as(editor.scope):
        facts = texts("春天")
        if model is Story:
            place = Occupation.objects.first()
            facts |= {**PERSON, "occupation": place, "consent_on": clock.today()}
            facts["person_district_id"] = editor.district_id
        return create_piece(model, actor=editor, **{**facts, **changes})


def approved(editor, reader, model=Announcement, days=0):
    """Handed in by the one, approved by the other for a day from today."""
    piece = move(write(editor, model), "hand_in", editor)
    day = clock.today() + timedelta(days=days)
    return move(piece, "approve", reader, publish_on=day)


def ring() -> int:
    """What the timetable does at its next minute."""
    with acting_as(SYSTEM):
        return system_advance.run()


def published(editor, reader, model=Announcement):
    piece = approved(editor, reader, model)
    assert ring() == 1
    return stored(piece)


def stored(piece):
    with acting_as(OWNER):
        return type(piece).objects.get(pk=piece.pk)


def later(**by):
    """Move the clock of the test."""
    with acting_as(OWNER):
        clock.move(actor=system_actor("test"), by=timedelta(**by))
