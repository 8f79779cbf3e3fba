"""Tenants and people in the bureau's admin."""

from django.contrib import admin
from django.db.models import F
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core.admin import SETTINGS_READERS, ScopedModelAdmin
from core.admin_site import site
from core.enums import CASE_READERS, POLICY_ROLES, Role
from core.refusals import listed
from core.reveals.pages import reveal_links
from organizations import accreditation_admin  # noqa: F401 - registers its kinds of records
from organizations.enums import BUREAUS, MEMBER_ADMINS, ROLES, DeputyState, RegistrationState
from organizations.models import (
    Deputy,
    District,
    Invitation,
    Membership,
    Organization,
    RoleConflict,
    UnitRegistration,
    User,
)
from organizations.related_lists import related_lists
from organizations.views.members import safety_actions

READERS = CASE_READERS | POLICY_ROLES | {Role.DISTRICT_REVIEWER, Role.EDITOR}
PEOPLE_READERS = {Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}
BUREAU_ROLES = frozenset().union(*(ROLES[kind] for kind in BUREAUS)) - MEMBER_ADMINS


@admin.register(Organization, site=site)
class OrganizationAdmin(ScopedModelAdmin):
    roles = READERS | {Role.SECURITY_ADMINISTRATOR}
    icon = "apartment"
    list_display = ("number", "name", "kind", "district", "shown_standing", "accredited_until")
    list_filter = ("kind", "standing", "district")
    search_fields = ("search_text",)
    list_select_related = ("district",)

    @admin.display(description=_("standing"), ordering="standing")
    def shown_standing(self, unit):
        """A bureau teaches nobody, so it has no accreditation."""
        return None if unit.is_bureau else unit.get_standing_display()

    def sections(self, request, obj):
        """The lists that hold records of the unit."""
        lists = related_lists(obj, request)
        html = render_to_string("organizations/related_lists.html", {"lists": lists})
        return [{"title": _("Records of this unit"), "html": html}] if lists else []

    def get_exclude(self, request, obj=None):
        return ("standing", "accredited_until") if obj and obj.is_bureau else ()


@admin.register(District, site=site)
class DistrictAdmin(ScopedModelAdmin):
    roles = SETTINGS_READERS | {Role.EDITOR}
    editable_by = {Role.SYSTEM_ADMINISTRATOR}
    icon = "map"
    list_display = ("code", "zh", "en", "kind", "gb2260", "status")
    list_filter = ("kind", "status")
    told = ("note",)


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

    def links(self, request, obj):
        return safety_actions(obj, request.actor)


@admin.register(Invitation, site=site)
class InvitationAdmin(ScopedModelAdmin):
    """Invitations of every organization; where they were sent to is nobody's business here."""

    roles = PEOPLE_READERS
    icon = "mail"
    list_display = ("name", "organization", "role", "state", "due_on")
    list_filter = ("state", "role")
    list_select_related = ("organization",)
    exclude = ("email", "phone", "token_hash")
    will_come = _(
        "Invitations appear here with their answers. The security administrator invites bureau "
        "staff; the administrator of a unit invites its own."
    )

    def has_add_permission(self, request):
        return request.actor.role == Role.SECURITY_ADMINISTRATOR

    def add_view(self, request, form_url="", extra_context=None):
        """Inviting has a page of its own."""
        return redirect("member-invite")


@admin.register(Deputy, site=site)
class DeputyAdmin(ScopedModelAdmin):
    """For bureau staff the deputies they have or are; all of them for those who look after them."""

    roles = BUREAU_ROLES
    icon = "supervised_user_circle"
    will_come = _(
        "Who acts for whom for a time is listed here. The security administrator proposes a deputy "
        "on the page of a membership."
    )
    list_display = ("number", "member_user", "deputy_user", "first_day", "last_day", "state")
    list_filter = ("state",)
    list_select_related = ("member_user", "deputy_user")

    def waiting(self, actor):
        """Proposals for the actor to answer; most people never have one, so no empty queue."""
        asked = Deputy.objects.visible_to(actor).filter(
            state=DeputyState.PROPOSED, deputy_user_id=actor.user_id
        )
        return asked if asked.exists() else None


@admin.register(RoleConflict, site=site)
class RoleConflictAdmin(ScopedModelAdmin):
    roles = PEOPLE_READERS
    icon = "block"
    list_display = ("role", "other")
    list_filter = ("role",)


@admin.register(UnitRegistration, site=site)
class UnitRegistrationAdmin(ScopedModelAdmin):
    """Units that ask for an account; the contact person's phone is masked, and shown on record."""

    roles = CASE_READERS | {Role.DISTRICT_REVIEWER}
    icon = "domain_add"
    waiting_label = _("Registrations to check")
    waiting_by = F("reply_due_on")
    waiting_since = "submitted_at"
    will_come = _("Registrations appear here as soon as a unit hands one in on the public page.")
    list_display = ("number", "name", "kind", "uscc", "district", "state", "reply_due_on")
    list_filter = ("state", "kind", "district")
    search_fields = ("search_text",)
    list_select_related = ("district", "unit", "answered_by")
    fields = (
        "number",
        "kind",
        "name",
        "short_name",
        "uscc",
        "finding",
        "found_name",
        "found_in",
        "found_at",
        "district",
        "address",
        "contact_name",
        "shown_phone",
        "submitted_at",
        "reply_due_on",
        "state",
        "answered_by",
        "answered_at",
        "shown_reason",
        "reason",
        "unit",
        "invited_at",
    )
    readonly_fields = ("shown_phone", "shown_reason")

    @admin.display(description=_("reason from the list"))
    def shown_reason(self, registration):
        return listed(registration.reason_code) or None

    @admin.display(description=_("mobile phone"))
    def shown_phone(self, registration):
        return registration.masked_phone

    def links(self, request, obj):
        return reveal_links(request, obj, label=_("Show the phone of the contact person"))

    def waiting(self, actor):
        """Registrations of the district without an answer, the earliest due first."""
        if actor.role != Role.DISTRICT_REVIEWER:
            return None
        seen = UnitRegistration.objects.visible_to(actor)
        return seen.filter(state=RegistrationState.SUBMITTED).order_by("reply_due_on", "pk")
