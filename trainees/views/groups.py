"""The worker's key groups: what is proven, until when, and the papers."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.enums import Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, facts_of
from core.pages.parts import proof_link
from core.pages.serving import serves
from core.views.files import handed_out
from trainees.enums import GroupState
from trainees.forms.groups import GroupForm, GroupProofForm
from trainees.models import GroupMembership
from trainees.services.groups import hand_in_group, reply_due, resubmit_group

WORKER = {Role.WORKER}


class GroupList(ListPage):
    face = "account"
    roles = WORKER
    at_counter = True
    model = GroupMembership
    title = _("My key groups")
    columns = (
        Column("group", _("Key group")),
        Column("valid_from", _("Valid from"), is_nowrap=True),
        Column("valid_until", _("Valid until"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No key group yet"),
        "text": _(
            "Some classes and subsidies are for certain groups, such as registered unemployed "
            "people. Hand in the paper that proves it; your home district confirms it."
        ),
    }

    def get_queryset(self):
        return super().get_queryset().select_related("group")

    def actions(self):
        url = reverse("account:group-create")
        return [{"label": _("Prove a group"), "url": url, "icon": "plus", "tone": "primary"}]


class GroupDetail(DetailPage):
    face = "account"
    roles = WORKER
    at_counter = True
    model = GroupMembership

    def get_queryset(self):
        return super().get_queryset().select_related("group", "district")

    def trail(self):
        return [(_("My key groups"), reverse("account:group-list"))]

    def heading(self, obj):
        return str(obj.group)

    def facts(self, obj):
        waits = obj.state == GroupState.SUBMITTED
        return [
            *facts_of(obj, ("number", "submitted_at", ("district", _("Confirmed by")))),
            *([Fact(_("Proof"), proof_link("group-proof", obj.number))] if obj.proof_id else []),
            *([Fact(_("Reply due"), reply_due(obj))] if waits else []),
            *facts_of(obj, ("replied_at", "valid_from", "valid_until")),
            *([Fact(_("Confirmed by list"), obj.list_words)] if obj.list_number else []),
        ]


class GroupCreate(FormPage):
    """One group with its proof."""

    face = "account"
    roles = WORKER
    at_counter = True
    title = _("Prove a group")
    lead = _(
        "Where a list of the authority has you on it, the group is confirmed at once. Else your "
        "home district looks at the paper and confirms from when until when it holds."
    )
    submit_label = _("Hand in")
    success_message = _("Handed in. You are told as soon as it is confirmed or answered.")
    form_class = GroupForm

    def trail(self):
        return [(_("My key groups"), reverse("account:group-list"))]

    def save(self, form):
        return hand_in_group(actor=self.actor, **form.cleaned_data)

    def cancel_url(self):
        return reverse("account:group-list")


class GroupResubmit(FormPage):
    face = "account"
    roles = WORKER
    at_counter = True
    title = _("Hand in again")
    lead = _("Add what was missing; the district looks at it again.")
    submit_label = _("Hand in again")
    form_class = GroupProofForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = GroupMembership.objects.visible_to(request.actor).select_related("group")
        self.object = get_object_or_404(seen, **kwargs)

    def trail(self):
        own = (_("My key groups"), reverse("account:group-list"))
        return [own, (str(self.object.group), self.cancel_url())]

    def save(self, form):
        return resubmit_group(self.object, actor=self.actor, **form.cleaned_data)

    def cancel_url(self):
        return self.object.get_absolute_url()


@serves
@require_safe
def proof(request, number):
    """The proof, for whoever sees the record; every look is recorded."""
    seen = GroupMembership.objects.visible_to(request.actor).filter(proof__isnull=False)
    found = get_object_or_404(seen.select_related("proof"), number=number)
    return handed_out(request.actor, found.proof)
