"""The bureau's browser admin: one site, opened by the actor's role, never by flags of a user."""

from functools import partial

from django.apps import apps
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from core.admin_urls import changelist_url
from core.assignments import held_in_all
from core.enums import Role
from core.pages.registry import nearest, sections
from core.waiting import coming, counted, queue, queues_of, urgency

MOST_LISTS = 12
# What the first work of a role comes from, where nothing of it can be there yet.
BEGINS = dict.fromkeys(
    (Role.FINANCE_PREPARER, Role.FINANCE_APPROVER, Role.FINANCE_RECONCILER),
    _("Your work begins with the first payment batch. There is none yet."),
)


class BureauSite(UnfoldAdminSite):
    """Bureau staff only; everybody else is told nothing (404 by the views, sign-in by the site)."""

    index_template = "admin/dashboard.html"

    def has_permission(self, request):
        return request.user.is_active and request.actor.is_bureau

    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Sign-in is the product's own, with its second factor; for others there is no admin."""
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))

    def password_change(self, request, extra_context=None):
        """One's password is changed with everything else about signing in."""
        return redirect("account_change_password")

    def each_context(self, request):
        """The library would write the colours into every page; they stand in site/admin.css."""
        return {**super().each_context(request), "colors": None}

    def get_app_list(self, request, app_label=None):
        """Every page is given it, few draw it."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def get_sidebar_list(self, request):
        """The library would ask each link for a tab, a badge and a permission; ours have none."""
        return navigation(request)

    def index(self, request, extra_context=None):
        """What waits for this actor, kind by kind, the late first; then the apps' sections."""
        found = sorted(queues(request), key=urgency)
        context = {
            "title": _("To do"),
            "waiting": [queue for queue in found if queue["count"]],
            "coming": coming(found),
            "late": sum(queue["late"] for queue in found),
            "sections": sections("bureau", request),
            "empty": [queue for queue in found if not queue["count"]],
            "begins": BEGINS.get(request.actor.role, ""),
            "lists": [item for group in lists(request) for item in group["items"]][:MOST_LISTS],
            **(extra_context or {}),
        }
        return super().index(request, context)

    def app_index(self, request, app_label, extra_context=None):
        """The kinds of one group, under the group's own name."""
        title = apps.get_app_config(app_label).verbose_name
        return super().app_index(request, app_label, {"title": title, **(extra_context or {})})


site = BureauSite(name="admin")


def queues(request) -> list[dict]:
    """Every kind of record with work for the actor; see `core.waiting.queue`."""
    held, asked = held_in_all(request.actor), []
    for model, model_admin in site._registry.items():
        if not model_admin.has_view_permission(request):
            continue
        for work, rows in queues_of(model_admin, request.actor):
            keys = held.get(model._meta.label_lower, ()) if work.is_handed_out else ()
            asked.append((work, rows, keys))
    found = zip(asked, counted(asked), strict=True)
    return [queue(work, groups, changelist_url(rows.model)) for (work, rows, _), groups in found]


def navigation(request) -> list[dict]:
    """The side bar: what everybody has, then the lists of the role; where one is, is active."""
    start = [
        {"title": _("To do"), "icon": "inbox", "link": reverse("admin:index")},
        {"title": _("Messages"), "icon": "notifications", "link": reverse("notifications")},
        {"title": _("My jobs"), "icon": "pending_actions", "link": reverse("job-list")},
    ]
    if settings.MODE != "production" and request.actor.role == Role.SYSTEM_ADMINISTRATOR:
        start.append({"title": _("Outbox"), "icon": "outbox", "link": reverse("outbox")})
    groups = [{"title": "", "items": start}, *lists(request)]
    items = [item for group in groups for item in group["items"]]
    current = nearest(request.path, {item["link"]: (item["link"],) for item in items})
    for item in items:
        item["active"] = item["link"] == current
    return groups


def lists(request) -> list[dict]:
    """Every kind of record the actor may open, by app: title and items {title, icon, link}."""
    groups: dict = {}
    for model, model_admin in site._registry.items():
        if model_admin.has_view_permission(request):
            label = model._meta.app_config.verbose_name
            item = {
                "title": capfirst(model._meta.verbose_name_plural),
                "icon": getattr(model_admin, "icon", "description"),
                "link": changelist_url(model),
            }
            groups.setdefault(label, []).append(item)
    return [{"title": title, "items": items} for title, items in sorted_groups(groups)]


def sorted_groups(groups: dict) -> list[tuple]:
    """Daily work first, settings last: the apps that build on others do the work."""
    return list(reversed(groups.items()))
