"""Vouchers, for the holder's program and those who see them."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.resources import Moving
from core.api.serializers import Shown, numbered
from trainees.filters import VoucherFilter
from trainees.models import Voucher


class VoucherSerializer(Shown):
    """The person only masked; `enrolment` is what it is meant for."""

    occupation = numbered("code", allow_null=True)
    district = numbered("code")
    enrolment = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)

    class Meta:
        model = Voucher
        fields = (
            "number",
            "masked_name",
            "district",
            "training_type",
            "occupation",
            "level",
            "institutions",
            "state",
            "issued_at",
            "valid_until",
            "claimed_at",
            "enrolment",
            "ended_at",
        )


class VoucherResource(Moving):
    model = Voucher
    noun = "voucher"
    about = _("Vouchers of people: what each is good for, and which enrolment it is meant for.")
    serializer_class = VoucherSerializer
    filterset_class = VoucherFilter
    related = ("occupation", "district")
