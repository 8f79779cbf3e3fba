"""What a list of the bureau's admin tells of the work in it: how old, due when, in whose hands."""

from django.contrib import admin
from django.db.models import Exists, F, OuterRef
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import clock
from core.admin.together import BACK, MOST
from core.assignments import assign, with_assignee
from core.waiting import last_day

COLUMNS = ("waiting_days", "due_day", "looked_after_by")


def with_work(model_admin, rows, waiting, actor):
    """The rows of a list, with what the columns of a queue tell of those that wait."""
    rows = with_assignee(rows, actor).annotate(
        is_waiting=Exists(waiting.order_by().filter(pk=OuterRef("pk")))
    )
    by = model_admin.waiting_by
    return rows if by is None else rows.annotate(waits_by=by)


def columns(model_admin, own: list[str]) -> list[str]:
    """The columns of a list and those of its queue, which tell a day of reply in words."""
    by = model_admin.waiting_by
    has = (model_admin.waiting_since, by is not None, True)
    told = by.name if isinstance(by, F) else None
    added = [name for name, known in zip(COLUMNS, has, strict=True) if known]
    return [*(name for name in own if name != told), *added]


def days_waiting(model_admin, row) -> str:
    """How long it has waited, in days."""
    since = getattr(row, model_admin.waiting_since) if row.is_waiting else None
    if since is None:
        return ""
    days = (clock.today() - timezone.localtime(since).date()).days
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def day_due(model_admin, row) -> str:
    """The last day in time; what is over says by how much."""
    day = last_day(model_admin, row.waits_by) if row.is_waiting else None
    return told_day(day) if day else ""


def told_day(day) -> str:
    """A day by which something is to be done."""
    late = (clock.today() - day).days
    if late <= 0:
        return shown(day)
    told = ngettext("%(days)d day late", "%(days)d days late", late) % {"days": late}
    return format_html('{} <span class="badge tone-bad">{}</span>', shown(day), told)


def shown(day) -> str:
    """A day that is not broken over two lines."""
    return format_html('<span class="whitespace-nowrap">{}</span>', f"{day:%Y-%m-%d}")


def ask_together(name, *arguments):
    """An admin action that leads the chosen records to a page about all of them."""

    def action(model_admin, request, queryset):
        keys = queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1]
        address = reverse(name, args=[model_admin.opts.label_lower, *arguments])
        query = {"record": list(keys), BACK: request.GET.urlencode()}
        return HttpResponseRedirect(f"{address}?{urlencode(query, doseq=True)}")

    return action


@admin.action(description=_("Take on"))
def take_on(model_admin, request, queryset):
    """An admin action: the officer looks after the chosen records from now on."""
    actor = request.actor
    done = assign(list(queryset[:MOST]), actor=actor, to=actor.user_id)
    told = ngettext("You took on %(count)d record.", "You took on %(count)d records.", done)
    model_admin.message_user(request, told % {"count": done})


def work_actions() -> dict:
    """The actions of a queue, as the admin keeps them."""
    return {
        "take_on": (take_on, "take_on", take_on.short_description),
        "assign": (ask_together("assign"), "assign", _("Hand out to a colleague")),
    }


def hand_out_link(row) -> dict:
    """The button of a record's page that tells who looks after it, and leads to the handing out."""
    words = _("Looked after by %(name)s") % {"name": row.assignee_name}
    return {
        "label": words if row.assignee_name else _("Hand out"),
        "url": f"{reverse('assign', args=[row._meta.label_lower])}?record={row.pk}",
        "tone": "plain",
    }
