"""Handing out the work of a queue: one takes it on, gives it to a colleague, or puts it back."""

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Cast
from django.utils import translation

from core import audit, clock
from core.access import Actor
from core.admin_urls import record_url
from core.messages import WorkGiven
from core.models import Assignment
from core.outbox import notify, users_in_role
from core.refusals import Refused


def of_bureau(actor: Actor, model):
    """The assignments of one kind of record in the actor's bureau."""
    label = model._meta.label_lower
    return Assignment.objects.filter(organization_id=actor.organization_id, model=label)


def colleagues(actor: Actor):
    """Who can be given work of this actor: all in the same role of the same bureau."""
    district = None if actor.face == "city" else actor.district_id
    return get_user_model().objects.filter(pk__in=users_in_role(actor.role, district))


def with_assignee(rows, actor: Actor):
    """The rows, each with the id and name of who looks after it (`assignee`, `assignee_name`)."""
    own = of_bureau(actor, rows.model).filter(object_id=Cast(OuterRef("pk"), TextField()))
    people = get_user_model().objects.filter(pk=OuterRef("assignee_id")).values("name")
    return rows.annotate(
        assignee=Subquery(own.values("assignee_id")),
        assignee_name=Subquery(own.annotate(person=Subquery(people)).values("person")),
    )


def held_by(rows, actor: Actor, person: int | None):
    """Those of the rows a person looks after; with None those that nobody does."""
    held = of_bureau(actor, rows.model).filter(assignee_id__isnull=False)
    rows = rows.alias(key=Cast("pk", TextField()))
    if person is None:
        return rows.exclude(key__in=held.values("object_id"))
    return rows.filter(key__in=held.filter(assignee_id=person).values("object_id"))


def held_in_all(actor: Actor) -> dict[str, list[str]]:
    """The records a person looks after, by kind."""
    own = Assignment.objects.filter(
        organization_id=actor.organization_id, assignee_id=actor.user_id
    )
    found: dict[str, list[str]] = {}
    for model, key in own.order_by().values_list("model", "object_id"):
        found.setdefault(model, []).append(key)
    return found


@transaction.atomic
def assign(rows, *, actor: Actor, to: int | None) -> int:
    """Give the rows to a colleague, or with None back to the queue; returns how many changed.

    Raises Refused: not_allowed, for somebody of another bureau or role.
    """
    if not actor.is_bureau or (to is not None and not colleagues(actor).filter(pk=to).exists()):
        raise Refused("not_allowed")
    changed = [row for row in rows if give(row, actor, to)]
    if to is not None and to != actor.user_id:
        for row in changed:
            notify(WorkGiven, {to}, about=row, occasion=f"{clock.now():%s}", **told(row))
    return len(changed)


def give(record: models.Model, actor: Actor, to: int | None) -> bool:
    """Note who looks after one record; False where it is so already."""
    row, is_new = Assignment.objects.select_for_update().get_or_create(
        organization_id=actor.organization_id,
        model=record._meta.label_lower,
        object_id=str(record.pk),
        defaults={"district_id": actor.district_id, "assigned_at": clock.now()},
    )
    if row.assignee_id == to:
        return False
    before = None if is_new else audit.columns(row)
    row.assignee_id, row.assignee_role = to, actor.role if to is not None else ""
    row.assigned_by_id, row.assigned_at = actor.user_id, clock.now()
    row.save()
    audit.record(actor, "assign", row, before=before)
    return True


def told(record) -> dict:
    """What a message says of a record."""
    with translation.override("en"):  # kinds are stored in English and read in both languages
        kind = str(record._meta.verbose_name)
    return {
        "kind": kind,
        "number": getattr(record, "number", str(record.pk)),
        "link": record_url(record),
    }


def give_back(membership, actor: Actor) -> None:
    """Open work of somebody whose membership ends lies in the queue again."""
    if not actor.is_bureau:  # units have no queues
        return
    held = Assignment.objects.select_for_update().filter(
        organization_id=membership.organization_id,
        assignee_id=membership.user_id,
        assignee_role=membership.role,
    )
    for row in held:
        before = audit.columns(row)
        row.assignee_id, row.assignee_role, row.assigned_at = None, "", clock.now()
        row.save()
        audit.record(actor, "assign", row, before=before)
