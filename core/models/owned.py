"""Rows that belong to whoever asked for them: jobs and stored files."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Actor, ScopedModel, of_organization, of_person, to
from core.enums import UNIT_ADMINS, Role


def asked_by(actor) -> Q:
    """Visibility: what the person asked for in this organization; a worker's own is `of_person`."""
    return Q(user_id=actor.user_id, organization_id=actor.organization_id)


OWN_ROWS = {
    **to(set(Role) - {Role.ANYONE, Role.SYSTEM, Role.WORKER}, asked_by),
    **to(UNIT_ADMINS | {Role.DISTRICT_REVIEWER}, of_organization()),
    Role.WORKER: of_person(),
}


def owner_columns(actor: Actor) -> dict:
    """The columns of `OwnedModel` for a row this actor makes.

    `trainee_user_id` is set in the worker's own face alone: what somebody made for an organization
    stays with the organization when they leave it.
    """
    is_worker = actor.role == Role.WORKER
    return {
        "user_id": actor.user_id,
        "organization_id": actor.organization_id,
        "district_id": actor.district_id,
        "role": actor.role,
        "face": actor.face,
        "trainee_user_id": actor.user_id if is_worker else None,
    }


class OwnedModel(ScopedModel):
    """Who asked, as plain ids: users and organizations live in a higher app."""

    user_id = models.BigIntegerField(_("person"), null=True)
    organization_id = models.BigIntegerField(_("organization"), null=True)
    district_id = models.BigIntegerField(_("district"), null=True)
    trainee_user_id = models.BigIntegerField(null=True)
    role = models.CharField(_("role"), max_length=30, choices=Role)
    face = models.CharField(max_length=12)

    class Meta:
        abstract = True
