"""People, enrolments and attendance in the bureau's admin: masked, read-only."""

from django.contrib import admin
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.admin import SETTINGS_READERS, ScopedModelAdmin
from core.admin_site import site
from core.admin_urls import record_url
from core.enums import CASE_READERS, Role
from core.models.reveal import MOST_SUBJECTS
from core.pages.parts import paper_button
from core.reveals.pages import request_url, reveal_links
from policies.pages import decisions_html
from policies.queries import last_moment
from trainees import late_admin, transfer_admin
from trainees.enums import GroupState, MergeState
from trainees.list_answers import answer_about, in_words
from trainees.list_standings import standings
from trainees.models import (
    AttendanceRecord,
    BankAccount,
    Employment,
    Enrolment,
    GroupMembership,
    Guardianship,
    IncomeStatement,
    KeyGroup,
    PersonMerge,
    ReferenceList,
    Trainee,
    Voucher,
    VoucherIssue,
    bank_account,
)
from trainees.papers import has_paper
from trainees.permissions import LIST_READERS
from trainees.reveals import CASE_OFFICERS
from trainees.services import merging
from trainees.services.counter import may_serve
from trainees.services.groups import REPLY
from trainees.side_by_side import proof_of, shown_merge

READERS = late_admin.READERS
ACCOUNT_READERS = bank_account.READERS | {Role.DISTRICT_REVIEWER}


def ask_to_see(model_admin, request, queryset):
    """The page that asks for the chosen people."""
    keys = list(queryset.values_list("pk", flat=True)[: MOST_SUBJECTS + 1])
    return HttpResponseRedirect(request_url("trainees.trainee", keys))


def counter_links(request, trainee) -> list[dict]:
    """What the home district does for a person at its counter; nothing at an emptied record."""
    if request.actor.role != Role.DISTRICT_REVIEWER or trainee.merged_into_id:
        return []
    names = {
        "counter-phone": _("New phone at the counter"),
        "merge-search": _("Merge with another record"),
    }
    if may_serve(request.actor):
        names = {"counter-serve": _("Serve at the counter")} | names
    return [
        {"label": label, "url": reverse(name, args=[trainee.pk]), "tone": "plain"}
        for name, label in names.items()
    ]


@admin.register(Trainee, site=site)
class TraineeAdmin(ScopedModelAdmin):
    """Residents of the district; identity and phone are masked."""

    roles = READERS
    icon = "groups"
    list_before_template = "trainees/register_link.html"
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
        "leads_to",
    )
    readonly_fields = ("masked_identity", "birth_year", "masked_phone", "consent_form", "leads_to")
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

    def changelist_view(self, request, extra_context=None):
        serves = may_serve(request.actor)
        return super().changelist_view(request, {**(extra_context or {}), "may_serve": serves})

    @admin.display(description=_("merged into"))
    def leads_to(self, trainee):
        """The record that stands for this one; the district may not see it."""
        if trainee.merged_into_id is None:
            return None
        address = reverse("admin:trainees_trainee_change", args=[trainee.merged_into_id])
        return format_html('<a href="{}">{}</a>', address, trainee.masked_name)

    def links(self, request, obj):
        return [*reveal_links(request, obj), *counter_links(request, obj)]

    def sections(self, request, obj):
        """Whether it was put together with another record, or somebody proposes to."""
        seen = PersonMerge.objects.visible_to(request.actor).filter(Q(kept=obj) | Q(merged=obj))
        rows = list(seen.order_by("-pk"))
        if not rows:
            return []
        html = render_to_string("trainees/merges_of.html", {"merges": rows})
        return [{"title": _("Merges of records"), "html": html}]

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
    exclude = ("trainee", "trainee_user", "phone", "key_group", "goes_first")
    readonly_fields = ("group",)
    will_come = _("Enrolments appear here as soon as workers join a class.")

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def masked_name(self, enrolment):
        return enrolment.masked_name

    def links(self, request, obj):
        found = has_paper(obj, request.actor)
        paper = [paper_button("enrolment-paper", obj.pk)] if found else []
        return [*paper, *late_admin.links_to(obj), *transfer_admin.links_to(obj)]

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
    exclude = (
        "trainee_user", "group", "proof", "reviewed_by", "basis", "list_number", "list_as_of",
    )  # fmt: skip
    readonly_fields = ("group_name", "evidence")

    @admin.display(description=pgettext_lazy("person", "name"), ordering="trainee__name")
    def masked_name(self, membership):
        return membership.trainee.masked_name

    @admin.display(description=_("key group"))
    def group_name(self, membership):
        return membership.discreet

    @admin.display(description=_("confirmed by"))
    def evidence(self, membership):
        return membership.discreet_evidence if membership.replied_at else None

    def sections(self, request, obj):
        """Beside the paper, what the list of the group says today of who waits."""
        is_open = obj.state == GroupState.SUBMITTED
        if request.actor.role != Role.DISTRICT_REVIEWER or not (is_open and obj.group.list_kind):
            return []
        words = in_words(answer_about(obj, clock.today()))
        html = render_to_string("trainees/list_says.html", {"words": words, "membership": obj})
        return [{"title": _("What the list says"), "html": html}]

    def links(self, request, obj):
        if obj.proof_id is None:
            return []
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
    list_display = (
        "zh", "en", "default_validity_months", "is_sensitive", "goes_first", "is_active",
    )  # fmt: skip
    exclude = ("code",)
    list_filter = ("is_sensitive", "is_active")
    told = ("evidence", "origin")


@admin.register(ReferenceList, site=site)
class ReferenceListAdmin(ScopedModelAdmin):
    """Which lists of other authorities were loaded, of which day, from where; never who is on."""

    roles = LIST_READERS
    icon = "fact_check"
    list_before_template = "trainees/list_standings.html"
    list_display = ("number", "kind", "as_of", "source", "people", "way", "loaded_at")
    list_filter = ("kind",)
    list_select_related = ("loaded_by",)
    fields = ("number", "kind", "as_of", "source", "people", "digest", "way", "loaded_at")
    readonly_fields = ("way",)
    will_come = _("A list appears here once it is loaded. Until then its condition is open.")

    @admin.display(description=_("loaded by"))
    def way(self, row):
        return row.way

    def changelist_view(self, request, extra_context=None):
        may_load = request.actor.role == Role.MUNICIPAL_REVIEWER
        told = {"may_load": may_load, "standings": standings(request.actor)}
        return super().changelist_view(request, {**(extra_context or {}), **told})


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


@admin.register(PersonMerge, site=site)
class PersonMergeAdmin(ScopedModelAdmin):
    """Two records of one person: what was compared, what moved, and until when it can be undone."""

    roles = READERS
    icon = "merge"
    waiting_label = _("Merges to decide")
    waiting_since = "proposed_at"
    waiting_by = TruncDate("proposed_at")
    list_before_template = "trainees/candidates_link.html"
    will_come = _("A merge appears here once a district has proposed it.")
    list_display = (
        "number", "kept_name", "merged_name", "district", "state", "proposed_at", "undo_until",
    )  # fmt: skip
    list_filter = ("state", "district")
    search_fields = ("number",)
    list_select_related = ("district",)
    fields = (
        "number", "district", "reason", "proof_link", "proposed_by", "proposed_at", "decided_by",
        "decided_at", "records", "undo_until", "undone_by", "undone_at",
    )  # fmt: skip
    readonly_fields = ("proof_link",)

    @admin.display(description=_("record that stays"))
    def kept_name(self, merge):
        return merge.facts["kept"].get("name")

    @admin.display(description=_("record that moves"))
    def merged_name(self, merge):
        return merge.facts["merged"].get("name")

    @admin.display(description=_("proof"))
    def proof_link(self, merge):
        return proof_of(merge).value

    def due(self, value):
        return last_moment(merging.REPLY, value)

    def waiting(self, actor):
        """Proposals without an answer, the earliest first."""
        if actor.role != Role.MUNICIPAL_REVIEWER:
            return None
        proposed = PersonMerge.objects.visible_to(actor).filter(state=MergeState.PROPOSED)
        return proposed.order_by("proposed_at")

    def sections(self, request, obj):
        """Both records side by side, and while it is open what would move."""
        html = render_to_string("trainees/two_records.html", shown_merge(obj))
        return [{"title": _("The two records"), "html": html}]

    def links(self, request, obj):
        """The two records, for the city, which sees both."""
        if request.actor.role not in CASE_READERS:
            return []
        words = {obj.kept: _("Record that stays"), obj.merged: _("Record that moves")}
        return [
            {"label": label, "url": record_url(person), "tone": "plain"}
            for person, label in words.items()
        ]

    def changelist_view(self, request, extra_context=None):
        may_propose = request.actor.role == Role.DISTRICT_REVIEWER
        return super().changelist_view(
            request, {**(extra_context or {}), "may_propose": may_propose}
        )
