"""Members of an organization: who they are, invitations, deputies, the safety of their accounts."""

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.pages import DetailPage, Fact, FormPage, ListPage
from core.pages.parts import shown
from organizations import services
from organizations.accounts import proof_address
from organizations.enums import MEMBER_ADMINS, MEMBER_ROLES, MembershipState
from organizations.forms import DeputyForm, InviteForm, LostFactorForm, ReasonForm
from organizations.models import Deputy, Invitation, Membership
from organizations.permissions import may_manage_member
from organizations.tables import DEPUTIES, INVITATIONS, MEMBERS


def invite() -> dict:
    """The way to the form that invites somebody into the own organization."""
    return {"label": _("Invite"), "url": reverse("workspace:member-invite")}


def members_trail(actor) -> list[tuple]:
    """The list of members above a page, for who may open it."""
    may_list = actor.is_unit and actor.role in MEMBER_ADMINS
    return [(_("Members"), reverse("workspace:member-list"))] if may_list else []


class MemberList(ListPage):
    model = Membership
    roles = MEMBER_ADMINS
    title = _("Members")
    lead = _("Who acts for the organization, and as what.")
    columns = MEMBERS
    empty = {"title": _("No member yet"), "text": _("Invite the people who work here.")}

    def get_queryset(self):
        return super().get_queryset().select_related("user").order_by("state", "role", "id")

    def row_url(self, obj):
        return reverse("workspace:member-detail", args=[obj.pk])

    def actions(self):
        return [
            {"label": _("Invitations"), "url": reverse("workspace:invitation-list")},
            {"label": _("Deputies"), "url": reverse("workspace:deputy-list")},
            {**invite(), "icon": "plus", "tone": "primary"},
        ]


class InvitationList(ListPage):
    model = Invitation
    roles = MEMBER_ADMINS
    title = _("Invitations")
    columns = INVITATIONS

    @property
    def empty(self):
        text = _("Invite the people who work here.")
        return {"title": _("No invitation yet"), "text": text, **invite()}

    def trail(self):
        return members_trail(self.actor)

    def actions(self):
        return [{**invite(), "icon": "plus", "tone": "primary"}]

    def row_url(self, obj):
        return reverse("workspace:invitation-detail", args=[obj.pk])


class DeputyList(ListPage):
    """All of the organization for its administrator; one's own for everybody else."""

    model = Deputy
    roles = MEMBER_ROLES
    title = _("Deputies")
    lead = _("Who acts for a member for a time, in their own name.")
    columns = DEPUTIES

    @property
    def empty(self):
        """Who proposes deputies is led to the members; everybody else learns who does."""
        found = {"title": _("No deputy")}
        if not members_trail(self.actor):
            text = _("The administrator proposes one on a member's page.")
            return {**found, "text": text}
        return {
            **found,
            "text": _("Open a member and propose a deputy."),
            "url": reverse("workspace:member-list"),
            "label": _("Open the members"),
        }

    def trail(self):
        return members_trail(self.actor)

    def get_queryset(self):
        return super().get_queryset().select_related("member_user", "deputy_user")

    def row_url(self, obj):
        return reverse("workspace:deputy-detail", args=[obj.pk])


class PersonPage(DetailPage):
    slug_field = "pk"

    def trail(self):
        return members_trail(self.actor)


class MemberDetail(PersonPage):
    model = Membership
    roles = MEMBER_ADMINS

    def get_queryset(self):
        return super().get_queryset().select_related("user", "organization")

    def heading(self, obj):
        return obj.user.name

    def facts(self, obj):
        return [
            Fact(_("Role"), obj.get_role_display()),
            Fact(_("User name"), obj.user.username),
            Fact(_("Since"), shown(obj, "since")),
            *([Fact(_("In this state since"), shown(obj, "state_at"))] if obj.state_at else []),
        ]

    def object_actions(self, obj):
        return safety_actions(obj, self.actor, "workspace:")


def safety_actions(membership, actor, namespace="") -> list[dict]:
    """What an administrator may do beside the moves; `namespace` is `workspace:` or empty."""
    if membership.state == MembershipState.ENDED or not may_manage_member(actor, membership):
        return []
    return [
        {
            "label": label,
            "url": reverse(f"{namespace}{name}", args=[membership.pk]),
            "tone": "plain",
        }
        for name, label in (
            ("member-deputy", _("Propose a deputy")),
            ("member-sign-out", _("Sign out everywhere")),
            ("member-second-factor", _("Reset two-step sign-in")),
        )
    ]


class InvitationDetail(PersonPage):
    model = Invitation
    roles = MEMBER_ADMINS

    def get_queryset(self):
        return super().get_queryset().select_related("organization", "sent_by")

    def heading(self, obj):
        return obj.name

    def facts(self, obj):
        return [
            Fact(_("Role"), obj.get_role_display()),
            Fact(_("E-mail"), obj.email),
            Fact(_("Sent"), shown(obj, "sent_at")),
            Fact(_("Sent by"), obj.sent_by.name),
            Fact(_("Open until"), shown(obj, "due_on")),
            Fact(_("Answered"), shown(obj, "answered_at")),
        ]


class DeputyDetail(PersonPage):
    model = Deputy
    roles = MEMBER_ROLES

    def get_queryset(self):
        people = ("member_user", "deputy_user", "member__organization", "organization")
        return super().get_queryset().select_related(*people)

    def facts(self, obj):
        return [
            Fact(_("Member"), obj.member_user.name),
            Fact(_("Role"), obj.member.get_role_display()),
            Fact(_("Deputy"), obj.deputy_user.name),
            Fact(_("First day"), shown(obj, "first_day")),
            Fact(_("Last day"), shown(obj, "last_day")),
        ]


class Invite(FormPage):
    """The same form for a unit's administrator and the security administrator."""

    title = _("Invite somebody")
    lead = _("The person gets a one-time link and chooses user name and password.")
    submit_label = _("Send the invitation")
    success_message = _("The invitation was sent.")
    form_class = InviteForm

    def trail(self):
        return members_trail(self.actor)

    def cancel_url(self):
        if self.face == "bureau":
            return reverse("admin:organizations_invitation_changelist")
        return reverse("workspace:member-list")

    def save(self, form):
        site = self.request.build_absolute_uri("/")
        return services.send_invitation(actor=self.actor, site=site, **form.cleaned_data)

    def next_url(self, obj):
        if self.face == "bureau":
            return reverse("admin:organizations_invitation_change", args=[obj.pk])
        return obj.get_absolute_url()


class OfMember(FormPage):
    """A form about one member whom the actor looks after; anybody else is not there."""

    def dispatch(self, request, *args, **kwargs):
        if request.actor.role not in self.roles or not may_manage_member(
            request.actor, self.member
        ):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def member(self):
        rows = Membership.objects.visible_to(self.request.actor).live()
        found = rows.select_related("user", "organization").filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    @property
    def lead(self):
        return f"{self.member.user.name} · {self.member}"

    def next_url(self, obj):
        if self.face == "bureau":
            return reverse("admin:organizations_membership_change", args=[self.member.pk])
        return self.member.get_absolute_url()

    def cancel_url(self):
        return self.next_url(None)


class SignOut(OfMember):
    title = _("Sign out everywhere")
    submit_label = _("Sign out")
    tone = "bad"
    form_class = ReasonForm
    success_message = _("Signed out on every device.")

    def save(self, form):
        services.end_sessions(self.member, actor=self.actor, **form.cleaned_data)


class ResetSecondFactor(OfMember):
    """For a lost phone; whoever does it has just proven who they are themselves."""

    title = _("Reset two-step sign-in")
    submit_label = _("Reset")
    tone = "bad"
    form_class = LostFactorForm
    success_message = _("Two-step sign-in is off; it is set up anew at the next sign-in.")

    def dispatch(self, request, *args, **kwargs):
        address = proof_address(request) if self.member else ""
        if address:
            return HttpResponseRedirect(address)
        return super().dispatch(request, *args, **kwargs)

    def save(self, form):
        services.reset_second_factor(self.member, actor=self.actor, **form.cleaned_data)


class ProposeDeputy(OfMember):
    title = _("Propose a deputy")
    submit_label = _("Propose")
    success_message = _("The deputy was asked.")

    def get_form(self):
        data = self.request.POST if self.request.method == "POST" else None
        return DeputyForm(data, member=self.member, actor=self.actor)

    def save(self, form):
        return services.propose_deputy(actor=self.actor, member=self.member, **form.cleaned_data)
