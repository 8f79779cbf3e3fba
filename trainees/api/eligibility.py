"""What somebody is entitled to, before enrolling."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from core.api.resources import Endpoint
from core.api.serializers import Body, Condition, Own, told
from policies.decisions import checks_of
from policies.enums import Outcome
from programs.enums import CourseType
from programs.filters import TAUGHT_LEVELS
from programs.models import Occupation, TrainingClass
from trainees.allowance import own_allowance
from trainees.certificate_subsidies import RATES, own_certificate_subsidies
from trainees.eligibility import amount_of, own_subsidy, subject_of_class, subject_today
from trainees.models import GroupMembership, KeyGroup


class Allowance(serializers.Serializer):
    """The living allowance beside the subsidy; in CNY for every day attended."""

    outcome = serializers.ChoiceField(Outcome.values)
    amount_a_day = serializers.DecimalField(9, 2)
    conditions = Condition(many=True)


class CertificateSubsidy(serializers.Serializer):
    """What a certificate brings that is issued today; in CNY, null without an amount."""

    kind = serializers.ChoiceField([process.name for process in RATES])
    outcome = serializers.ChoiceField(Outcome.values)
    amount = serializers.DecimalField(9, 2, allow_null=True)
    conditions = Condition(many=True)


class EligibilityAnswer(serializers.Serializer):
    """`undecided` while something is not checked; the amount is in CNY.

    `living_allowance` is null where none is paid for what is asked about; `with_certificate` is
    empty for a course, which ends without a level.
    """

    outcome = serializers.ChoiceField(Outcome.values)
    amount = serializers.DecimalField(9, 2, allow_null=True)
    conditions = Condition(many=True)
    living_allowance = Allowance(allow_null=True)
    with_certificate = CertificateSubsidy(many=True)


class EligibilityQuestion(Body):
    """A class, or an occupation at a level, or a start-up course."""

    training_class = Own(TrainingClass, required=False)
    subject = serializers.CharField(max_length=12, required=False)
    level = serializers.ChoiceField(TAUGHT_LEVELS, required=False)
    group = Own(KeyGroup, "code", required=False)

    def validate(self, data):
        """A class, or something that can be taught; an occupation is asked for at a level."""
        if "training_class" in data or data.get("subject") in CourseType.values:
            return data
        if not Occupation.objects.filter(code=data.get("subject", "")).exists():
            words = _("Name a class, an occupation by its code, or a start-up course.")
            raise serializers.ValidationError({"subject": [words]}, "required")
        if "level" not in data:
            words = _("Choose the level you want to reach.")
            raise serializers.ValidationError({"level": [words]}, "required")
        return data


class Eligibility(Endpoint):
    """What the acting worker is entitled to, before enrolling."""

    noun = "eligibility"
    about = _("What you are entitled to, before you enrol: every condition with its clause.")
    serializer_class = EligibilityAnswer
    queryset = GroupMembership.objects.none()
    pagination_class = None

    @extend_schema(parameters=[EligibilityQuestion], responses=EligibilityAnswer)
    def list(self, request):
        """Raises 404 for whoever is no worker."""
        question = EligibilityQuestion(
            data=request.query_params.dict(), context=self.get_serializer_context()
        )
        question.is_valid(raise_exception=True)
        given = question.validated_data
        group = given.get("group")
        subject = self.subject(given)
        decided = own_subsidy(self.caller, subject, group.code if group else "")
        if decided is None:
            raise Http404
        allowance = own_allowance(self.caller, subject)
        answer = {
            "outcome": decided.outcome,
            "amount": amount_of(decided) or None,
            "conditions": [told(check) for check in checks_of(decided)],
            "living_allowance": allowance and allowance_told(allowance),
            "with_certificate": [
                certificate_told(one) for one in own_certificate_subsidies(self.caller, subject)
            ],
        }
        return Response(EligibilityAnswer(answer).data)

    def subject(self, given):
        if "training_class" in given:
            return subject_of_class(given["training_class"])
        is_course = given["subject"] in CourseType.values
        return subject_today(given["subject"], "" if is_course else given["level"])


def allowance_told(decided) -> dict:
    return {
        "outcome": decided.outcome,
        "amount_a_day": amount_of(decided),
        "conditions": [told(check) for check in checks_of(decided)],
    }


def certificate_told(decided) -> dict:
    return {
        "kind": decided.process.name,
        "outcome": decided.outcome,
        "amount": amount_of(decided) or None,
        "conditions": [told(check) for check in checks_of(decided)],
    }
