"""Transfers: asked for by the program of either side, answered by a move of the other."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from core.api.resources import Moving
from core.api.serializers import Body, Own, Shown, numbered
from core.enums import UNIT_ADMINS, Role
from programs.models import TrainingClass
from trainees.filters import TransferFilter
from trainees.models import Enrolment, Transfer
from trainees.services.transfers import ask_transfer


class TransferSerializer(Shown):
    """The name in clear for both sides."""

    SHOWN_TO = {"name": UNIT_ADMINS | {Role.WORKER}}

    enrolment = serializers.PrimaryKeyRelatedField(read_only=True)
    target = numbered()
    new_enrolment = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True)
    masked_name = serializers.CharField()

    class Meta:
        model = Transfer
        fields = (
            "number",
            "masked_name",
            "name",
            "enrolment",
            "target",
            "new_enrolment",
            "grounds",
            "state",
            "asked_at",
            "answered_at",
        )


class NewTransfer(Body):
    """An enrolment, the other class of its programme, and why."""

    enrolment = Own(Enrolment, "pk", narrowed=lambda rows: rows.select_related("training_class"))
    target = Own(
        TrainingClass, narrowed=lambda rows: rows.select_related("programme", "organization")
    )
    grounds = serializers.CharField(max_length=500)


class TransferResource(Moving):
    model = Transfer
    noun = "transfer"
    about = _("From one class to another of the programme: asked by one side, made by the other.")
    serializer_class = TransferSerializer
    filterset_class = TransferFilter
    related = ("target",)

    @extend_schema(request=NewTransfer)
    def create(self, request):
        """As the unit propose another class, as the worker ask for one."""
        with self.reading_as(self.caller):
            row = ask_transfer(actor=self.caller, **self.given(NewTransfer))
            return self.shown_again(row, status=201)
