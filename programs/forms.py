"""Forms of the workspace; every drop-down shows only what the actor may use."""

import hashlib
from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.clock import local_day
from core.enums import Role
from core.files.fields import UploadField
from core.forms import PLEASE_CHOOSE, ConsentField
from core.identifiers import SkillLevel
from core.pages.parts import people
from organizations.enums import MembershipState
from organizations.models import District, User
from policies.queries import value_on
from programs.enums import CourseType, Mode, TargetIndicator, TrainingType
from programs.holidays import is_holiday
from programs.models import Occupation, Programme, Teacher, TrainingClass, Venue
from programs.planning import city, figures_of, sums_of, version_before

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


class ClassForm(forms.ModelForm):
    """One run of a listed programme."""

    class Meta:
        model = TrainingClass
        fields = ("programme", "name", "venue", "seats", "has_waiting_list")
        help_texts = {
            "has_waiting_list": _(
                "Whoever comes after the last seat may wait for one that is given back."
            )
        }

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.visible_to(actor).current()
        self.fields["programme"].queryset = programmes
        venue = self.fields["venue"]
        venue.queryset = Venue.objects.visible_to(actor).filter(is_active=True)
        venue.label_from_instance = with_places
        most = {"most": value_on("class_size_max", clock.today()).figure}
        words = _("At most %(most)s in a class, and no more than the room has places.")
        self.fields["seats"].help_text = words % most
        if self.instance.pk:
            self.fields["programme"].disabled = True

    def clean_seats(self):
        seats = self.cleaned_data["seats"]
        if seats < 1:
            raise forms.ValidationError(_("A class has at least one seat."))
        return seats


def with_places(venue: Venue) -> str:
    """A room as the drop-down names it."""
    return f"{venue} · {people(venue.places)}"


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

    first_day = forms.DateField(label=_("First day of lessons"), widget=DAY)
    weekdays = forms.MultipleChoiceField(
        label=_("Days of the week"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    morning = forms.TimeField(label=_("First start of a day"), widget=TIME)
    afternoon = forms.TimeField(label=_("Second start of a day"), widget=TIME, required=False)
    lessons = forms.IntegerField(label=_("Lessons of one session"), min_value=1, max_value=8)

    field_order = ("first_day", "weekdays", "morning", "afternoon", "lessons", "teacher", "venue")

    def clean_first_day(self):
        day = self.cleaned_data["first_day"]
        if day <= clock.today():
            raise forms.ValidationError(_("Choose a day after today."))
        return day

    def clean(self):
        """The second session of a day begins when the first one is over, or later."""
        data = super().clean()
        first, second = data.get("morning"), data.get("afternoon")
        day, lessons = data.get("first_day"), data.get("lessons")
        if not (first and second and day and lessons):
            return data
        minutes = int(lessons * value_on("lesson_minutes", day).value)
        begins, other = (datetime.combine(day, at) for at in sorted((first, second)))
        ends = begins + timedelta(minutes=minutes)
        if other < ends:
            words = _("It overlaps with the other session of the day, which lasts until %(time)s.")
            self.add_error("afternoon", words % {"time": f"{ends:%H:%M}"})
        return data


class SessionForm(StaffedForm):
    """One session by hand."""

    starts_at = forms.DateTimeField(label=_("Begins"), widget=MOMENT)
    lessons = forms.IntegerField(label=_("Lessons"), min_value=1, max_value=8)
    mode = forms.ChoiceField(label=_("Mode"), choices=Mode)
    topic = forms.CharField(label=_("Topic"), max_length=80, required=False)
    holiday_reason = forms.CharField(
        label=_("Reason on a public holiday"),
        max_length=120,
        required=False,
        help_text=_("Only for a session on a public holiday."),
    )

    field_order = ("starts_at", "lessons", "mode", "teacher", "venue", "topic", "holiday_reason")

    def clean_starts_at(self):
        begins = self.cleaned_data["starts_at"]
        if begins <= clock.now():
            raise forms.ValidationError(_("Choose a time that is still to come."))
        return begins

    def clean(self):
        data = super().clean()
        begins = data.get("starts_at")
        if begins and not data.get("holiday_reason") and is_holiday(local_day(begins)):
            words = _("%(day)s is a public holiday: give a reason, or choose another day.")
            self.add_error("holiday_reason", words % {"day": local_day(begins)})
        return data


class TeacherForm(forms.ModelForm):
    """With an account, the teacher opens sessions and keeps the sheet."""

    number = forms.CharField(
        label=_("Identity number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Teacher
        fields = ("name", "document_type", "qualification", "user", "is_active")

    field_order = ("name", "document_type", "number", "qualification", "user", "is_active")

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        number = self.fields["number"]
        number.help_text = _("It makes sure that nobody is planned twice at the same time.")
        if self.instance.pk:
            number.required = False
            masked = {"number": self.instance.masked_identity}
            number.help_text = _("Leave it empty to keep %(number)s.") % masked
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
        fields = ("name", "address", "places", "latitude", "longitude", "is_active")
        help_texts = {
            "latitude": _(
                "Degrees, from any map. Sign-ins are compared with the place, and those far away "
                "are marked."
            ),
        }

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = Venue.objects.visible_to(actor).filter(organization_id=actor.organization_id)
        self.fields["places"].min_value = 1

    def clean_places(self):
        places = self.cleaned_data["places"]
        if places < 1:
            raise forms.ValidationError(_("A room has at least one place."))
        return places

    def clean(self):
        """A place has both degrees."""
        given = [self.cleaned_data.get(name) for name in ("latitude", "longitude")]
        if given.count(None) == 1:
            self.add_error("longitude", _("Give both degrees, or neither."))
        return self.cleaned_data

    def clean_name(self):
        """Two rooms of one name could not be told apart, on no list and in no import."""
        name = self.cleaned_data["name"]
        if self.own.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Your unit has a venue of this name already."))
        return name


class QualificationForm(forms.Form):
    """What a teacher is to be recognised for, and the proof."""

    occupation = forms.ModelChoiceField(
        label=_("Occupation"), queryset=Occupation.objects.none(), required=False
    )
    level = forms.ChoiceField(
        label=_("Skill level"),
        choices=[("", PLEASE_CHOOSE), *SkillLevel.choices[1:]],
        required=False,
        help_text=_("A level covers those below it."),
    )
    course_type = forms.ChoiceField(
        label=_("Course"),
        choices=[("", PLEASE_CHOOSE), *CourseType.choices],
        required=False,
        help_text=_("Only for lecturers of entrepreneurship training, instead of an occupation."),
    )
    proof = UploadField(
        purpose="qualification",
        label=_("Proof"),
        help_text=_("A certificate as PDF or picture, at most 20 MB."),
    )
    is_signed = ConsentField(
        short_label=_("Signed agreement"),
        label=_("The teacher's signed agreement is part of the proof"),
        help_text=_("The teacher has no account here to agree with."),
    )

    def __init__(self, *args, teacher, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["occupation"].queryset = Occupation.objects.order_by("sort_key")
        for name in ("occupation", "level", "course_type"):
            self.fields[name].is_needed = True
        if teacher.user_id:
            del self.fields["is_signed"]

    def clean(self):
        data = super().clean()
        if data.get("course_type"):
            if data.get("occupation") or data.get("level"):
                self.add_error("course_type", _("Choose either a course or an occupation."))
            return data
        for name in ("occupation", "level"):
            if not data.get(name):
                self.add_error(name, _("Choose an occupation and a level, or a course."))
        return data


class ProofForm(forms.Form):
    """What was missing."""

    proof = UploadField(
        purpose="qualification",
        label=_("Proof"),
        required=False,
        help_text=_("Choose a file if it has changed; else the one before is kept."),
    )


class AgreeForm(forms.Form):
    """Nothing but the button."""


class TargetsForm(forms.Form):
    """A year's targets: for each indicator a table of districts by training types.

    In a revision each district has a reason beside it, for those of its targets that change.
    """

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = figures_of(plan)
        before = version_before(plan)
        self.old, self.is_revision = figures_of(before), before is not None
        self.reasons = {row.place: row.reason for row in plan.targets.all() if row.reason}
        seen = forms.CharField(widget=forms.HiddenInput, initial=fingerprint(self.found))
        self.fields["seen"] = seen
        self.whole = city()
        self.districts = list(District.objects.active())
        for indicator in TargetIndicator:
            for district in (*self.districts, self.whole):
                self.add_row(indicator, district)

    def add_row(self, indicator, district):
        for kind in TrainingType:
            self.fields[field_name(indicator, district, kind)] = forms.IntegerField(
                label=f"{indicator.label} · {district} · {kind.label}",
                min_value=0,
                max_value=9_999_999,
                required=(indicator, district.pk, kind) in self.found,
                initial=self.found.get((indicator, district.pk, kind)),
                widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
            )
        if self.is_revision:
            kept = (self.reasons.get((indicator, district.pk, kind)) for kind in TrainingType)
            self.fields[field_name(indicator, district, "reason")] = forms.CharField(
                label=f"{indicator.label} · {district} · {_('Reason of the change')}",
                max_length=200,
                required=False,
                initial=next(filter(None, kept), ""),
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )

    def clean_seen(self):
        """What is written here must not undo what somebody else has written meanwhile."""
        if self.cleaned_data["seen"] != fingerprint(self.found):
            raise forms.ValidationError(
                _("Somebody else has changed these targets meanwhile. Open the page again.")
            )
        return self.cleaned_data["seen"]

    def clean(self):
        """A reason without a change would be lost without a word."""
        data = super().clean()
        for indicator in TargetIndicator if self.is_revision else ():
            for district in (*self.districts, self.whole):
                name = field_name(indicator, district, "reason")
                if data.get(name) and not self.changed_kinds(indicator, district):
                    self.add_error(name, _("None of these targets differs from the plan in force."))
        return data

    def changed_kinds(self, indicator, district) -> list:
        """The training types whose figure, as written, is not that of the plan in force."""
        return [
            kind
            for kind in TrainingType
            if self.cleaned_data.get(field_name(indicator, district, kind))
            != self.old.get((indicator, district.pk, kind))
        ]

    def tables(self):
        """For the template: name of the indicator, its rows, and the sums beside the city's."""
        for indicator in TargetIndicator:
            rows = [self.row(indicator, district) for district in self.districts]
            sums = sums_of(self.found, self.whole)
            yield {
                "indicator": indicator.label,
                "rows": rows,
                "whole": self.row(indicator, self.whole),
                "sums": [sums[indicator, kind] for kind in TrainingType],
            }

    def row(self, indicator, district) -> dict:
        reason = field_name(indicator, district, "reason")
        places = [(indicator, district.pk, kind) for kind in TrainingType]
        return {
            "district": district,
            "cells": [self[field_name(indicator, district, kind)] for kind in TrainingType],
            "sum": sum(self.found.get(place, 0) for place in places),
            "reason": self[reason] if self.is_revision else None,
        }

    def targets(self) -> dict[tuple, tuple[int, str]]:
        """What was written: place → (figure, reason); the reason only where the figure changes."""
        written = {}
        for indicator in TargetIndicator:
            for district in (*self.districts, self.whole):
                for kind in TrainingType:
                    place = (indicator.value, district.pk, kind.value)
                    figure = self.cleaned_data[field_name(indicator, district, kind)]
                    if figure is not None:
                        written[place] = (figure, self.reason(indicator, district, place, figure))
        return written

    def reason(self, indicator, district, place, figure) -> str:
        """Why a target differs; what is left as it was keeps the reason it has."""
        if not self.is_revision or figure == self.old.get(place):
            return ""
        name = field_name(indicator, district, "reason")
        if figure == self.found.get(place) and name not in self.changed_data:
            return self.reasons.get(place, "")
        return self.cleaned_data[name]


def fingerprint(targets: dict) -> str:
    """The same for the same targets."""
    return hashlib.sha256(repr(sorted(targets.items())).encode()).hexdigest()[:16]


def field_name(indicator, district, what) -> str:
    return f"{indicator}-{district.code}-{what}"
