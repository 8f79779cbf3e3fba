"""Programmes: shown with syllabus and terms; drafts written by a program of the unit."""

from django.db import transaction
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from core.api.resources import Moving
from core.api.serializers import LARGEST_SMALL, Body, Own, Shown, numbered, words_of
from core.enums import UNIT_ADMINS
from core.refusals import Refused
from organizations.models import Organization
from programs.catalogue_api import UnitSerializer, with_syllabus
from programs.enums import CourseType, LessonKind, Mode, Payer, Setting
from programs.filters import TAUGHT_LEVELS, PublicProgrammeFilter
from programs.models import Occupation, Programme, Teacher
from programs.programme_forms import KINDS, kind_of, kinds_for
from programs.services.programmes import create_programme, update_programme
from programs.services.syllabuses import name_teachers, write_syllabus
from programs.syllabus_form import MOST, MOST_LESSONS
from programs.terms import fee_words


class ProgrammeSerializer(Shown):
    institution = numbered(source="organization")
    district = numbered("code")
    occupation = numbered("code", allow_null=True)
    replaces = numbered(allow_null=True)
    fee_words = serializers.SerializerMethodField()
    syllabus = UnitSerializer(source="held_units", many=True)

    def get_fee_words(self, obj) -> str:
        """Who pays, in the caller's language."""
        return fee_words(obj)

    class Meta:
        model = Programme
        fields = (
            "number",
            "name",
            "institution",
            "district",
            "training_type",
            "occupation",
            "level",
            "course_type",
            "lessons",
            "practice_lessons",
            "online_lessons",
            "syllabus",
            "textbook",
            "description",
            "key_groups",
            "has_living_allowance",
            "setting",
            "is_apprenticeship",
            "has_contract",
            "has_two_mentors",
            "work_share",
            "study_share",
            "term_months",
            "is_studio_led",
            "studio",
            "lecturers",
            "needs_business_plan",
            "has_final_test",
            "fee",
            "payer",
            "trainee_pays",
            "fee_words",
            "replaces",
            "state",
        )


class NewUnit(Body):
    """One unit of the syllabus."""

    title = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(LessonKind.choices)
    mode = serializers.ChoiceField(Mode.choices, required=False, default=Mode.OFFLINE)
    lessons = serializers.IntegerField(min_value=1, max_value=MOST_LESSONS)


def share(**kwargs) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=100, required=False, **kwargs)


def money(**kwargs) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=9, decimal_places=2, min_value=0, **kwargs)


class NewProgramme(Body):
    """A draft with its syllabus. The form of its kind judges it, as it does in the workspace.

    What a kind does not ask for is refused: nothing that was sent is lost.
    """

    kind = serializers.ChoiceField([(name, kind[1]) for name, kind in KINDS.items()])
    name = serializers.CharField(max_length=60)
    occupation = Own(Occupation, "code", required=False)
    level = serializers.ChoiceField(TAUGHT_LEVELS, required=False)
    course_type = serializers.ChoiceField(CourseType.choices, required=False)
    textbook = serializers.CharField(max_length=120, required=False, allow_blank=True)
    description = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    key_groups = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, max_length=40
    )
    has_living_allowance = serializers.BooleanField(required=False)
    setting = serializers.ChoiceField(Setting.choices, required=False)
    work_share = share(help_text=_("Percent; only of an apprenticeship."))
    study_share = share(help_text=_("Percent; only of an apprenticeship."))
    term_months = serializers.IntegerField(min_value=1, max_value=LARGEST_SMALL, required=False)
    has_contract = serializers.BooleanField(required=False)
    has_two_mentors = serializers.BooleanField(required=False)
    studio = serializers.CharField(max_length=60, required=False, allow_blank=True)
    lecturers = serializers.IntegerField(min_value=1, max_value=20, required=False)
    needs_business_plan = serializers.BooleanField(required=False)
    has_final_test = serializers.BooleanField(required=False)
    fee = money()
    payer = serializers.ChoiceField(Payer.choices)
    trainee_pays = money(required=False, help_text=_("Only where the fee is shared."))
    teachers = Own(
        Teacher, "id", narrowed=lambda rows: rows.filter(is_active=True), many=True, required=False
    )
    syllabus = NewUnit(many=True, allow_empty=True, max_length=MOST)

    def validate(self, attrs):
        """The form of the kind, with the syllabus beside it. Raises ValidationError."""
        kind, units = attrs.pop("kind"), attrs.pop("syllabus")
        actor = self.context["actor"]
        if kind not in kinds_for(actor):
            raise serializers.ValidationError({"kind": [_("Your unit does not teach this.")]})
        if self.instance and kind != kind_of(self.instance):
            raise serializers.ValidationError({"kind": [_("The kind of a programme stays.")]})
        form = KINDS[kind][0](posted(attrs), instance=self.instance, actor=actor)
        strange = sorted(set(attrs) - set(form.fields))
        if strange:
            wrong = {name: [_("This kind of programme does not take it.")] for name in strange}
            raise serializers.ValidationError(wrong)
        return {"facts": told(form), "teachers": form.cleaned_data["teachers"], "units": units}


def posted(attrs: dict) -> dict:
    """What a page would have posted: records by their keys."""
    keys = {"occupation": lambda row: row.pk, "teachers": lambda rows: [row.pk for row in rows]}
    return {name: keys[name](value) if name in keys else value for name, value in attrs.items()}


def told(form: ModelForm) -> dict:
    """The facts of a form. Raises ValidationError with the form's own words."""
    if not form.is_valid():
        raise serializers.ValidationError(words_of(form))
    return form.facts()


class ProgrammeResource(Moving):
    model = Programme
    noun = "programme"
    about = _("What is taught; listed programmes are public.")
    serializer_class = ProgrammeSerializer
    filterset_class = PublicProgrammeFilter
    published = True
    related = ("organization", "district", "occupation", "replaces")

    def rows(self, actor):
        """With the syllabus, in one more query for a whole page."""
        return with_syllabus(super().rows(actor))

    @extend_schema(request=NewProgramme)
    def create(self, request):
        """Make a draft with its syllabus; it is handed in by a move."""
        if self.caller.role not in UNIT_ADMINS:
            raise Refused("not_allowed")
        with self.reading_as(self.caller):
            given = self.given(NewProgramme)
            unit = Organization.objects.get(pk=self.caller.organization_id)
            with transaction.atomic():
                made = create_programme(actor=self.caller, organization=unit, **given["facts"])
                self.written(made, given)
            return self.shown_again(made, status=201)

    @extend_schema(request=NewProgramme)
    def update(self, request, number):
        """Write a draft, or a programme that was returned, anew."""
        row = self.own()
        with self.reading_as(self.caller):
            given = self.given(NewProgramme, instance=row)
            with transaction.atomic():
                update_programme(row, actor=self.caller, **given["facts"])
                self.written(row, given)
            return self.shown_again(row)

    def written(self, programme, given) -> None:
        name_teachers(programme, actor=self.caller, teachers=given["teachers"])
        write_syllabus(programme, actor=self.caller, units=given["units"])
