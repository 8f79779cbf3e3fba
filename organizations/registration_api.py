"""Registrations of units, for the programs of district and city."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.resources import Moving
from core.api.serializers import Shown, numbered
from organizations.filters import RegistrationFilter
from organizations.models import UnitRegistration


class RegistrationSerializer(Shown):
    """The phone is masked; the e-mail is shown nowhere."""

    district = numbered("code")
    unit = numbered(allow_null=True)
    masked_phone = serializers.CharField()

    class Meta:
        model = UnitRegistration
        fields = (
            "number",
            "kind",
            "name",
            "short_name",
            "uscc",
            "district",
            "address",
            "contact_name",
            "masked_phone",
            "state",
            "submitted_at",
            "reply_due_on",
            "finding",
            "found_name",
            "answered_at",
            "reason_code",
            "reason",
            "unit",
            "invited_at",
        )


class RegistrationResource(Moving):
    model = UnitRegistration
    noun = "unit-registration"
    about = _("Units that ask for an account; the district confirms or refuses them.")
    serializer_class = RegistrationSerializer
    filterset_class = RegistrationFilter
    related = ("district", "unit")
