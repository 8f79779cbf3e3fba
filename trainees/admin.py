"""People, enrolments and attendance in the bureau's admin: masked, read-only."""

from django.contrib import admin
from django.db.models.functions import TruncDate
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.admin import SETTINGS_READERS, ScopedModelAdmin
from core.admin_site import site
from core.enums import CASE_READERS, Role
from core.models.reveal import MOST_SUBJECTS
from core.pages.parts import paper_button
from core.reveals.pages import request_url, reveal_links
from policies.pages import decisions_html
from policies.queries import last_moment
from trainees.enums import GroupState
from trainees.models import (
    AttendanceRecord,
    BankAccount,
    Employment,
    Enrolment,
    GroupMembership,
    Guardianship,
    IncomeStatement,
    KeyGroup,
    ReferenceList,
    Trainee,
    Voucher,
    VoucherIssue,
    bank_account,
)
from trainees.papers import has_paper
from trainees.reveals import CASE_OFFICERS
from trainees.services.groups import REPLY

READERS = CASE_READERS | {Role.DISTRICT_REVIEWER}
ACCOUNT_READERS = bank_account.READERS | {Role.DISTRICT_REVIEWER}


def ask_to_see(model_admin, request, queryset):
    """The page that asks for the chosen people."""
    keys = list(queryset.values_list("pk", flat=True)[: MOST_SUBJECTS + 1])
    return HttpResponseRedirect(request_url("trainees.trainee", keys))


def counter_links(request, trainee) -> list[dict]:
    """What the home district does for a person at its counter."""
    if request.actor.role != Role.DISTRICT_REVIEWER:
        return []
    url = reverse("counter-phone", args=[trainee.pk])
    return [{"label": _("New phone at the counter"), "url": url, "tone": "plain"}]


@admin.register(Trainee, site=site)
class TraineeAdmin(ScopedModelAdmin):
    """Residents of the district; identity and phone are masked."""

    roles = READERS
    icon = "groups"
    list_display = ("masked_name", "masked_identity", "district", "education", "registered_at")
    list_filter = ("district", "education")
    search_fields = ("name",)
    list_select_related = ("district",)
    fields = (
        "name",
        "document_type",
        "masked_identity",
        "birth_year",
        "sex",
        "masked_phone",
        "education",
        "district",
        "consent_form",
        "consent_at",
        "registered_at",
    )
    readonly_fields = ("masked_identity", "birth_year", "masked_phone", "consent_form")
    will_come = _("Trainees appear here when they register or stand in a roster.")

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def masked_name(self, trainee):
        return trainee.masked_name

    @admin.display(description=_("year of birth"))
    def birth_year(self, trainee):
        """The full date would give away what the mask of the number hides."""
        return str(trainee.birth_on.year)

    @admin.display(description=_("consent"))
    def consent_form(self, trainee):
        if not trainee.consent_version:
            return None
        return _("Form of consent: %(version)s") % {"version": trainee.consent_version}

    def links(self, request, obj):
        return [*reveal_links(request, obj), *counter_links(request, obj)]

    def get_actions(self, request):
        """A list of people is asked for as one; another person grants it."""
        found = super().get_actions(request)
        if request.actor.role in CASE_OFFICERS:
            words = _("Ask to see the numbers of the chosen people")
            found["ask_to_see"] = (ask_to_see, "ask_to_see", words)
        return found

    @admin.display(description=_("identity number"))
    def masked_identity(self, trainee):
        return trainee.masked_identity

    @admin.display(description=_("phone"))
    def masked_phone(self, trainee):
        return trainee.masked_phone


@admin.register(Enrolment, site=site)
class EnrolmentAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "how_to_reg"
    list_display = ("masked_name", "masked_identity", "training_class", "enrolled_at", "state")
    list_filter = ("state", "source", "district")
    search_fields = ("name", "training_class__number")
    list_select_related = ("training_class",)
    exclude = ("trainee", "trainee_user", "phone", "key_group")
    readonly_fields = ("group",)
    will_come = _("Enrolments appear here as soon as workers join a class.")

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def masked_name(self, enrolment):
        return enrolment.masked_name

    def links(self, request, obj):
        found = has_paper(obj, request.actor)
        return [paper_button("enrolment-paper", obj.pk)] if found else []

    @admin.display(description=_("key group"))
    def group(self, enrolment):
        return enrolment.key_group.discreet if enrolment.key_group else None

    def sections(self, request, obj):
        """What was decided about the enrolment."""
        decided = decisions_html(obj, request.actor)
        return [decided] if decided else []


@admin.register(GroupMembership, site=site)
class GroupMembershipAdmin(ScopedModelAdmin):
    """Proofs of key groups; a sensitive one is named on the page of the move that decides it."""

    roles = READERS
    icon = "verified_user"
    waiting_label = _("Key group proofs to answer")
    waiting_since = "submitted_at"
    waiting_by = TruncDate("submitted_at")
    will_come = _("Proofs appear here when residents of the district hand them in.")
    list_display = (
        "number", "masked_name", "group_name", "district", "state", "submitted_at", "valid_until",
    )  # fmt: skip
    list_filter = ("state", "district")
    search_fields = ("number", "trainee__name")
    list_select_related = ("trainee", "group", "district")
    exclude = ("trainee_user", "group", "proof", "reviewed_by")
    readonly_fields = ("group_name",)

    @admin.display(description=pgettext_lazy("person", "name"), ordering="trainee__name")
    def masked_name(self, membership):
        return membership.trainee.masked_name

    @admin.display(description=_("key group"))
    def group_name(self, membership):
        return membership.discreet

    def links(self, request, obj):
        url = reverse("group-proof", args=[obj.number])
        return [{"label": _("Open the proof"), "url": url, "tone": "plain"}]

    def due(self, value):
        return last_moment(REPLY, value)

    def waiting(self, actor):
        """Proofs of the district's residents without an answer, the earliest first."""
        if actor.role != Role.DISTRICT_REVIEWER:
            return None
        handed_in = GroupMembership.objects.visible_to(actor).filter(state=GroupState.SUBMITTED)
        return handed_in.order_by("submitted_at")


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


@admin.register(Guardianship, site=site)
class GuardianshipAdmin(ScopedModelAdmin):
    """Who agrees for a minor of the district; both stay masked."""

    roles = READERS
    icon = "family_restroom"
    list_display = ("number", "masked_name", "masked_guardian", "relation", "state", "answered_at")
    list_filter = ("state", "district")
    search_fields = ("number",)
    list_select_related = ("district",)
    fields = (
        "number", "masked_name", "masked_guardian", "relation", "district", "state", "invited_at",
        "due_on", "answered_at", "consent_version", "ended_at",
    )  # fmt: skip
    readonly_fields = ("masked_guardian",)
    will_come = _("Guardians appear here when minors of the district ask them.")

    @admin.display(description=_("guardian"))
    def masked_guardian(self, guardianship):
        return guardianship.masked_guardian

    def links(self, request, obj):
        if not obj.paper_id:
            return []
        url = reverse("guardian-paper", args=[obj.number])
        return [{"label": _("Open the paper"), "url": url, "tone": "plain"}]


@admin.register(IncomeStatement, site=site)
class IncomeStatementAdmin(ScopedModelAdmin):
    """Minors who stated that they live on their own income; the district may set it aside."""

    roles = READERS
    icon = "contract"
    list_display = ("number", "masked_name", "district", "since", "state", "stated_at")
    list_filter = ("state", "district")
    search_fields = ("number",)
    list_select_related = ("district",)
    fields = (
        "number", "masked_name", "district", "employer", "since", "version", "state", "stated_at",
        "ended_at",
    )  # fmt: skip
    will_come = _("Statements appear here when minors of the district make them.")


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


@admin.register(KeyGroup, site=site)
class KeyGroupAdmin(ScopedModelAdmin):
    roles = SETTINGS_READERS
    icon = "diversity_3"
    list_display = ("zh", "en", "default_validity_months", "is_sensitive", "is_active")
    exclude = ("code",)
    list_filter = ("is_sensitive", "is_active")
    told = ("evidence", "origin")


@admin.register(ReferenceList, site=site)
class ReferenceListAdmin(ScopedModelAdmin):
    """Which lists of other authorities were loaded, of which day, from where; never who is on."""

    roles = CASE_READERS
    icon = "fact_check"
    list_before_template = "trainees/load_lists.html"
    list_display = ("number", "kind", "as_of", "source", "people", "loaded_at")
    list_filter = ("kind",)
    fields = ("number", "kind", "as_of", "source", "people", "loaded_at", "loaded_by")
    will_come = _("A list appears here once it is loaded. Until then its condition is open.")

    def changelist_view(self, request, extra_context=None):
        may_load = request.actor.role == Role.MUNICIPAL_REVIEWER
        return super().changelist_view(request, {**(extra_context or {}), "may_load": may_load})


@admin.register(Employment, site=site)
class EmploymentAdmin(ScopedModelAdmin):
    """Who works for an enterprise, as it states it; the person stays masked."""

    roles = READERS
    icon = "badge"
    list_display = ("masked_name", "masked_identity", "organization", "since", "until")
    list_filter = ("district",)
    search_fields = ("organization__name",)
    list_select_related = ("organization",)
    fields = (
        "masked_name", "masked_identity", "organization", "district", "department", "since",
        "until", "recorded_at",
    )  # fmt: skip
    readonly_fields = ("masked_name",)
    will_come = _("Employments appear here when an enterprise imports its employees.")

    @admin.display(description=pgettext_lazy("person", "name"))
    def masked_name(self, employment):
        return employment.masked_name


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
