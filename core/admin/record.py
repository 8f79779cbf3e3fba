"""What the page of a record in the bureau's admin says first, and where it may lead."""

from django.utils.translation import gettext as _

from core.access import everything
from core.admin.queue import told_day
from core.admin_site import site
from core.pages.parts import Fact
from core.templatetags.house import state_badge
from core.waiting import grouped, last_day

EMPTY = {"", "-", "–", "None"}


def head(model_admin, obj, queues) -> list[Fact]:
    """The state of a record, and by when the actor, who has these queues, is to deal with it."""
    found = [Fact(_("State"), state_badge(obj))] if has_state(obj) else []
    days = [day for work, rows in queues if (day := day_of(model_admin, work, rows, obj))]
    return [*found, Fact(_("Due"), told_day(min(days)))] if days else found


def day_of(model_admin, work, rows, obj):
    """The day by which a record is due in a queue; None where it does not wait there.

    Of the list's own queue the row itself tells it (`core.admin.queue.with_work`).
    """
    if work is not model_admin:
        return next((group.day for group in grouped(work, rows.filter(pk=obj.pk))), None)
    is_due = obj.is_waiting and work.waiting_by is not None
    return last_day(work, obj.waits_by) if is_due else None


def has_state(obj) -> bool:
    return any(field.name == "state" and field.choices for field in obj._meta.concrete_fields)


def may_open(request, obj) -> bool:
    """Whether the actor has a page for this record: its kind is open to the role, and the row."""
    model_admin = site._registry.get(type(obj))
    if model_admin is None or not model_admin.has_view_permission(request):
        return False
    if type(obj).VISIBLE.get(request.actor.role) is everything:
        return True
    return model_admin.get_queryset(request).filter(pk=obj.pk).exists()


def content_of(request, field) -> str:
    """What a field that is only read shows: another record as a link, where that leads somewhere.

    `field` is the admin's own read-only field.
    """
    value = field.resolved_field[2] if field.resolved_field else None
    if hasattr(value, "_meta") and not may_open(request, value):
        return str(value)
    told = field.contents()
    return "-" if told == "None" else told


def is_told(field) -> bool:
    """Whether a field of the page says anything: one that is only read and empty does not."""
    if not getattr(field, "is_readonly", False):
        return True
    if field.is_file:
        return bool(field.url)
    return str(field.contents()).strip() not in EMPTY
