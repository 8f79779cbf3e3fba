"""Enrolments, attendance, and signing in to sessions."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from core.api.resources import Endpoint, Moving
from core.api.serializers import Body, Condition, Own, Shown, numbered, told
from core.enums import UNIT_ADMINS, Role
from core.refusals import Refused
from policies.decisions import checks_of
from policies.enums import Outcome
from programs.enums import CourseType
from programs.filters import TAUGHT_LEVELS
from programs.models import Occupation, Session, TrainingClass
from trainees.account_api import BankAccountResource
from trainees.allowance import own_allowance
from trainees.eligibility import amount_of, own_subsidy, subject_of_class, subject_today
from trainees.filters import AttendanceFilter, EnrolmentFilter
from trainees.group_api import GroupResource
from trainees.guardian_api import GuardianshipResource
from trainees.late_api import LateResource
from trainees.merge_api import MergeResource
from trainees.models import AttendanceRecord, Enrolment, GroupMembership, KeyGroup, Voucher
from trainees.services.attendance import check_in, record_sheet
from trainees.services.enrolment import enrol
from trainees.transfer_api import TransferResource
from trainees.voucher_api import VoucherResource

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
            "threshold",
            "threshold_clause",
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
    lookup_value_regex = r"\d{1,18}"

    def rows(self, actor):
        """With the place on the waiting list, for whoever is on one."""
        return super().rows(actor).with_position().distinct()

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


class AttendanceSerializer(Shown):
    SHOWN_TO = {"name": IN_CLEAR}

    name = serializers.CharField(source="enrolment.name")
    masked_name = serializers.CharField(source="enrolment.masked_name")

    class Meta:
        model = AttendanceRecord
        fields = (
            "id",
            "session",
            "enrolment",
            "masked_name",
            "name",
            "state",
            "source",
            "signed_in_at",
            "signed_out_at",
            "minutes",
        )


class AttendanceResource(Moving):
    model = AttendanceRecord
    noun = "attendance"
    about = _("One person in one session: absent until proven present.")
    serializer_class = AttendanceSerializer
    filterset_class = AttendanceFilter
    related = ("session__training_class", "enrolment")
    lookup_field = "pk"
    lookup_value_regex = r"\d{1,18}"

    def rows(self, actor):
        """With the teacher, whom the moves ask for, for whoever may know the teacher."""
        found = super().rows(actor)
        return found if actor.role == Role.WORKER else found.select_related("session__teacher")


class Allowance(serializers.Serializer):
    """The living allowance beside the subsidy; in CNY for every day attended."""

    outcome = serializers.ChoiceField(Outcome.values)
    amount_a_day = serializers.DecimalField(9, 2)
    conditions = Condition(many=True)


class EligibilityAnswer(serializers.Serializer):
    """`undecided` while something is not checked; the amount is in CNY.

    `living_allowance` is null where none is paid for what is asked about.
    """

    outcome = serializers.ChoiceField(Outcome.values)
    amount = serializers.DecimalField(9, 2, allow_null=True)
    conditions = Condition(many=True)
    living_allowance = Allowance(allow_null=True)


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


class Code(Body):
    """The code on the teacher's screen: signs a worker in, or out when signed in already."""

    code = serializers.CharField(max_length=12)


class SheetEntry(Body):
    record = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    entry = serializers.ChoiceField(["present", "late", "left_early"])


class CheckIn(Body):
    """A worker sends `code`; a teacher sends `entries`, a sheet kept on a device included."""

    code = serializers.CharField(max_length=12, required=False)
    entries = SheetEntry(many=True, required=False, allow_empty=False)


class CheckIns(Endpoint):
    """Signing in to one session."""

    noun = "check-in"
    about = _("Signing in to a session: by the worker's code, or by the teacher's sheet.")
    serializer_class = AttendanceSerializer
    queryset = AttendanceRecord.objects.none()
    pagination_class = None

    @extend_schema(request=CheckIn, responses={201: AttendanceSerializer(many=True)})
    def create(self, request, session):
        """Sign in or out; the answer is what the records say now."""
        row = Session.objects.visible_to(self.caller).filter(pk=session).first()
        if row is None:
            raise Http404
        given = self.given(CheckIn)
        if self.caller.role == Role.WORKER:
            keys = [self.by_code(row, given)]
        else:
            keys = self.by_sheet(row, given)
        shown = self.records(row).filter(pk__in=keys).order_by("id")
        context = self.get_serializer_context()
        return Response(AttendanceSerializer(shown, many=True, context=context).data, 201)

    def records(self, session):
        own = AttendanceRecord.objects.visible_to(self.caller).filter(session=session)
        return own.select_related("session__training_class", "enrolment")

    def by_code(self, session, given) -> int:
        """The worker's own record of this session. Raises 404 for whoever is not in it."""
        if not given.get("code"):
            raise exceptions.ValidationError({"code": [_("The code is needed.")]}, "required")
        record = self.records(session).first()
        if record is None:
            raise Http404
        return check_in(record, actor=self.caller, code=given["code"]).pk

    def by_sheet(self, session, given) -> list[int]:
        """The records of a sheet, as far as the caller sees them."""
        if not given.get("entries"):
            raise exceptions.ValidationError({"entries": [_("The sheet is empty.")]}, "required")
        asked = {item["record"]: item["entry"] for item in given["entries"]}
        seen = set(self.records(session).filter(pk__in=asked).values_list("pk", flat=True))
        if seen != set(asked):
            raise exceptions.ValidationError({"entries": [_("A record is not of this session.")]})
        record_sheet(session, actor=self.caller, entries=asked)
        return list(asked)


resources = {
    "enrolments": EnrolmentResource,
    "attendance": AttendanceResource,
    "group-proofs": GroupResource,
    "late-enrolments": LateResource,
    "transfers": TransferResource,
    "guardianships": GuardianshipResource,
    "bank-accounts": BankAccountResource,
    "vouchers": VoucherResource,
    "person-merges": MergeResource,
    "eligibility": Eligibility,
    r"sessions/(?P<session>\d{1,18})/check-ins": CheckIns,
}
