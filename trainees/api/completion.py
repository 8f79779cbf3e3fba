"""Completion: the scores an institution enters, and the certificates that were issued."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from core.api.resources import Endpoint, Resource
from core.api.serializers import Body, Shown, numbered
from core.enums import UNIT_ADMINS
from programs.models import TrainingClass
from trainees.api.enrolments import IN_CLEAR
from trainees.models import CompletionCertificate, Enrolment
from trainees.models.enrolment import FULL_MARKS
from trainees.services.scores import enter_scores


def fact(name, field=serializers.CharField, **kwargs):
    return field(source=f"facts.{name}", **kwargs)


class CertificateSerializer(Shown):
    """As it was printed; the name in clear for the unit that taught and for oneself."""

    SHOWN_TO = {"name": IN_CLEAR}

    training_class = fact("class_number")
    institution = numbered(source="organization")
    district = numbered("code")
    masked_name = serializers.CharField()
    name = fact("name")
    masked_identity = fact("masked_identity")
    programme = fact("programme")
    occupation = fact("occupation")
    level = fact("level")
    lessons = fact("lessons", serializers.IntegerField)
    starts_on = fact("starts_on", serializers.DateField)
    ends_on = fact("ends_on", serializers.DateField)
    attended_minutes = fact("attended_minutes", serializers.IntegerField)
    scheduled_minutes = fact("scheduled_minutes", serializers.IntegerField)
    score = fact("score", allow_null=True)

    class Meta:
        model = CompletionCertificate
        fields = (
            "number",
            "enrolment",
            "training_class",
            "institution",
            "district",
            "masked_name",
            "masked_identity",
            "name",
            "programme",
            "occupation",
            "level",
            "lessons",
            "starts_on",
            "ends_on",
            "attended_minutes",
            "scheduled_minutes",
            "score",
            "issued_at",
        )


class CertificateResource(Resource):
    model = CompletionCertificate
    noun = "completion-certificate"
    about = _("Certificates of completion, one for each enrolment that was completed.")
    serializer_class = CertificateSerializer
    related = ("organization", "district")


class ScoredSerializer(Shown):
    SHOWN_TO = {"name": IN_CLEAR}

    masked_name = serializers.CharField()

    class Meta:
        model = Enrolment
        fields = ("id", "masked_name", "name", "state", "score", "scored_at")


class Score(Body):
    enrolment = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    score = serializers.DecimalField(
        max_digits=4, decimal_places=1, min_value=0, max_value=FULL_MARKS
    )


class Scores(Body):
    """Scores of a class whose lessons are over; a reason where one that stands is corrected."""

    scores = Score(many=True, allow_empty=False)
    reason = serializers.CharField(max_length=200, required=False)


class ScoresOfClass(Endpoint):
    """The completion scores of one class."""

    noun = "completion-score"
    about = _("Completion scores of a class, between its last session and the outcome.")
    serializer_class = ScoredSerializer
    queryset = Enrolment.objects.none()
    pagination_class = None

    @extend_schema(request=Scores, responses={201: ScoredSerializer(many=True)})
    def create(self, request, number):
        """Enter or correct scores; the answer is what the enrolments say now."""
        own = TrainingClass.objects.visible_to(self.caller).filter(number=number)
        row = own.first() if self.caller.role in UNIT_ADMINS else None
        if row is None:
            raise Http404
        given = self.given(Scores)
        scores = {line["enrolment"]: line["score"] for line in given["scores"]}
        seen = Enrolment.objects.visible_to(self.caller)
        seen = seen.filter(training_class=row, pk__in=scores).order_by("pk")
        if seen.count() != len(scores):
            raise exceptions.ValidationError({"scores": [_("An enrolment is not of this class.")]})
        reason = given.get("reason", "")
        enter_scores(row, actor=self.caller, scores=scores, reason=reason)
        context = self.get_serializer_context()
        return Response(ScoredSerializer(seen, many=True, context=context).data, 201)
