"""Bank accounts, masked, for the owner's program and those who pay."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.resources import BY_KEY, Moving
from core.api.serializers import Shown, numbered
from trainees.models import BankAccount


class BankAccountSerializer(Shown):
    """The number and the holder masked, whoever reads."""

    number = serializers.CharField(source="masked_number")
    holder = serializers.CharField(source="masked_holder")
    district = numbered("code")

    class Meta:
        model = BankAccount
        fields = (
            "id",
            "number",
            "holder",
            "bank",
            "account_type",
            "district",
            "source",
            "state",
            "stated_at",
            "confirmed_at",
            "ended_at",
            "name_check",
        )


class BankAccountResource(Moving):
    """Changed on the pages alone, after a fresh proof of who it is."""

    model = BankAccount
    noun = "bank-account"
    about = _("Bank accounts of people, with the last four digits of the number.")
    serializer_class = BankAccountSerializer
    related = ("district",)
    lookup_field = "pk"
    lookup_value_regex = BY_KEY
