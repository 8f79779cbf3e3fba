"""Enrolments, attendance and employments in the bureau's admin: masked, read-only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.pages.parts import paper_button
from policies.pages import decisions_html
from trainees.admin.links import links_to_late, links_to_transfers
from trainees.models import (
    AttendanceCorrection,
    AttendanceDevice,
    AttendanceRecord,
    CheckIn,
    DeviceEntry,
    Employment,
    Enrolment,
)
from trainees.papers import has_paper
from trainees.permissions import READERS


@admin.register(Enrolment, site=site)
class EnrolmentAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "how_to_reg"
    list_display = (
        "masked_name",
        "masked_identity",
        "training_class",
        "enrolled_at",
        "state",
        "outcome",
    )
    list_filter = ("state", "outcome", "source", "district")
    search_fields = ("name", "training_class__number")
    list_select_related = ("training_class",)
    exclude = ("trainee", "trainee_user", "phone", "key_group", "goes_first")
    readonly_fields = ("group",)
    will_come = _("Enrolments appear here as soon as workers join a class.")

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def masked_name(self, enrolment):
        return enrolment.masked_name

    def links(self, request, obj):
        found = has_paper(obj, request.actor)
        paper = [paper_button("enrolment-paper", obj.pk)] if found else []
        return [*paper, *links_to_late(obj), *links_to_transfers(obj)]

    @admin.display(description=_("key group"))
    def group(self, enrolment):
        return enrolment.key_group.discreet if enrolment.key_group else None

    def sections(self, request, obj):
        """What was decided about the enrolment."""
        decided = decisions_html(obj, request.actor)
        return [decided] if decided else []


@admin.register(AttendanceRecord, site=site)
class AttendanceRecordAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "fact_check"
    list_display = ("enrolment", "session", "state", "signed_in_at", "signed_out_at", "minutes")
    list_filter = ("state", "source", "district")
    search_fields = ("session__training_class__number", "enrolment__name")
    date_hierarchy = "session__starts_at"
    will_come = _("Records appear here when the sign-in of a session opens.")
    list_select_related = ("enrolment__training_class", "session__training_class")
    exclude = ("trainee_user",)


@admin.register(AttendanceCorrection, site=site)
class AttendanceCorrectionAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "edit_calendar"
    list_display = ("number", "record", "begins_at", "ends_at", "requested_at", "state")
    list_filter = ("state", "district")
    search_fields = ("number", "session__training_class__number")
    will_come = _("Corrections appear here when a teacher or a trainee asks for one.")
    list_select_related = ("record__session__training_class",)
    exclude = ("trainee_user", "old_presence")


@admin.register(CheckIn, site=site)
class CheckInAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "login"
    list_display = ("record", "kind", "source", "at", "device_name", "distance")
    list_filter = ("kind", "source", "district")
    search_fields = ("session__training_class__number",)
    will_come = _("Check-ins appear here as people sign in and out.")
    list_select_related = ("record__session__training_class",)
    exclude = ("trainee_user",)


@admin.register(AttendanceDevice, site=site)
class AttendanceDeviceAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "smartphone"
    list_display = ("name", "organization", "registered_at", "last_counter", "state")
    list_filter = ("state", "district")
    search_fields = ("organization__name",)
    will_come = _("Devices appear here when teachers keep attendance without a network.")
    list_select_related = ("organization",)
    exclude = ("user",)


@admin.register(DeviceEntry, site=site)
class DeviceEntryAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "receipt_long"
    list_display = ("device", "counter", "kind", "session", "at", "flag", "outcome")
    list_filter = ("outcome", "flag", "district")
    search_fields = ("session__training_class__number",)
    will_come = _("Entries appear here when a device sends what it has kept.")
    list_select_related = ("device", "session__training_class")
    exclude = ("signature", "origin")


@admin.register(Employment, site=site)
class EmploymentAdmin(ScopedModelAdmin):
    """Who works for an enterprise, as it states it; the person stays masked."""

    roles = READERS
    icon = "badge"
    list_display = ("masked_name", "masked_identity", "organization", "since", "until", "state")
    list_filter = ("district",)
    search_fields = ("organization__name",)
    list_select_related = ("organization",)
    fields = (
        "masked_name", "masked_identity", "organization", "district", "department", "since",
        "until", "recorded_at", "voided_at",
    )  # fmt: skip
    readonly_fields = ("masked_name",)
    will_come = _("Employments appear here when an enterprise imports its employees.")

    @admin.display(description=pgettext_lazy("person", "name"))
    def masked_name(self, employment):
        return employment.masked_name
