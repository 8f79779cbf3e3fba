"""The calendar the bureau enters: holidays, make-up workdays, years."""

from django.contrib import admin
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import calendar
from core.admin.scoped import SETTINGS_READERS, ScopedModelAdmin
from core.admin_site import site
from core.admin_urls import changelist_url
from core.enums import Role
from core.models import CalendarDay, CalendarYear


class CalendarAdmin(ScopedModelAdmin):
    """What is entered holds at once here, and after five minutes in every other process."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        transaction.on_commit(calendar.forget)


@admin.register(CalendarYear, site=site)
class CalendarYearAdmin(CalendarAdmin):
    roles = SETTINGS_READERS
    editable_by = {Role.SYSTEM_ADMINISTRATOR}
    can_add = True
    icon = "calendar_month"
    list_display = ("year", "standing", "source")
    told = ("source",)

    def links(self, request, obj):
        url = f"{changelist_url(CalendarDay)}?day__year={obj.year}"
        return [{"label": _("Days of this year"), "url": url, "tone": "plain"}]


@admin.register(CalendarDay, site=site)
class CalendarDayAdmin(CalendarAdmin):
    roles = SETTINGS_READERS
    editable_by = {Role.SYSTEM_ADMINISTRATOR}
    can_add = True
    icon = "event"
    list_display = ("day", "kind", "name", "standing")
    list_filter = ("kind", "standing")
    told = ("name",)
    date_hierarchy = "day"
