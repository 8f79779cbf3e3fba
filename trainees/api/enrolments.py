"""Enrolments: taking a seat or a place in line, and what becomes of it."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from core.api.resources import BY_KEY, Moving
from core.api.serializers import Body, Own, Shown, numbered
from core.enums import UNIT_ADMINS, Role
from core.refusals import Refused
from programs.models import TrainingClass
from trainees.filters import EnrolmentFilter
from trainees.models import Enrolment, Voucher
from trainees.services.enrolment import enrol

IN_CLEAR = UNIT_ADMINS | {Role.TEACHER, Role.WORKER}
# Every other code of a refusal is one condition of eligibility.
OF_THE_CLASS = {
    "class_full",
    "already_enrolled",
    "overlapping_class",
    "enrolment_closed",
    "not_allowed",
    "busy",
    "calendar_missing",
    "voucher_invalid",
    "voucher_expired",
    "voucher_scope_mismatch",
}


class EnrolmentSerializer(Shown):
    """Names in clear for the unit that teaches and for oneself; identity masked for everybody."""

    SHOWN_TO = {
        "name": IN_CLEAR,
        "phone": UNIT_ADMINS | {Role.WORKER},
        "key_group": UNIT_ADMINS,
        "position": {Role.WORKER},
        "remark": UNIT_ADMINS,
    }

    training_class = numbered()
    key_group = serializers.SerializerMethodField()
    masked_name = serializers.CharField()
    position = serializers.IntegerField(allow_null=True)

    class Meta:
        model = Enrolment
        fields = (
            "id",
            "training_class",
            "masked_name",
            "masked_identity",
            "name",
            "phone",
            "education",
            "key_group",
            "remark",
            "source",
            "state",
            "position",
            "enrolled_at",
            "first_signed_in_at",
            "withdrawn_at",
            "outcome_at",
            "outcome_code",
            "attended_minutes",
            "scheduled_minutes",
            "made_up_minutes",
            "threshold",
            "threshold_clause",
            "score",
            "outcome",
            "reassessed_at",
        )

    def get_key_group(self, row) -> str | None:
        return row.key_group.discreet if row.key_group else None


class NewEnrolment(Body):
    """The class one wants to join, and the voucher that is to pay for it."""

    training_class = Own(
        TrainingClass, narrowed=lambda rows: rows.select_related("programme", "organization")
    )
    voucher = Own(Voucher, required=False)


class EnrolmentResource(Moving):
    model = Enrolment
    noun = "enrolment"
    about = _("One person in one class, from the seat to the outcome.")
    serializer_class = EnrolmentSerializer
    filterset_class = EnrolmentFilter
    related = ("training_class", "key_group")
    lookup_field = "pk"
    lookup_value_regex = BY_KEY

    def rows(self, actor):
        """With the place on the waiting list, for whoever is on one."""
        return super().rows(actor).with_position(actor).distinct()

    @extend_schema(request=NewEnrolment)
    def create(self, request):
        """Take a seat, or a place on the waiting list, as the acting worker.

        Every condition that is not met is told.
        """
        given = self.given(NewEnrolment)
        try:
            row = enrol(actor=self.caller, **given)
        except Refused as refused:
            raise of_eligibility(refused) from None
        return self.shown_again(row, status=201)


def of_eligibility(refused: Refused) -> Refused:
    """A failed condition of the person is told as `not_eligible`, with all of them."""
    if refused.code in OF_THE_CLASS or not refused.errors:
        return refused
    words = {name: getattr(refused, name) for name in ("clause", "clause_url", "remedy", "errors")}
    return Refused("not_eligible", refused.errors[0].message, **words)
