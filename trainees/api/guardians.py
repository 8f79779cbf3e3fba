"""Guardianships, for the programs of ward and guardian and those who check them."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.api.resources import Moving
from core.api.serializers import Shown, numbered
from trainees.filters import GuardianshipFilter
from trainees.models import Guardianship


class GuardianshipSerializer(Shown):
    """Both persons masked, whoever reads."""

    ward = serializers.CharField(source="masked_name")
    guardian = serializers.CharField(source="masked_guardian")
    district = numbered("code")

    class Meta:
        model = Guardianship
        fields = (
            "number",
            "ward",
            "guardian",
            "district",
            "relation",
            "state",
            "invited_at",
            "due_on",
            "answered_at",
            "consent_version",
            "purposes",
            "ended_at",
        )


class GuardianshipResource(Moving):
    """A request is made on the page, and answered by its link alone."""

    model = Guardianship
    noun = "guardianship"
    about = _("Guardians of minors: who was asked, what was consented to, and until when it held.")
    serializer_class = GuardianshipSerializer
    filterset_class = GuardianshipFilter
    related = ("district",)
