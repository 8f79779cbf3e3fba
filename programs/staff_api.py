"""Teachers, what they are recognised for, and venues: read and written by the unit's program.

The forms of the pages judge what is written, so both ways in have the same rules and words.
"""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action

from core.api.files import FORM, Upload
from core.api.proofs import Proven
from core.api.resources import BY_KEY, Resource
from core.api.serializers import LARGEST_SMALL, Body, Own, Shown, numbered, words_of
from core.enums import UNIT_ADMINS
from core.identifiers import DocumentType
from core.refusals import Refused
from organizations.models import Organization, User
from programs.enums import CourseType
from programs.filters import TAUGHT_LEVELS, QualificationFilter
from programs.forms import QualificationForm, TeacherForm, VenueForm
from programs.models import Occupation, Teacher, TeacherQualification, Venue
from programs.services.qualifications import agree, submit_qualification
from programs.services.staff import save_own, save_teacher

PURPOSE = "qualification"


class OwnStaff(Resource):
    """Teachers or venues: made, and written anew, by the unit they belong to."""

    lookup_field = "pk"
    lookup_value_regex = BY_KEY
    body = None

    def create(self, request):
        """Make a new one."""
        if self.caller.role not in UNIT_ADMINS:
            raise Refused("not_allowed")
        with self.reading_as(self.caller):
            return self.shown_again(self.saved(self.given(self.body)), status=201)

    def update(self, request, pk):
        """Write one anew, whole."""
        row = self.own()
        if row.organization_id != self.caller.organization_id:
            raise Refused("not_allowed")
        with self.reading_as(self.caller):
            return self.shown_again(self.saved(self.given(self.body, instance=row)))

    def saved(self, form):
        """Stored as a page would; `form` is the valid form of the page."""
        return save_own(form.save(commit=False), **self.who())

    def who(self) -> dict:
        unit = Organization.objects.get(pk=self.caller.organization_id)
        return {"actor": self.caller, "organization": unit}


class Judged(Body):
    """A body that a page's form judges; the validated form comes out of it."""

    form_class = None

    def validate(self, attrs):
        form = self.form_class(
            self.posted(attrs), instance=self.instance, actor=self.context["actor"]
        )
        if not form.is_valid():
            raise serializers.ValidationError(words_of(form))
        return form

    def posted(self, attrs) -> dict:
        """What a page would have posted."""
        return attrs


class TeacherSerializer(Shown):
    class Meta:
        model = Teacher
        fields = ("id", "name", "qualification", "is_active")


class NewTeacher(Judged):
    """A teacher; the number, needed of a new one, says who it is across the city."""

    form_class = TeacherForm

    name = serializers.CharField(max_length=60)
    document_type = serializers.ChoiceField(DocumentType.choices)
    number = serializers.CharField(max_length=30, required=False, allow_blank=True)
    qualification = serializers.CharField(max_length=120, required=False, allow_blank=True)
    user = Own(
        User, "username", narrowed=lambda rows: rows.distinct(), required=False, allow_null=True
    )
    is_active = serializers.BooleanField(default=True)

    def posted(self, attrs):
        """An account that is not named stays as it is."""
        if "user" in attrs:
            user = attrs["user"] and attrs["user"].pk
        else:
            user = self.instance and self.instance.user_id
        return {**attrs, "user": user or ""}


@extend_schema_view(
    create=extend_schema(request=NewTeacher), update=extend_schema(request=NewTeacher)
)
class TeacherResource(OwnStaff):
    model = Teacher
    noun = "teacher"
    about = _("Teachers of one's own institution, district or the city.")
    serializer_class = TeacherSerializer
    related = ("organization", "district")
    body = NewTeacher

    def saved(self, form):
        row, number = form.save(commit=False), form.cleaned_data["number"]
        return save_teacher(row, number=number, **self.who())


class VenueSerializer(Shown):
    class Meta:
        model = Venue
        fields = ("id", "name", "address", "places", "is_active")


class NewVenue(Judged):
    """A room with its places."""

    form_class = VenueForm

    name = serializers.CharField(max_length=60)
    address = serializers.CharField(max_length=120)
    places = serializers.IntegerField(min_value=1, max_value=LARGEST_SMALL)
    is_active = serializers.BooleanField(default=True)


@extend_schema_view(create=extend_schema(request=NewVenue), update=extend_schema(request=NewVenue))
class VenueResource(OwnStaff):
    model = Venue
    noun = "venue"
    about = _("Rooms in which classes are held.")
    serializer_class = VenueSerializer
    body = NewVenue


class QualificationSerializer(Shown):
    institution = numbered(source="organization")
    district = numbered("code")
    teacher = serializers.PrimaryKeyRelatedField(read_only=True)
    teacher_name = serializers.CharField(source="teacher.name")
    occupation = numbered("code", allow_null=True)

    class Meta:
        model = TeacherQualification
        fields = (
            "number",
            "institution",
            "district",
            "teacher",
            "teacher_name",
            "occupation",
            "level",
            "course_type",
            "agreement",
            "submitted_at",
            "replied_at",
            "valid_until",
            "ended_on",
            "state",
        )


class NewQualification(Body):
    """What a teacher is to be recognised for, and the proof: an occupation at a level or a course.

    `is_signed`: the proof holds the teacher's own agreement; a teacher with an account agrees
    there.
    """

    teacher = Own(Teacher, "id", narrowed=lambda rows: rows.filter(is_active=True))
    occupation = Own(Occupation, "code", required=False)
    level = serializers.ChoiceField(TAUGHT_LEVELS, required=False)
    course_type = serializers.ChoiceField(CourseType.choices, required=False)
    proof = Upload(purpose=PURPOSE)
    is_signed = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs):
        """The page's form judges it. Raises ValidationError."""
        teacher, occupation = attrs["teacher"], attrs.get("occupation")
        posted = {**attrs, "occupation": occupation.pk if occupation else ""}
        form = QualificationForm(posted, {"proof": attrs["proof"]}, teacher=teacher)
        if not form.is_valid():
            raise serializers.ValidationError(words_of(form))
        return {"teacher": teacher, **form.cleaned_data}


class QualificationResource(Proven):
    model = TeacherQualification
    noun = "qualification"
    about = _("What teachers are recognised for; handed in with the proof.")
    serializer_class = QualificationSerializer
    filterset_class = QualificationFilter
    related = ("organization", "district", "teacher", "occupation")
    purpose = PURPOSE

    @extend_schema(request={FORM: NewQualification})
    def create(self, request):
        """Hand the proof of a teacher to the district."""
        with self.reading_as(self.caller):
            row = submit_qualification(actor=self.caller, **self.given(NewQualification))
            return self.shown_again(row, status=201)

    @extend_schema(request=None, responses=QualificationSerializer)
    @action(detail=True, methods=["post"])
    def agreement(self, request, number):
        """The teacher agrees to stand for the institution, under the own account."""
        row = self.own()
        return self.shown_again(agree(row, actor=self.caller))
