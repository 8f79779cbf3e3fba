"""Who acts: the frozen `Actor`, what a role may see, and the outermost middleware."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string

from core import clock
from core.enums import BUREAU_FACES, Face, Role
from core.tenancy.scope import AUTH, Scope, acting_as


@dataclass(frozen=True)
class Actor:
    """One person in one role, or the public, or a named system actor: plain ids only."""

    user_id: int | None = None
    organization_id: int | None = None
    role: str = Role.ANYONE
    district_id: int | None = None
    face: str = Face.ANON
    name: str = ""
    deputy_for: int | None = None
    helper: int | None = None  # the officer at whose counter a worker acts

    @property
    def persons(self) -> frozenset[int]:
        """User ids that count as this actor wherever duties are separated: the member, too."""
        return frozenset({self.user_id, self.deputy_for, self.helper} - {None})

    @property
    def author(self) -> int | None:
        """User id of whoever does it with their own hands."""
        return self.helper or self.user_id

    @property
    def stands_for(self) -> int | None:
        """User id of the person for whom the author does it; None for oneself."""
        return self.user_id if self.helper else self.deputy_for

    @property
    def scope(self) -> Scope:
        """The database scope this actor's transactions are stamped with."""
        return Scope(f"app_{self.face}", self.user_id, self.organization_id, self.district_id)

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None

    @property
    def is_bureau(self) -> bool:
        """Bureau staff work in the browser admin."""
        return self.face in BUREAU_FACES

    @property
    def is_unit(self) -> bool:
        """Institutions, enterprises and agencies work in the workspace."""
        return self.face == Face.ORGANIZATION


ANYONE = Actor()


def system_actor(name: str) -> Actor:
    """The named actor of cross-tenant work; its name is in every audit entry it causes."""
    return Actor(role=Role.SYSTEM, face=Face.SYSTEM, name=name)


def actor_again(row) -> Actor | None:
    """Who asked for a row (a job), as they stand now; None when the membership has ended.

    Memberships live in a higher app, which the setting ACTOR_CHECK names.
    """
    if row.role == Role.SYSTEM:
        return system_actor("jobs")
    return import_string(settings.ACTOR_CHECK)(row.user_id, row.organization_id, row.role)


def everything(actor):
    """Visibility: all rows."""
    return Q()


def of_organization(path="organization_id"):
    """Visibility: rows of the actor's own organization."""
    return lambda actor: Q(**{path: actor.organization_id})


def of_district(path="district_id"):
    """Visibility: rows of the actor's own district."""
    return lambda actor: Q(**{path: actor.district_id})


def of_person(path="trainee_user_id"):
    """Visibility: rows of the acting person."""
    return lambda actor: Q(**{path: actor.user_id})


def where(**lookup):
    """Visibility: rows that carry these stored values."""
    return lambda actor: Q(**lookup)


def to(roles, rule):
    """Give several roles the same visibility: `{**to(CASE_READERS, everything)}`."""
    return dict.fromkeys(roles, rule)


EVERY_ROLE = to(Role.values, everything)


class ScopedQuerySet(models.QuerySet):
    """The first wall: the only way pages, API, forms, filters, admin and tasks read."""

    def visible_to(self, actor: Actor):
        """Rows the actor may see by the model's `VISIBLE` table; an unlisted role sees none."""
        rule = self.model.VISIBLE.get(actor.role)
        if actor.role == Role.SYSTEM:
            rule = everything
        return self.filter(rule(actor)) if rule else self.none()


class ScopedModel(models.Model):
    """A model that states once, in `VISIBLE`, which role sees which rows."""

    VISIBLE: dict = {}
    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


class OutermostMiddleware:
    """First of all: until the actor is known, the database is asked as `app_auth`.

    One request sees one clock.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with acting_as(AUTH), clock.kept():
            return self.get_response(request)
