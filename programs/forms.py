"""Forms of the workspace; every drop-down shows only what the actor may use."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import Role
from core.forms import PLEASE_CHOOSE
from core.identifiers import SkillLevel
from organizations.enums import MembershipState
from organizations.models import User
from programs.enums import Mode, ProgrammeState, TrainingType
from programs.models import Occupation, Programme, Teacher, TrainingClass, Venue

WEEKDAYS = (
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
LEVELS = [("", PLEASE_CHOOSE), *((v.value, v.label) for v in SkillLevel if v.value.isdecimal())]


class ProgrammeForm(forms.ModelForm):
    """What is taught; start-up courses have a course, all others an occupation and a level."""

    level = forms.ChoiceField(label=_("Skill level"), choices=LEVELS, required=False)

    class Meta:
        model = Programme
        fields = (
            "name",
            "training_type",
            "occupation",
            "level",
            "course_type",
            "lessons",
            "online_lessons",
            "textbook",
            "description",
        )
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["occupation"].queryset = Occupation.objects.visible_to(actor).order_by(
            "sort_key"
        )
        self.fields["course_type"].help_text = _("Only for entrepreneurship training.")

    def clean(self):
        data = super().clean()
        if data.get("training_type") == TrainingType.ENTREPRENEURSHIP:
            data |= {"occupation": None, "level": ""}
            if not data.get("course_type"):
                self.add_error("course_type", _("Choose the course of this training."))
        else:
            data["course_type"] = ""
            for name in ("occupation", "level"):
                if not data.get(name):
                    self.add_error(name, _("This training type needs an occupation and a level."))
        self.check_lessons(data)
        return data

    def check_lessons(self, data):
        """Online lessons are part of the lessons."""
        lessons, online = data.get("lessons"), data.get("online_lessons")
        if lessons is not None and lessons < 1:
            self.add_error("lessons", _("A programme has at least one lesson."))
        if lessons and online is not None and online > lessons:
            self.add_error("online_lessons", _("Not more than the lessons as a whole."))


class ClassForm(forms.ModelForm):
    """One run of a listed programme."""

    class Meta:
        model = TrainingClass
        fields = ("programme", "name", "venue", "seats")

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.visible_to(actor).filter(state=ProgrammeState.LISTED)
        self.fields["programme"].queryset = programmes
        self.fields["venue"].queryset = Venue.objects.visible_to(actor).filter(is_active=True)
        if self.instance.pk:
            self.fields["programme"].disabled = True

    def clean_seats(self):
        seats = self.cleaned_data["seats"]
        if seats < 1:
            raise forms.ValidationError(_("A class has at least one seat."))
        return seats


class StaffedForm(forms.Form):
    """Teacher and venue of one's own organization."""

    teacher = forms.ModelChoiceField(label=_("Teacher"), queryset=Teacher.objects.none())
    venue = forms.ModelChoiceField(label=_("Venue"), queryset=Venue.objects.none())

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["teacher"].queryset = Teacher.objects.visible_to(actor).filter(is_active=True)
        self.fields["venue"].queryset = Venue.objects.visible_to(actor).filter(is_active=True)


class TimetableForm(StaffedForm):
    """The rule a whole timetable is planned by."""

    first_day = forms.DateField(label=_("From"), widget=DAY)
    weekdays = forms.MultipleChoiceField(
        label=_("On"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    morning = forms.TimeField(label=_("Starts at"), widget=TIME)
    afternoon = forms.TimeField(label=_("And again at"), widget=TIME, required=False)
    lessons = forms.IntegerField(label=_("Lessons of one session"), min_value=1, max_value=8)

    field_order = ("first_day", "weekdays", "morning", "afternoon", "lessons", "teacher", "venue")

    def clean_first_day(self):
        day = self.cleaned_data["first_day"]
        if day <= clock.today():
            raise forms.ValidationError(_("Choose a day after today."))
        return day


class SessionForm(StaffedForm):
    """One session by hand."""

    starts_at = forms.DateTimeField(label=_("Begins"), widget=MOMENT)
    lessons = forms.IntegerField(label=_("Lessons"), min_value=1, max_value=8)
    mode = forms.ChoiceField(label=_("Mode"), choices=Mode)
    topic = forms.CharField(label=_("Topic"), max_length=80, required=False)

    field_order = ("starts_at", "lessons", "mode", "teacher", "venue", "topic")


class TeacherForm(forms.ModelForm):
    """With an account, the teacher opens sessions and keeps the sheet."""

    class Meta:
        model = Teacher
        fields = ("name", "qualification", "user", "is_active")

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        own = {
            "memberships__organization_id": actor.organization_id,
            "memberships__role": Role.TEACHER,
            "memberships__state": MembershipState.ACTIVE,
        }
        self.fields["user"].queryset = User.objects.visible_to(actor).filter(**own).distinct()
        self.fields["user"].help_text = _("A member of your organization in the role of teacher.")


class VenueForm(forms.ModelForm):
    class Meta:
        model = Venue
        fields = ("name", "address", "places", "is_active")

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
