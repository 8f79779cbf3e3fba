"""Vouchers and their issues in the bureau's admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from trainees.models import (
    Voucher,
    VoucherIssue,
)
from trainees.permissions import READERS


@admin.register(VoucherIssue, site=site)
class VoucherIssueAdmin(ScopedModelAdmin):
    """Which groups were given vouchers, and what became of them."""

    roles = READERS
    icon = "confirmation_number"
    list_before_template = "trainees/issue_link.html"
    list_display = (
        "number", "group_name", "good_for", "valid_until", "people", "claimed", "in_class",
        "settled", "expired", "cancelled",
    )  # fmt: skip
    list_filter = ("district",)
    search_fields = ("number",)
    list_select_related = ("group", "occupation", "district")
    fields = (
        "number", "organization", "group_name", "good_for", "institutions", "valid_until",
        "issued_at", "issued_by", "people", "left_out", "claimed", "in_class", "settled",
        "expired", "cancelled",
    )  # fmt: skip
    readonly_fields = (
        "group_name", "good_for", "claimed", "in_class", "settled", "expired", "cancelled",
    )  # fmt: skip
    will_come = _("Vouchers appear here once a bureau has given them to a key group.")

    def get_queryset(self, request):
        return super().get_queryset(request).with_figures()

    def changelist_view(self, request, extra_context=None):
        may_issue = request.actor.role in (Role.DISTRICT_REVIEWER, Role.MUNICIPAL_REVIEWER)
        return super().changelist_view(request, {**(extra_context or {}), "may_issue": may_issue})

    @admin.display(description=_("key group"))
    def group_name(self, issue):
        return issue.group.discreet

    @admin.display(description=_("good for"))
    def good_for(self, issue):
        return issue.content

    @admin.display(description=_("claimed"))
    def claimed(self, issue):
        return issue.claimed

    @admin.display(description=_("in a class"))
    def in_class(self, issue):
        return issue.in_class

    @admin.display(description=_("settled"))
    def settled(self, issue):
        return issue.settled

    @admin.display(description=_("expired"))
    def expired(self, issue):
        return issue.expired

    @admin.display(description=pgettext_lazy("voucher", "cancelled"))
    def cancelled(self, issue):
        return issue.cancelled


@admin.register(Voucher, site=site)
class VoucherAdmin(ScopedModelAdmin):
    """One person's voucher; the person stays masked."""

    roles = READERS
    icon = "local_activity"
    list_display = ("number", "masked_name", "good_for", "district", "valid_until", "state")
    list_filter = ("state", "district")
    search_fields = ("number",)
    list_select_related = ("occupation", "district")
    # without issue and enrolment: the one names a group, the other a person
    exclude = (
        "trainee", "trainee_user", "training_type", "occupation", "level", "issue", "enrolment",
    )  # fmt: skip
    readonly_fields = ("good_for",)
    will_come = _("Vouchers appear here once a bureau has given them to a key group.")

    @admin.display(description=_("good for"))
    def good_for(self, voucher):
        return voucher.content
