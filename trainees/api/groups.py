"""Key groups and their proofs, for the worker's program and those who check them."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from core.api.files import FORM, Upload
from core.api.proofs import Proven
from core.api.serializers import Body, Own, Shown, numbered
from core.enums import Role
from trainees.filters import GroupFilter
from trainees.models import GroupMembership, KeyGroup
from trainees.services.groups import hand_in_group

PURPOSE = "group_proof"


class GroupSerializer(Shown):
    """The group itself only for the person: it may be sensitive."""

    SHOWN_TO = {"group": {Role.WORKER}}

    group = numbered("code")
    district = numbered("code")
    masked_name = serializers.CharField(source="trainee.masked_name")
    evidence = serializers.CharField(source="discreet_evidence")

    class Meta:
        model = GroupMembership
        fields = (
            "number",
            "masked_name",
            "group",
            "district",
            "state",
            "submitted_at",
            "replied_at",
            "valid_from",
            "valid_until",
            "basis",
            "evidence",
        )


class NewGroup(Body):
    """A group and the paper that proves it; none is needed where a list does."""

    group = Own(KeyGroup, "code", narrowed=lambda rows: rows.filter(is_active=True))
    proof = Upload(purpose=PURPOSE, required=False)


class GroupResource(Proven):
    model = GroupMembership
    noun = "group-proof"
    about = _("Key groups with their proof; handed in with the paper that shows it.")
    serializer_class = GroupSerializer
    filterset_class = GroupFilter
    related = ("trainee", "group", "district")
    purpose = PURPOSE

    @extend_schema(request={FORM: NewGroup})
    def create(self, request):
        """Hand the proof of a group to one's home district, as the acting worker."""
        with self.reading_as(self.caller):
            row = hand_in_group(actor=self.caller, **self.given(NewGroup))
            return self.shown_again(row, status=201)
