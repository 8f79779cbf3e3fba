"""Bank accounts in the bureau's admin: the last four digits alone."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from core.reveals.pages import reveal_links
from trainees.models import (
    BankAccount,
    bank_account,
)

ACCOUNT_READERS = bank_account.READERS | {Role.DISTRICT_REVIEWER}


@admin.register(BankAccount, site=site)
class BankAccountAdmin(ScopedModelAdmin):
    """Where money goes to: the last digits; a reconciler asks for the whole number."""

    roles = ACCOUNT_READERS
    icon = "account_balance"
    list_display = (
        "masked_number", "bank", "holder", "district", "state", "name_check", "persons",
    )  # fmt: skip
    list_filter = ("state", "name_check", "source", "district")
    search_fields = ("bank",)
    list_select_related = ("district",)
    fields = (
        "masked_number", "account_type", "bank", "holder", "district", "source", "state",
        "stated_at", "confirmed_at", "ended_at", "name_check", "checked_at", "checked_in",
        "persons",
    )  # fmt: skip
    readonly_fields = ("masked_number", "holder", "persons")
    will_come = _("Bank accounts appear here when people state them.")

    def get_queryset(self, request):
        return super().get_queryset(request).with_persons()

    def links(self, request, obj):
        return reveal_links(request, obj, _("Show the account number"))

    @admin.display(description=_("account number"))
    def masked_number(self, account):
        return account.masked_number

    @admin.display(description=_("account holder"))
    def holder(self, account):
        return account.masked_holder

    @admin.display(description=_("people with this number"))
    def persons(self, account):
        return account.persons
