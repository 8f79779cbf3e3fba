"""Tenants and people in the bureau's admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ScopedModelAdmin
from core.admin_site import site
from core.enums import CITY_ROLES, Role
from organizations.models import District, Membership, Organization, User

READERS = CITY_ROLES | {Role.DISTRICT_REVIEWER}
PEOPLE_READERS = {Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}


@admin.register(Organization, site=site)
class OrganizationAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "apartment"
    list_display = ("number", "name", "kind", "district", "shown_standing", "accredited_until")
    list_filter = ("kind", "standing", "district")
    search_fields = ("number", "name", "uscc")
    list_select_related = ("district",)

    @admin.display(description=_("standing"), ordering="standing")
    def shown_standing(self, unit):
        """A bureau teaches nobody, so it has no accreditation."""
        return None if unit.is_bureau else unit.get_standing_display()

    def get_exclude(self, request, obj=None):
        return ("standing", "accredited_until") if obj and obj.is_bureau else ()


@admin.register(District, site=site)
class DistrictAdmin(ScopedModelAdmin):
    roles = READERS
    editable_by = {Role.SYSTEM_ADMINISTRATOR}
    icon = "map"
    list_display = ("code", "zh", "en", "kind", "gb2260", "status")
    list_filter = ("kind", "status")


@admin.register(User, site=site)
class UserAdmin(ScopedModelAdmin):
    """Accounts; rights come from memberships."""

    roles = PEOPLE_READERS
    icon = "person"
    list_display = ("username", "name", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "name")
    exclude = ("password", "phone_hash")

    def get_queryset(self, request):
        """Accounts of staff; workers are found by the district that looks after them."""
        return super().get_queryset(request).filter(memberships__isnull=False).distinct()


@admin.register(Membership, site=site)
class MembershipAdmin(ScopedModelAdmin):
    roles = PEOPLE_READERS
    icon = "badge"
    list_display = ("person", "organization", "role", "state", "since")
    list_filter = ("state", "role")
    list_select_related = ("user", "organization")

    @admin.display(description=_("person"), ordering="user__name")
    def person(self, membership):
        return membership.user.name
